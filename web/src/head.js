// The head of every page: the way to all policies, the version at hand, its pages, and how the page looks.
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { goTo } from "./parts.js";
import { VIEWS, address } from "./places.js";
import { policies } from "./policies.js";
import { keep, state } from "./state.js";
import { inLanguage, say } from "./words.js";

const THEMES = ["auto", "light", "dark"];

/** The head for a place; *again* shows the page anew. */
export function head(place, again) {
  return h(
    "header",
    { class: "top" },
    h("div", { class: "bar" }, brand(), place?.id ? crumbs(place) : null, h("div", { class: "switches" }, theme(again), language(again))),
    place?.id ? views(place) : null,
  );
}

const brand = () => h("a", { class: "brand", href: "/policies", title: say("shell.policies") }, icon("brand"), h("span", {}, "backhaul"));

function crumbs(place) {
  const title = h("span", { class: "clip" }, place.id);
  const version = h("select", { "aria-label": say("shell.version"), onchange: () => goTo(address(place.id, version.value, place.view)) }, h("option", {}, place.version));
  void policies().then(
    ({ policies: every }) => {
      const policy = every.find((each) => each.id === place.id);
      if (!policy) return;
      const versions = policy.versions.toReversed();
      title.textContent = inLanguage(versions.find((each) => each.version === place.version)?.title) || place.id;
      title.title = title.textContent;
      version.replaceChildren(...versions.map((each) => h("option", { value: each.version, selected: each.version === place.version }, each.draft ? say("shell.draft-version", { version: each.version }) : each.version)));
    },
    () => {},
  );
  return h("div", { class: "crumbs" }, h("a", { class: "all", href: "/policies" }, say("shell.policies")), h("span", { class: "slash", "aria-hidden": "true" }, "/"), title, version);
}

function views(place) {
  const link = (view) => h("a", { href: address(place.id, place.version, view), "aria-current": view === place.view ? "page" : null }, say(`shell.${view}`));
  return h("nav", { class: "tabs", "aria-label": say("shell.views") }, VIEWS.map(link));
}

function theme(again) {
  const words = say(`shell.theme-${state.theme}`);
  const next = () => {
    keep("theme", THEMES[(THEMES.indexOf(state.theme) + 1) % THEMES.length]);
    document.documentElement.dataset.theme = state.theme;
    other.replaceWith((other = theme(again)));
    other.focus();
  };
  let other = h("button", { type: "button", class: "button quiet icon", title: words, "aria-label": words, onclick: next }, icon(state.theme));
  return other;
}

function language(again) {
  const other = state.language === "en" ? "zh" : "en";
  const change = () => {
    keep("language", other);
    return again();
  };
  return h("button", { type: "button", class: "button quiet", lang: other === "zh" ? "zh-CN" : "en", onclick: change }, say("shell.language"));
}
