// Two texts side by side, or one above the other where the window is narrow; what is the same is folded.
import { MergeView, goToNextChunk, goToPreviousChunk, unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { h } from "../dom.js";
import { basics } from "../editor/editor.js";
import { button, notice } from "../parts.js";
import { say } from "../words.js";

const NARROW = matchMedia("(max-width: 52rem)");
const FOLDED = { margin: 3, minSize: 6 };

/** Show the texts of both sides in *parent*; *leave* ends it. */
export function sideBySide(parent, sides, version) {
  if (sides.old === sides.new) {
    parent.replaceChildren(notice("yes", say("compare.same-text")));
    return { leave: () => {} };
  }
  const place = h("div", { class: "sides" });
  let shown = null;
  const draw = () => {
    shown?.destroy();
    place.replaceChildren();
    shown = NARROW.matches ? unified(place, sides, version) : beside(place, sides, version);
  };
  const move = (step) => {
    const view = shown.b ?? shown;
    view.focus();
    step(view);
  };
  const heads = h("div", { class: "sides-heads" }, h("span", {}, sides.with), h("span", {}, version));
  const buttons = h("div", { class: "buttons" }, button(say("compare.previous"), () => move(goToPreviousChunk), { kind: "small" }), button(say("compare.next"), () => move(goToNextChunk), { kind: "small" }));
  parent.replaceChildren(h("div", { class: "row between" }, h("p", { class: "muted small" }, say("compare.text-about")), buttons), heads, place);
  draw();
  NARROW.addEventListener("change", draw);
  return {
    leave() {
      NARROW.removeEventListener("change", draw);
      shown?.destroy();
    },
  };
}

const extensions = (label, more = []) => [
  basics(),
  EditorState.readOnly.of(true),
  keymap.of([{ key: "n", run: goToNextChunk }, { key: "p", run: goToPreviousChunk }]),
  EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
  more,
];

function beside(parent, sides, version) {
  return new MergeView({
    parent,
    a: { doc: sides.old, extensions: extensions(say("compare.text-of", { version: sides.with })) },
    b: { doc: sides.new, extensions: extensions(say("compare.text-of", { version })) },
    collapseUnchanged: FOLDED,
    gutter: true,
  });
}

function unified(parent, sides, version) {
  const merge = unifiedMergeView({ original: sides.old, mergeControls: false, gutter: true, collapseUnchanged: FOLDED });
  return new EditorView({ parent, doc: sides.new, extensions: extensions(say("compare.text-of", { version }), merge) });
}
