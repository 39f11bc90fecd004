// What is wrong with the text, as a list below it.
import { codeButton } from "../../codes.js";
import { h } from "../../dom.js";
import { empty, prose } from "../../parts.js";
import { say } from "../../words.js";

const SIGNS = { error: "✗", warning: "!", note: "i" };

/** The list as an element, `set(diagnostics)`; *go* is called with a place, *fix* with the edits of a quick fix. */
export function foundPane(go, fix) {
  const pane = h("div", { class: "found" });

  function row(each) {
    const place = each.line ? { from: { line: each.line, column: each.column } } : null;
    return h(
      "li",
      { class: `found-${each.severity}` },
      h("span", { class: "sign", "aria-hidden": "true" }, SIGNS[each.severity]),
      h("button", { type: "button", class: "place", onclick: () => place && go(place.from) }, h("span", { class: "hidden" }, `${say(`edit.${each.severity}`)}, `), place ? say("edit.line", { line: each.line }) : say("edit.whole")),
      h("div", { class: "grow" }, h("p", {}, prose(each.message)), each.help ? h("p", { class: "muted small" }, prose(each.help)) : null),
      h("div", { class: "actions" }, each.fixes.map(({ title, edits }) => h("button", { type: "button", class: "button small", onclick: () => fix(edits) }, h("span", {}, prose(title))))),
      codeButton(each.code),
    );
  }
  const set = (diagnostics) => pane.replaceChildren(diagnostics.length ? h("ul", { class: "plain" }, diagnostics.map(row)) : empty(say("edit.nothing-found"), say("edit.nothing-found-more")));
  return { pane, set };
}
