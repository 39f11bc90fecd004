// Parts that every page is made of.
import { h } from "./dom.js";
import { say } from "./words.js";

/** A sentence of the service as nodes: what stands between backticks is code. */
export const prose = (words) => words.split("`").map((part, index) => (index % 2 ? h("code", {}, part) : part));

/** What is wrong, in words: a `Problem` as a box. */
export function problem({ body }) {
  if (body.code === "no-service") return box(say("shell.no-service"));
  const more = (body.errors ?? []).filter((each) => each.message !== body.detail);
  return box(body.detail || say("shell.failed", { status: body.status ?? "" }), body.help, more);
}

function box(words, help, more = []) {
  return h(
    "div",
    { class: "problem", role: "alert" },
    h("p", { class: "strong" }, prose(words)),
    help ? h("p", { class: "muted small" }, prose(help)) : null,
    more.length ? h("ul", {}, more.map((each) => h("li", {}, prose(each.message), each.help ? h("span", { class: "muted" }, " (", prose(each.help), ")") : null))) : null,
  );
}

/** A short word at the edge of the window that goes by itself; *kind*: "" or "no". */
export const toast = (words, kind = "") => dispatchEvent(new CustomEvent("backhaul-toast", { detail: { words, kind } }));

/** Go to another page, as by a link. */
export const goTo = (path) => dispatchEvent(new CustomEvent("backhaul-go", { detail: path }));

/** A spinner with words. */
export const loading = (words = say("shell.loading")) => h("p", { class: "loading", role: "status" }, words);

/** That there is nothing here, and what one may do. */
export const empty = (title, words, ...actions) =>
  h("div", { class: "empty" }, h("strong", {}, title), words ? h("p", {}, words) : null, actions.length ? h("div", { class: "row" }, actions) : null);

/** A sentence over the page with buttons; *kind*: "", "alert", "no" or "yes". */
export const notice = (kind, words, ...actions) =>
  h("div", { class: `notice ${kind}`, role: kind === "no" || kind === "alert" ? "alert" : "status" }, h("div", {}, words), actions.length ? h("div", { class: "actions" }, actions) : null);

/** A button; *options*: attributes, and `kind`, classes such as "primary small". */
export const button = (words, onclick, { kind = "", ...attributes } = {}) => h("button", { type: "button", class: `button ${kind}`, onclick, ...attributes }, words);

/** A window over the page with a title; what is chosen (the value of a button) comes back, or "" where it is closed. *fill(close)*: its contents. */
export function ask(title, fill, { wide = false } = {}) {
  return new Promise((resolve) => {
    let chosen = "";
    const close = (value = "") => {
      chosen = value;
      dialog.close();
    };
    const dialog = h("dialog", { class: wide ? "wide" : null, "aria-label": title }, h("h2", {}, title), fill(close));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(chosen);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Tabs that show one of several parts: `[{ name, label, part }]`; gives the row of tabs and `choose(name)`. */
export function tabs(label, parts, onchoose = () => {}) {
  const row = h("div", { class: "tabs", role: "tablist", "aria-label": label });
  const buttons = parts.map(({ name, label: words, part }) => {
    part.setAttribute("role", "tabpanel");
    return h("button", { type: "button", role: "tab", "data-name": name, onclick: () => choose(name), onkeydown: move }, words);
  });
  row.append(...buttons);
  function choose(name) {
    parts.forEach((each, index) => {
      const on = each.name === name;
      buttons[index].setAttribute("aria-selected", String(on));
      buttons[index].tabIndex = on ? 0 : -1;
      each.part.hidden = !on;
    });
    onchoose(name);
  }
  function move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = (buttons.indexOf(event.currentTarget) + step + buttons.length) % buttons.length;
    choose(parts[at].name);
    buttons[at].focus();
  }
  choose(parts[0].name);
  return { row, choose };
}
