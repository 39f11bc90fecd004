// What is known of a place: hover, definition, every use, another name, and what may stand there.
import { EditorView, hoverTooltip, keymap } from "@codemirror/view";
import { h } from "../dom.js";
import { ask, button, toast } from "../parts.js";
import { say } from "../words.js";
import { offsetOf, rangeOf } from "./spots.js";

/** What stands at a place, as a tooltip. */
const hovers = (assisting) =>
  hoverTooltip(
    async (view, pos) => {
      const { doc } = view.state;
      const told = await assisting.askAt("hover", pos).catch(() => null);
      if (!told?.hover || view.state.doc !== doc) return null;
      const { from, to } = rangeOf(doc, told.hover.at);
      return { pos: from, end: to, above: true, create: () => ({ dom: card(told.hover) }) };
    },
    { hideOnChange: true, hoverTime: 350 },
  );

export function card(hover) {
  const list = (pairs, name) => pairs && h("dl", { class: "facts", "aria-label": say(`edit.${name}`) }, pairs.slice(0, 12).map((pair) => [h("dt", {}, h("code", {}, pair.name)), h("dd", {}, pair.text)]));
  return h(
    "div",
    { class: "hover-card" },
    h("p", {}, h("span", { class: "muted small" }, `${say(`edit.kind-${hover.kind}`)} `), h("code", { class: "strong" }, hover.name)),
    hover.title ? h("p", { class: "strong" }, hover.title) : null,
    hover.type ? h("p", { class: "muted" }, hover.type, hover.unit ? ` · ${hover.unit}` : "", hover.optional ? ` · ${say("edit.may-be-absent")}` : "") : null,
    hover.text ? h("p", {}, hover.text) : null,
    list(hover.choices, "choices"),
    list(hover.values, "values"),
    list(hover.clauses, "clauses"),
  );
}

function goTo(assisting, view, pos) {
  void assisting.askAt("definition", pos).then(
    ({ places }) => {
      if (!places.length) return toast(say("edit.no-definition"));
      show(view, places[0]);
    },
    () => {},
  );
  return true;
}

/** Put the cursor to a place, and show it. */
export function show(view, at) {
  const { from } = rangeOf(view.state.doc, at);
  view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
  view.focus();
}

async function uses(assisting, view) {
  const { places, elsewhere } = await assisting.askAt("references", view.state.selection.main.head);
  if (!places.length) return toast(say("edit.no-uses"));
  const { doc } = view.state;
  const line = (close, at) =>
    h("button", { type: "button", onclick: () => close(String(offsetOf(doc, at.from))) }, h("span", { class: "muted" }, `${at.from.line}  `), h("code", {}, doc.line(Math.min(at.from.line, doc.lines)).text.trim().slice(0, 100)));
  const chosen = await ask(say("edit.uses", { count: places.length }), (close) => h("div", {}, h("div", { class: "menu plain-menu" }, places.map((at) => line(close, at))), elsewhere ? h("p", { class: "muted small" }, say("edit.used-elsewhere", { count: elsewhere })) : null));
  if (chosen) show(view, { from: { ...placeOf(doc, Number(chosen)) } });
}

const placeOf = (doc, offset) => ({ line: doc.lineAt(offset).number, column: offset - doc.lineAt(offset).from + 1 });

async function rename(assisting, view) {
  const pos = view.state.selection.main.head;
  const word = view.state.wordAt(pos);
  const old = word ? view.state.sliceDoc(word.from, word.to) : "";
  let field;
  const name = await ask(say("edit.rename"), (close) => {
    field = h("input", { type: "text", value: old, required: true, id: "rename-to", autocomplete: "off", spellcheck: "false" });
    const done = (event) => {
      event.preventDefault();
      close(field.value.trim());
    };
    return h("form", { class: "stack", onsubmit: done }, h("div", { class: "field" }, h("label", { for: "rename-to" }, say("edit.new-name")), field), h("div", { class: "actions" }, button(say("shell.cancel"), () => close()), h("button", { class: "button primary" }, say("edit.rename-do"))));
  });
  if (!name || name === old) return view.focus();
  const answer = await assisting.askAt("rename", pos, { name }).catch((error) => ({ problem: error.body?.detail }));
  if (answer.problem) return toast(answer.problem, "no");
  view.dispatch({ changes: answer.edits.map((edit) => ({ ...rangeOf(view.state.doc, edit), insert: edit.text })), userEvent: "input.rename" });
  view.focus();
  toast(say("edit.renamed", { count: answer.edits.length }) + (answer.elsewhere ? ` ${say("edit.renamed-elsewhere", { count: answer.elsewhere })}` : ""));
}

/** What may stand at the cursor. */
export const completions = (assisting) => async (context) => {
  if (!context.explicit && !context.matchBefore(/[A-Za-z_'][\w.'-]*/)) return null;
  const { doc } = context.state;
  const answer = await assisting.askAt("complete", context.pos).catch(() => null);
  if (!answer?.options.length || context.aborted) return null;
  const first = rangeOf(doc, answer.options[0].edit);
  return {
    from: first.from,
    to: first.to,
    validFor: /^(?:[A-Za-z_'][\w'-]*)?$/,
    options: answer.options.map((option) => ({
      label: option.label,
      detail: option.type || undefined,
      info: option.detail ? () => h("div", { class: "completion-info" }, option.detail) : undefined,
      apply: option.edit.text,
      type: option.kind,
    })),
  };
};

export const knowing = (assisting) => [
  hovers(assisting),
  EditorView.domEventHandlers({
    mousedown(event, view) {
      if (!(event.ctrlKey || event.metaKey) || event.button) return false;
      const pos = view.posAtCoords({ x: event.clientX, y: event.clientY });
      if (pos === null) return false;
      event.preventDefault();
      return goTo(assisting, view, pos);
    },
  }),
  keymap.of([
    { key: "F12", run: (view) => goTo(assisting, view, view.state.selection.main.head), shift: (view) => (void uses(assisting, view), true) },
    { key: "F2", run: (view) => (void (view.state.readOnly || rename(assisting, view)), true) },
  ]),
];
