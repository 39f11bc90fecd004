// What would change the answer: an output and the value that is wanted, and the fewest changes that lead there.
import { Problem } from "./api.js";
import { wasReplaced } from "./case.js";
import { fragment, h } from "./dom.js";
import { button, loading, problem } from "./parts.js";
import { say } from "./words.js";

/** The form; `body()` is what is at hand, and *ontake(facts)* takes over the facts that were found. */
export function wishes(form, ask, body, ontake) {
  if (!form.outputs.length) return h("p", { class: "muted" }, say("explain.nothing-to-wish"));
  const found = h("div", { role: "status", "aria-live": "polite" });
  const ordered = [...form.outputs].sort((a, b) => Number(b.role === "what") - Number(a.role === "what"));
  const output = h("select", { onchange: values }, ordered.map((each) => h("option", { value: each.name }, each.title)));
  const wanted = h("select", {});
  function values() {
    const { values } = ordered.find((each) => each.name === output.value);
    const title = (each) => each.title || say(each.value ? "explain.yes" : "explain.no");
    wanted.replaceChildren(...values.map((each) => h("option", { value: JSON.stringify(each.value) }, title(each))));
  }
  values();
  async function look() {
    found.replaceChildren(loading(say("explain.finding")));
    try {
      const told = await ask("flip", { ...body(), wanted: { [output.value]: JSON.parse(wanted.value) } });
      found.replaceChildren(h("div", { class: "report" }, fragment(told.html)), told.facts ? button(say("explain.try-these"), () => ontake(told.facts), { kind: "small" }) : "");
    } catch (error) {
      if (wasReplaced(error)) return;
      if (!(error instanceof Problem)) throw error;
      found.replaceChildren(problem(error));
    }
  }
  return h(
    "div",
    { class: "stack tight" },
    h("p", { class: "muted small" }, say("explain.flip-intro")),
    h("label", { class: "field" }, h("span", { class: "label" }, say("explain.output")), output),
    h("label", { class: "field" }, h("span", { class: "label" }, say("explain.wanted")), wanted),
    h("div", {}, button(say("explain.find"), () => void look())),
    found,
  );
}
