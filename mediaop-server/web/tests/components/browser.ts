/** What jsdom lacks of a browser. */
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

window.matchMedia = (query: string) =>
  ({ matches: false, media: query, addEventListener: () => undefined, removeEventListener: () => undefined, addListener: () => undefined, removeListener: () => undefined }) as unknown as MediaQueryList;
window.scrollTo = () => undefined;
globalThis.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
HTMLDialogElement.prototype.showModal = function show() { this.open = true; };
HTMLDialogElement.prototype.close = function close() { this.open = false; };

// A second is too little where drawing a part takes one.
configure({ asyncUtilTimeout: 20_000 });

afterEach(cleanup);
