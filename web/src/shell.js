// The shell: the head of every page, and which page is shown.
import { Problem } from "./api.js";
import { h } from "./dom.js";
import { VIEWS, address, placeOf } from "./places.js";
import { keep, state } from "./state.js";
import { say } from "./words.js";

const PAGES = {
  policies: () => import("./pages/policies.js"),
};

let leave = null;

/** Show the page at the address of the browser. */
async function show() {
  const place = placeOf(new URL(location.href));
  document.documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
  if (leave) leave();
  leave = null;
  const root = h("main", { tabindex: "-1" });
  document.body.replaceChildren(head(place), root);
  const page = place && PAGES[place.view];
  if (!page) {
    root.append(h("p", { class: "notice" }, say("shell.no-page")));
    return;
  }
  document.title = `${place.id ? `${place.id} ${place.version} · ` : ""}${say(`shell.${place.view}`)} · backhaul`;
  try {
    leave = (await (await page()).show(root, place)) ?? null;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    root.append(problem(error));
  }
}

/** What is wrong, in words. */
export function problem({ body }) {
  if (body.code === "no-service") return h("p", { class: "notice wrong", role: "alert" }, say("shell.no-service"));
  return h(
    "div",
    { class: "notice wrong", role: "alert" },
    h("p", {}, h("strong", {}, body.detail ?? "")),
    body.help ? h("p", { class: "muted" }, body.help) : null,
  );
}

/** Go to another page. */
export function go(path) {
  history.pushState(null, "", path);
  return show();
}

function head(place) {
  const views = place?.id
    ? h(
        "nav",
        { class: "tabs", "aria-label": say("shell.views") },
        VIEWS.map((view) => h("a", { href: address(place.id, place.version, view), "aria-current": view === place.view ? "page" : null }, say(`shell.${view}`))),
      )
    : null;
  const other = () => {
    keep("language", state.language === "en" ? "zh" : "en");
    return show();
  };
  return h(
    "header",
    { class: "bar" },
    h("a", { class: "brand", href: "/policies" }, "backhaul"),
    place?.id ? h("span", { class: "mono" }, `${place.id} ${place.version}`) : null,
    views,
    h("button", { class: "button quiet last", onclick: other, lang: state.language === "en" ? "zh-CN" : "en" }, say("shell.language")),
  );
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='/']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (!placeOf(new URL(link.href))) return;
  event.preventDefault();
  void go(link.getAttribute("href"));
});
addEventListener("popstate", () => void show());
void show();
