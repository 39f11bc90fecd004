// The page *Book*: the policy as people read, print and sign it.
import { fragment, h } from "../dom.js";
import { ask, job } from "../jobs/job.js";
import { button, notice } from "../parts.js";
import { state } from "../state.js";
import { say } from "../words.js";

export async function show(root, place) {
  const actions = h("div", { class: "actions book-actions" }, [["print", "primary"], ["html", ""], ["markdown", ""]].map(([name, kind]) => button(say(`book.${name}`), () => {}, { kind, disabled: true })));
  root.classList.add("book");
  const work = job({ name: say("book.title"), begin: () => ask("book", place), came: (book) => came(book, place, actions) });
  root.append(h("div", { class: "page-head book-head" }, h("div", {}, h("h1", {}, say("book.title")), h("p", {}, say("book.about"))), actions), h("p", { class: "book-unfinished" }, say("book.unfinished")), work.root);
  void work.start().then(() => toAnchor(location.hash));
  return work.leave;
}

function came(book, { id, version }, actions) {
  const name = `${id}-${version}-${book.language}`;
  actions.replaceChildren(
    button(say("book.print"), () => print(), { kind: "primary" }),
    button(say("book.html"), () => save(`${name}.html`, "text/html", book.page)),
    button(say("book.markdown"), () => save(`${name}.md`, "text/markdown", book.markdown)),
  );
  const text = h("article", { class: "report", lang: book.language === "zh" ? "zh-CN" : book.language, onclick: within }, fragment(book.html));
  return [book.language === state.language ? null : notice("", say("book.other-language")), text];
}

/** A link within the book: the address changes, and the page stays. */
function within(event) {
  const link = event.target.closest("a[href^='#']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.replaceState(null, "", link.getAttribute("href"));
  toAnchor(link.getAttribute("href"));
}

function toAnchor(hash) {
  const target = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
  if (!target) return;
  for (let folded = target.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
  target.setAttribute("tabindex", "-1");
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "start" });
}

/** Give a text to the person as a file. */
function save(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
