// Where the panes of the page stand: beside and below each other, and one at a time where the window is narrow.
import { h } from "../../dom.js";
import { tabs } from "../../parts.js";
import { say } from "../../words.js";

/** The panes as an element, `notices` above them, `choose(name)`, `count(name, number, kind)`. */
export function editLayout(panes) {
  const counts = { found: h("span", { class: "count" }, "0"), changes: h("span", { class: "count" }, "–") };
  const below = tabs(say("edit.below"), [
    { name: "found", label: [say("edit.found"), " ", counts.found], part: panes.found },
    { name: "changes", label: [say("edit.changes"), " ", counts.changes], part: panes.changes },
  ]);
  const bottom = h("section", { class: "panel edit-below", "aria-label": say("edit.below") }, below.row, h("div", { class: "panel-body flush" }, panes.found, panes.changes));
  const element = h("div", { class: "edit-panes", "data-pane": "text" }, panes.outline, panes.text, panes.case, bottom);
  const names = ["text", "outline", "case", "below"];
  const buttons = names.map((name) => h("button", { type: "button", "aria-pressed": String(name === "text"), onclick: () => choose(name) }, say(`edit.pane-${name}`)));
  const switches = h("div", { class: "edit-switches", role: "group", "aria-label": say("edit.panes") }, buttons);
  function choose(name) {
    element.dataset.pane = name;
    buttons.forEach((each, index) => each.setAttribute("aria-pressed", String(names[index] === name)));
  }
  const count = (name, number, kind = "") => {
    counts[name].textContent = String(number);
    counts[name].className = `count ${number ? kind : ""}`;
  };
  return { element: h("div", { class: "edit-frame" }, switches, element), notices: h("div", { class: "edit-notices" }), choose, count };
}
