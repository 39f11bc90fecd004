// The addresses of the pages.

export const VIEWS = ["edit", "try", "explain", "compare", "check", "book"];

/** The address of a view of a version. */
export const address = (id, version, view) => `/policies/${encodeURIComponent(id)}/${encodeURIComponent(version)}/${view}`;

/** The page and the version that an address names; null where there is no such page. */
export function placeOf(url) {
  const query = url.searchParams;
  if (url.pathname === "/" || url.pathname === "/policies") return { view: "policies", query };
  const [start, id, version, view, ...rest] = url.pathname.slice(1).split("/").map(decodeURIComponent);
  if (start !== "policies" || rest.length || !VIEWS.includes(view)) return null;
  return { view, id, version, query };
}
