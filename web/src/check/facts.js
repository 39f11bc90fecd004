// Facts that show something: looked at on the pages *Try* and *Explain*.
import { h } from "../dom.js";
import { button, goTo } from "../parts.js";
import { address } from "../places.js";
import { keepFacts } from "../state.js";
import { say } from "../words.js";

/** Buttons that take facts to other pages. */
export function withFacts({ id, version }, facts) {
  const to = (view) => () => {
    keepFacts(id, facts);
    goTo(address(id, version, view));
  };
  return h("div", { class: "row" }, button(say("check.try"), to("try"), { kind: "small" }), button(say("check.explain"), to("explain"), { kind: "small" }));
}

/** A text whose lines stay as they are, with a button that copies it. */
export const verbatim = (text) => h("pre", { class: "verbatim", tabindex: "0" }, text);

/** A sentence of the engine, in which what stands in backticks is somebody's words. */
export const sentence = (words) => words.split(/(`[^`]*`)/).map((part) => (/^`[^`]+`$/.test(part) ? h("code", {}, part.slice(1, -1)) : part));
