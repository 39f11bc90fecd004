// The shell: which page is shown, and how one goes from page to page.
import { pages } from "every:pages";
import { Problem } from "./api.js";
import { h } from "./dom.js";
import { head } from "./head.js";
import { placeOf } from "./places.js";
import { problem } from "./parts.js";
import { state } from "./state.js";
import { say } from "./words.js";

//: the page that is shown, by `show` of its module: nothing, a function that is called when it is left, or `{ leave, mayLeave }`
let shown = {};
let address = location.href;
let showings = 0;

/** Show the page at the address of the browser; *move*: let the keyboard begin in it. */
async function show(move = false) {
  const place = placeOf(new URL(location.href));
  const showing = (showings += 1);
  shown.leave?.();
  shown = {};
  address = location.href;
  document.documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
  document.documentElement.dataset.theme = state.theme;
  const root = h("main", { id: "main", class: "page", tabindex: "-1" });
  document.body.replaceChildren(h("a", { class: "skip button", href: "#main", onclick: toMain }, say("shell.skip")), head(place, () => show()), root, toasts);
  if (move) root.focus({ preventScroll: true });
  const page = place && pages[place.view];
  if (!page) {
    root.append(h("div", { class: "empty" }, h("strong", {}, say("shell.no-page")), h("a", { href: "/policies" }, say("shell.policies"))));
    return;
  }
  document.title = `${place.id ? `${place.id} ${place.version} · ` : ""}${say(`shell.${place.view}`)} · backhaul`;
  const waiting = h("p", { class: "loading", role: "status" }, say("shell.loading"));
  const late = setTimeout(() => root.prepend(waiting), 150);
  try {
    const came = (await (await page()).show(root, place)) ?? {};
    const now = typeof came === "function" ? { leave: came } : came;
    if (showing === showings) shown = now;
    else now.leave?.();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    root.append(problem(error));
  } finally {
    clearTimeout(late);
    waiting.remove();
  }
}

const toasts = h("div", { class: "toasts", role: "status", "aria-live": "polite" });
addEventListener("backhaul-toast", ({ detail }) => {
  const toast = h("p", { class: `toast ${detail.kind}` }, detail.words);
  toasts.append(toast);
  setTimeout(() => toast.remove(), 6000);
});

function toMain(event) {
  event.preventDefault();
  document.getElementById("main").focus();
}

/** Go to another page, if the one that is shown lets one. */
export async function go(path) {
  if (shown.mayLeave && !(await shown.mayLeave())) return;
  history.pushState(null, "", path);
  await show(true);
  scrollTo(0, 0);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='/']");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (!placeOf(new URL(link.href)) || link.hasAttribute("download")) return;
  event.preventDefault();
  void go(link.getAttribute("href"));
});
addEventListener("backhaul-go", ({ detail }) => void go(detail));
addEventListener("popstate", async () => {
  if (new URL(location.href).pathname === new URL(address).pathname && location.href !== address) address = location.href;
  if (shown.mayLeave) {
    const wanted = location.href;
    history.pushState(null, "", address);
    if (!(await shown.mayLeave())) return;
    history.replaceState(null, "", wanted);
  }
  void show();
});
void show();
