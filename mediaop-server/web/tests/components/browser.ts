/** What jsdom lacks of a browser. */
import { cleanup } from "@testing-library/react";
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

afterEach(cleanup);
