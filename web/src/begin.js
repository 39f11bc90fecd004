// What a case may begin with: a case of the policy, an example, or a document that a source reads.
import { Problem } from "./api.js";
import { h } from "./dom.js";
import { ask as dialog, button, problem } from "./parts.js";
import { say } from "./words.js";

/** The row of choices; *onfill(told)* is called with what the server says of the facts. */
export function begin(form, ask, onfill, onproblem) {
  const fill = async (name, body) => {
    try {
      const told = await ask(name, body);
      if (told.document !== undefined) await paste(told.document);
      else onfill(told);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      onproblem(error);
    }
  };
  const cases = h(
    "select",
    { "aria-label": `${say("try.begin")} ${say("try.case")}`, onchange: ({ target }) => chosen(target, (value) => fill("case", JSON.parse(value))) },
    h("option", { value: "" }, say("try.case")),
    form.files.map(({ file, title, cases }) => h("optgroup", { label: title || file }, cases.map((name) => h("option", { value: JSON.stringify({ file, name }) }, name)))),
  );
  const examples = h(
    "select",
    { "aria-label": `${say("try.begin")} ${say("try.example")}`, onchange: ({ target }) => chosen(target, (name) => fill("example", { name })) },
    h("option", { value: "" }, say("try.example")),
    form.examples.map(({ name }) => h("option", { value: name }, name)),
  );
  async function paste(text = "") {
    await dialog(say("try.document-title"), (close) => documentForm(form, ask, text, (told) => {
      close();
      onfill(told);
    }, close), { wide: true });
  }
  return h(
    "div",
    { class: "row begin" },
    h("span", { class: "muted small" }, say("try.begin")),
    form.files.length ? cases : null,
    form.examples.length ? examples : null,
    form.sources.length ? button(say("try.document"), () => void paste()) : null,
  );
}

function chosen(select, run) {
  if (select.value) void run(select.value);
}

function documentForm(form, ask, text, onread, close) {
  const area = h("textarea", { rows: "14", spellcheck: "false", class: "mono", autofocus: true });
  area.value = text;
  const source = h("select", {}, form.sources.map((name) => h("option", { value: name }, name)));
  const wrong = h("div", {});
  const read = async () => {
    try {
      onread(await ask("read", { text: area.value, source: source.value }));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      wrong.replaceChildren(problem(error));
    }
  };
  return h(
    "div",
    { class: "stack" },
    h("p", { class: "muted" }, say("try.document-intro")),
    h("label", { class: "field" }, h("span", { class: "label" }, say("try.source")), source),
    h("label", { class: "field" }, h("span", { class: "label" }, say("try.document-text")), area),
    wrong,
    h("div", { class: "actions" }, button(say("try.close"), () => close()), button(say("try.read"), () => void read(), { kind: "primary" })),
  );
}
