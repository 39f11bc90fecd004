// Which of the policy's cases come out otherwise with this text than with another version.
import { h } from "../../dom.js";
import { empty } from "../../parts.js";
import { say, sayCount } from "../../words.js";

//: how long typing rests before the cases are run, in milliseconds
const REST = 500;
//: changes that are listed
const MOST = 200;

/** The list as an element, `refresh()` after the text changed, `close()`; *open* shows a case, *oncount* is told how many there are, *onfirst* which is the first. */
export function changesPane(assisting, open, oncount, onfirst) {
  const against = h("select", { "aria-label": say("edit.against"), onchange: () => refresh(0) }, h("option", { value: "saved" }, say("edit.against-saved")), h("option", { value: "released" }, say("edit.against-released")));
  against.value = "released";
  const status = h("p", { class: "muted small", role: "status" });
  const list = h("div", {});
  const pane = h("div", { class: "changes" }, h("div", { class: "row changes-head" }, h("label", { class: "row small" }, say("edit.against"), against), status), list);
  let timer = 0;
  let stop = new AbortController();

  function refresh(rest = REST) {
    clearTimeout(timer);
    timer = setTimeout(() => void run(), rest);
  }

  async function run() {
    stop.abort();
    stop = new AbortController();
    const { signal } = stop;
    const found = [];
    try {
      status.textContent = say("edit.running");
      for await (const line of assisting.lines("changes", { against: against.value }, signal)) {
        if (line.mistakes) status.textContent = say("edit.changes-after");
        else if (line.change) found.push(line.change);
        else if (line.of) status.textContent = say("edit.running-of", line);
        else end(found, line);
        if (line.change && found.length <= MOST) show(found);
      }
    } catch (error) {
      if (error.name !== "AbortError") status.textContent = error.body?.detail || say("shell.no-service");
    }
  }

  function end(found, { cases, left, base }) {
    status.textContent = say("edit.changes-of", { cases, base }) + (left ? ` ${say("edit.changes-left", { left })}` : "");
    show(found, base);
    if (found.length) onfirst(found[0].key);
  }

  function show(found, base) {
    oncount(found.length);
    if (found.length) list.replaceChildren(h("ul", { class: "plain" }, found.slice(0, MOST).map(row)));
    else if (base) list.replaceChildren(empty(say("edit.no-changes"), say("edit.no-changes-more", { base })));
    if (base && found.length > MOST) list.append(h("p", { class: "muted small more" }, sayCount("edit.changes-more", found.length - MOST)));
  }

  const row = (each) =>
    h(
      "li",
      {},
      h("button", { type: "button", class: "case-link", onclick: () => open(each.key) }, each.name),
      h("ul", { class: "plain outputs" }, each.outputs.map(({ title, before, after }) => h("li", {}, title ? h("span", { class: "muted" }, `${title}: `) : null, h("del", {}, before), " → ", h("ins", {}, after)))),
      each.fails ? h("span", { class: "chip no" }, say("edit.case-fails")) : null,
    );
  const close = () => {
    clearTimeout(timer);
    stop.abort();
  };
  return { pane, refresh, close };
}
