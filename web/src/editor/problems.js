// Mistakes and warnings at their places, and their quick fixes: in the tooltip, and by Ctrl-. or Alt-Enter.
import { forEachDiagnostic, lintGutter, linter, nextDiagnostic, previousDiagnostic } from "@codemirror/lint";
import { StateEffect, StateField } from "@codemirror/state";
import { EditorView, keymap, showTooltip } from "@codemirror/view";
import { codeButton } from "../codes.js";
import { h } from "../dom.js";
import { prose } from "../parts.js";
import { say } from "../words.js";

const SEVERITIES = { error: "error", warning: "warning", note: "info" };

/** What the editor shows of one diagnostic of the service. */
export const asDiagnostic = (apply) => (each, from, to, end) => ({
  from,
  to: Math.max(to, Math.min(from + 1, end)),
  severity: SEVERITIES[each.severity],
  message: each.message,
  markClass: `problem-${each.severity}`,
  renderMessage: () => describe(each),
  actions: each.fixes.map((fix) => ({ name: fix.title.replaceAll("`", ""), title: fix.title, apply: () => apply(fix.edits) })),
  each,
});

/** A diagnostic in words, with what helps and where more of it stands. */
export function describe(each) {
  return h(
    "div",
    { class: "problem-words" },
    h("p", {}, h("span", { class: "hidden" }, `${say(`edit.${each.severity}`)}: `), prose(each.message)),
    each.help ? h("p", { class: "muted" }, prose(each.help)) : null,
    (each.related ?? []).map((place) => h("p", { class: "muted" }, prose(place.message), ` (${say("edit.line", { line: place.line })})`)),
    h("p", { class: "more" }, codeButton(each.code)),
  );
}

const openMenu = StateEffect.define();

/** The quick fixes of the line, as a menu at the cursor. */
const menu = StateField.define({
  create: () => null,
  update(open, transaction) {
    for (const effect of transaction.effects) if (effect.is(openMenu)) return effect.value;
    return transaction.docChanged || transaction.selection ? null : open;
  },
  provide: (field) => showTooltip.from(field),
});

function fixesAt(state) {
  const line = state.doc.lineAt(state.selection.main.head);
  const found = [];
  forEachDiagnostic(state, (diagnostic, from, to) => {
    if (from > line.to || to < line.from) return;
    for (const action of diagnostic.actions ?? []) found.push({ action, from, to, message: diagnostic.message });
  });
  return found;
}

const close = (view) => {
  view.dispatch({ effects: openMenu.of(null) });
  view.focus();
};

function showFixes(view) {
  const fixes = fixesAt(view.state);
  const create = () => {
    const choose = (fix) => {
      close(view);
      fix.action.apply(view, fix.from, fix.to);
    };
    const buttons = fixes.map((fix) => h("button", { type: "button", role: "menuitem", title: fix.message, onclick: () => choose(fix) }, prose(fix.action.title)));
    const none = fixes.length ? null : h("p", { class: "muted small", tabindex: "-1" }, say("edit.no-fix"));
    const dom = h("div", { class: "fixes menu", role: "menu", "aria-label": say("edit.fixes"), onkeydown: (event) => move(event, view, buttons) }, buttons, none);
    return { dom, mount: () => (buttons[0] ?? none).focus() };
  };
  view.dispatch({ effects: openMenu.of({ pos: view.state.selection.main.head, above: false, create }) });
  return true;
}

function move(event, view, buttons) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    close(view);
  } else if (step && buttons.length) {
    event.preventDefault();
    buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length].focus();
  }
}

export const problems = [
  linter(null),
  lintGutter(),
  menu,
  EditorView.domEventHandlers({ focus: (_, view) => void (view.state.field(menu) && view.dispatch({ effects: openMenu.of(null) })) }),
  keymap.of([
    { key: "Mod-.", run: showFixes },
    { key: "Alt-Enter", run: showFixes },
    { key: "F8", run: nextDiagnostic, shift: previousDiagnostic },
  ]),
];
