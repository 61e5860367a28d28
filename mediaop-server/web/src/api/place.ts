/** Where the page and the API stand on this server: the host says so in the page's start. */

const said = (name: string) => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content;

/** What the page's own addresses begin with, without a slash at the end. */
export const PAGE_ROOT = said("page-root") ?? "";

/** What the paths of the API begin with in place of `/api`. */
const API_ROOT = said("api-root") || "/api";

/** The address of a path of the API, as its description names it. */
export const placed = (path: string) => API_ROOT + path.slice("/api".length);
