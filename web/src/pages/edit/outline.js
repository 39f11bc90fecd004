// The outline of the text: sections, decisions, rules; it follows the cursor.
import { h } from "../../dom.js";
import { say } from "../../words.js";

const FOLDED = new Set(["source", "facts", "parameters", "definitions", "constraints", "invariants", "calendars", "zones", "types", "in_force", "annotations"]);

/** The outline as an element, `set(entries)` and `follow(line)`; *go* is called with a place. */
export function outlinePane(go) {
  const list = h("ul", { class: "plain outline-list" });
  const filter = h("input", { type: "search", placeholder: say("edit.outline-filter"), "aria-label": say("edit.outline-filter"), oninput: () => narrow() });
  const pane = h("nav", { class: "panel outline", "aria-label": say("edit.outline") }, h("div", { class: "panel-head" }, filter), h("div", { class: "panel-body flush" }, list));
  const open = new Map();
  let items = [];

  function item(entry, depth, path) {
    const key = `${path}/${entry.name}`;
    const below = entry.below.length ? h("ul", { class: "plain", role: "group" }) : null;
    const isOpen = open.get(key) ?? !(depth === 0 && FOLDED.has(entry.name));
    const fold = below && h("button", { type: "button", class: "fold", "aria-expanded": String(isOpen), "aria-label": say("edit.fold", { name: entry.name }), onclick: () => toggle(fold, below, key) });
    const words = h(
      "button",
      { type: "button", class: `entry kind-${entry.kind}`, title: entry.title, onclick: () => go(made.entry.at) },
      h("span", { class: "name" }, entry.name || entry.title || say(`edit.kind-${entry.kind}`)),
      entry.title && entry.name ? h("span", { class: "title" }, entry.title) : null,
      depth === 0 && below ? h("span", { class: "count" }, entry.below.length) : null,
    );
    const row = h("li", {}, h("div", { class: "line" }, fold ?? h("span", { class: "fold" }), words), below);
    const made = { entry, words, row };
    items.push(made);
    if (below) {
      below.hidden = !isOpen;
      below.append(...entry.below.map((each) => item(each, depth + 1, key)));
    }
    return row;
  }

  function toggle(fold, below, key) {
    const now = fold.getAttribute("aria-expanded") !== "true";
    open.set(key, now);
    fold.setAttribute("aria-expanded", String(now));
    below.hidden = !now;
  }

  function narrow() {
    const wanted = filter.value.trim().toLowerCase();
    for (const { entry, row } of items) row.hidden = Boolean(wanted) && !matches(entry, wanted);
    pane.classList.toggle("narrowed", Boolean(wanted));
  }

  let shown = "";
  function set(entries) {
    const every = flat(entries);
    const now = JSON.stringify(every.map(({ kind, name, title, below }) => [kind, name, title, below.length]));
    if (now === shown) {
      items.forEach((each, index) => (each.entry = every[index]));
      return;
    }
    shown = now;
    const top = list.parentElement.scrollTop;
    items = [];
    list.replaceChildren(...entries.map((entry) => item(entry, 0, "")));
    list.parentElement.scrollTop = top;
    narrow();
  }

  function follow(line) {
    let here = null;
    for (const each of items) {
      const inside = each.entry.from.line <= line && line <= each.entry.to.line;
      each.words.removeAttribute("aria-current");
      if (inside) here = each;
    }
    if (!here) return;
    here.words.setAttribute("aria-current", "true");
    if (here.words.offsetParent) here.words.scrollIntoView({ block: "nearest" });
  }
  return { pane, set, follow };
}

/** The entries, each before those below it. */
const flat = (entries) => entries.flatMap((entry) => [entry, ...flat(entry.below)]);

const matches = (entry, wanted) => `${entry.name} ${entry.title}`.toLowerCase().includes(wanted) || entry.below.some((each) => matches(each, wanted));
