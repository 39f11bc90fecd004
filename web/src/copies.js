// Copies of a case to take away: as a case file, a receipt, a command and a link.
import { hash, parted } from "./case.js";
import { h } from "./dom.js";
import { ask as dialog, button, problem, toast } from "./parts.js";
import { say } from "./words.js";
import { Problem } from "./api.js";

/** Show a text in a window, with a button that copies it; *refill(name)*, where it is there, makes it anew under a name. */
export function showCopy(title, help, made, { refill = null } = {}) {
  return dialog(
    title,
    (close) => {
      const text = h("pre", { class: "copy", tabindex: "0" }, made.text);
      const left = h("p", { class: "muted small", hidden: !made.leftOut?.length }, say("try.left-out", { names: (made.leftOut ?? []).join(", ") }));
      const name = refill ? h("input", { type: "text", value: made.name ?? "", oninput: () => void again() }) : null;
      async function again() {
        const now = await refill(name.value);
        if (now) text.textContent = now.text;
      }
      return [
        h("p", { class: "muted" }, help),
        name ? h("label", { class: "field" }, h("span", { class: "label" }, say("try.case-name")), name) : null,
        text,
        left,
        h("div", { class: "actions" }, button(say("try.close"), () => close()), button(say("try.copy-now"), () => void copy(text), { kind: "primary" })),
      ];
    },
    { wide: true },
  );
}

async function copy(element) {
  try {
    await navigator.clipboard.writeText(element.textContent);
    toast(say("try.copied"));
  } catch {
    // a browser that lets nobody write to the clipboard: the text is chosen, to be copied by hand
    getSelection().selectAllChildren(element);
  }
}

/** The buttons that make copies: of the facts that `facts()` gives, by `ask` of the server. */
export function copies({ id, version }, form, ask, facts, parameters = () => ({})) {
  const made = (run) => async () => {
    try {
      await run();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      await dialog(say("try.copy"), (close) => [problem(error), h("div", { class: "actions" }, button(say("try.close"), () => close()))]);
    }
  };
  const leftOut = () => Object.keys(parted(form, facts())[1]);
  const asCase = async () => {
    const of = async (name) => {
      const told = await ask("as-case", { facts: facts(), name });
      return { text: told.text, name: told.name, leftOut: told.left_out };
    };
    await showCopy(say("try.copy-as", { what: say("try.copy-case") }), say("try.case-help"), await of(""), { refill: of });
  };
  const asReceipt = async () => {
    const told = await ask("as-receipt", { facts: facts(), parameters: parameters() });
    await showCopy(say("try.copy-as", { what: say("try.copy-receipt") }), say("try.receipt-help"), { text: `${JSON.stringify(told, null, 2)}\n` });
  };
  const asCurl = () => showCopy(say("try.copy-as", { what: say("try.copy-curl") }), say("try.curl-help"), { text: curl(id, version, parted(form, facts())[0]), leftOut: leftOut() });
  const asLink = () => showCopy(say("try.copy-as", { what: say("try.copy-link") }), say("try.link-help"), { text: `${location.origin}${location.pathname}${hash(form, { facts: facts(), parameters: parameters() })}`, leftOut: leftOut() });
  return h(
    "div",
    { class: "row copies" },
    h("span", { class: "muted small" }, say("try.copy")),
    ...[
      ["try.copy-case", asCase],
      ["try.copy-receipt", asReceipt],
      ["try.copy-curl", asCurl],
      ["try.copy-link", asLink],
    ].map(([words, run]) => button(say(words), made(run), { kind: "small" })),
  );
}

/** The command that asks this service the same, for a shell. */
function curl(id, version, facts) {
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const url = `${location.origin}/v1/policies/${encodeURIComponent(id)}/${encodeURIComponent(version)}/decide`;
  const body = JSON.stringify({ facts, want: ["outcome", "words"] });
  return `curl -sS -X POST ${quoted(url)} \\\n  -H 'Content-Type: application/json' \\\n  -d ${quoted(body)}`;
}
