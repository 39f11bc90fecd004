// What the documentation says of a diagnostic's code, in a window over the page.
import { get } from "./api.js";
import { h } from "./dom.js";
import { ask, button, prose, toast } from "./parts.js";
import { say } from "./words.js";

/** A button with a code that shows what it means. */
export const codeButton = (code) => h("button", { type: "button", class: "code-button", title: say("shell.what-is", { code }), onclick: () => void explain(code) }, code);

async function explain(code) {
  try {
    const { text } = await get(`/page/diagnostics/${code}`);
    await ask(code, (close) => h("div", { class: "stack tight", lang: "en" }, text.split("\n").filter(Boolean).map(line), h("div", { class: "actions" }, button(say("shell.close"), () => close()))));
  } catch {
    toast(say("shell.no-words", { code }));
  }
}

/** A line of the page as it is written: `code`, *emphasis:* at its beginning, and links, of which the words stay. */
function line(text) {
  const [, head, rest] = /^(?:\*([^*]+)\* ?)?(.*)$/s.exec(text.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1"));
  return h("p", {}, head ? h("strong", {}, `${head} `) : null, prose(rest));
}
