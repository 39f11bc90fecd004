// The interview: one question at a time, the one that tells most first.
import { Problem } from "./api.js";
import { wasReplaced } from "./case.js";
import { h } from "./dom.js";
import { fact } from "./fact.js";
import { button, loading, problem } from "./parts.js";
import { say, sayCount } from "./words.js";

/** The interview about the entries at hand; *onentries(entries)* is called after every answer, *onend* leads back to the form. */
export function interview(form, ask, entries, onentries, onend) {
  const root = h("div", { class: "interview stack" });
  const before = [];
  let unasked = [];
  let later = [];
  let field = null;
  const specs = Object.fromEntries(form.fields.map((spec) => [spec.name, spec]));

  async function next() {
    root.replaceChildren(loading(say("try.asking")));
    let told;
    try {
      told = await ask("ask", { entries, unasked: [...unasked, ...later] });
      if (told.question === null && later.length) {
        later = [];
        told = await ask("ask", { entries, unasked });
      }
    } catch (error) {
      if (wasReplaced(error)) return;
      if (!(error instanceof Problem)) throw error;
      root.replaceChildren(problem(error), h("div", { class: "row" }, button(say("try.back"), back, { disabled: before.length === 0 })));
      return;
    }
    if (told.question === null) end();
    else put(told);
  }

  function put(told) {
    const spec = specs[told.question];
    let entry = entries[spec.name] ?? null;
    field = fact(spec, form, entry, (now) => {
      entry = now;
      go.disabled = now === null;
      if (now !== null && ["choice", "boolean"].includes(spec.kind)) go.focus({ preventScroll: true });
      onentries(now === null ? without(entries, spec.name) : { ...entries, [spec.name]: now });
    });
    const go = button(say("try.next"), () => step(entry === null ? {} : { entry: [spec.name, entry] }), { kind: "primary", disabled: entry === null });
    const left = told.left - 1;
    const number = before.length + 1;
    const why = told.for_offset
      ? h("p", { class: "muted" }, say("try.why-offset"))
      : h("div", { class: "muted small why-asked" }, h("p", {}, say("try.why")), h("ul", {}, told.why.map((each) => h("li", {}, each.title, each.values.length ? `: ${each.values.join(" / ")}` : ""))));
    root.replaceChildren(
      h("div", { class: "row between" }, h("h2", { tabindex: "-1" }, say("try.question", { number })), h("span", { class: "muted small" }, left > 0 ? sayCount("try.left", left) : say("try.left-none"))),
      h("div", { class: "progress", "aria-hidden": "true" }, h("i", {})),
      field.root,
      h("div", { class: "row" }, go, button(say("try.do-not-know"), () => step({ unknown: spec.name })), button(say("try.skip"), () => step({ later: spec.name }), { kind: "quiet" }), button(say("try.back"), back, { kind: "quiet end", disabled: before.length === 0 })),
      why,
      ...(told.exact ? [] : [h("p", { class: "muted small" }, say("try.without-solver"))]),
    );
    root.querySelector(".progress > i").style.width = `${Math.round((100 * before.length) / (before.length + told.left))}%`;
    root.onkeydown = (event) => {
      if (event.key === "Enter" && event.target.localName === "input" && !go.disabled) {
        event.preventDefault();
        go.click();
      }
    };
    field.focus();
  }

  function step({ entry, unknown, later: put }) {
    before.push({ entries, unasked, later });
    if (entry) entries = { ...entries, [entry[0]]: entry[1] };
    if (unknown) unasked = [...unasked, unknown];
    if (unknown || put) entries = without(entries, unknown ?? put);
    if (put) later = [...later, put];
    onentries(entries);
    void next();
  }

  function back() {
    ({ entries, unasked, later } = before.pop());
    onentries(entries);
    void next();
  }

  function end() {
    field = null;
    const heading = h("h2", { tabindex: "-1" }, say("try.done"));
    root.replaceChildren(heading, h("p", {}, say("try.done-words")), h("div", { class: "row" }, button(say("try.form"), onend, { kind: "primary" }), button(say("try.back"), back, { kind: "quiet", disabled: before.length === 0 })));
    heading.focus();
  }

  void next();
  return { root, show: (told) => field && field.show(told(field.root.id.slice(5))), toFact: (name) => (field?.root.id === `fact-${name}` ? field.focus() : onend(name)) };
}

const without = (entries, name) => Object.fromEntries(Object.entries(entries).filter(([key]) => key !== name));
