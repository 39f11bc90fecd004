// How each condition of the text comes out for a case: a sign before it, a line below it, and words for who cannot see either.
import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, WidgetType } from "@codemirror/view";
import { say } from "../words.js";
import { rangeOf } from "./spots.js";

const NAMES = { true: "yes", false: "no", "cannot tell": "open" };
const SIGNS = { yes: "✓", no: "✗", open: "?" };

class Sign extends WidgetType {
  constructor(name, counts) {
    super();
    Object.assign(this, { name, counts });
  }
  eq(other) {
    return other.name === this.name && other.counts === this.counts;
  }
  toDOM() {
    const sign = document.createElement("span");
    sign.className = `answer-sign ${this.name} ${this.counts ? "" : "idle"}`;
    sign.textContent = SIGNS[this.name];
    sign.setAttribute("role", "img");
    sign.title = say(`edit.mark-${this.name}`);
    sign.setAttribute("aria-label", sign.title);
    return sign;
  }
}

const showMarks = StateEffect.define();

export const answers = StateField.define({
  create: () => Decoration.none,
  update(shown, transaction) {
    const mapped = shown.map(transaction.changes);
    return transaction.effects.reduce((now, effect) => (effect.is(showMarks) ? effect.value : now), mapped);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Show the marks of an answer, and the lines of the rules that gave it; nothing of null. */
export function showAnswer(view, answer) {
  const { doc } = view.state;
  const ranges = [];
  for (const mark of answer?.marks ?? []) {
    const { from, to } = rangeOf(doc, mark);
    if (to <= from) continue;
    const name = NAMES[mark.outcome];
    ranges.push(Decoration.widget({ widget: new Sign(name, mark.counts), side: -1 }).range(from));
    ranges.push(Decoration.mark({ class: `answer ${name} ${mark.counts ? "" : "idle"}` }).range(from, to));
  }
  for (const rule of Object.values(answer?.rules ?? {}).flat()) {
    const { from, to } = rangeOf(doc, rule);
    const last = doc.lineAt(to).number;
    for (let number = doc.lineAt(from).number; number <= last; number += 1) {
      ranges.push(Decoration.line({ class: `answer-rule ${rule.sure ? "yes" : "open"}` }).range(doc.line(number).from));
    }
  }
  view.dispatch({ effects: showMarks.of(Decoration.set(ranges, true)) });
}
