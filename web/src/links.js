// Links out of a report: its places in the file lead to the editor, its clauses to the book.
import { h } from "./dom.js";
import { address } from "./places.js";
import { say } from "./words.js";

const PLACE = /^[\w.-]+\.ya?ml:(\d+)$/;

/** The report, with a link at every line of the file and at every clause that it names. */
export function linked(root, { id, version }, clauses) {
  for (const element of [...root.querySelectorAll(".place code, span.place")]) {
    const found = PLACE.exec(element.textContent.trim());
    if (found) element.replaceChildren(h("a", { href: `${address(id, version, "edit")}?line=${found[1]}`, title: say("explain.to-rule") }, element.textContent));
  }
  for (const paragraph of root.querySelectorAll("p.place")) {
    const last = paragraph.lastChild;
    if (last?.nodeType === Node.TEXT_NODE) last.replaceWith(...last.data.split(/(\s+)/).map((word) => (word in clauses ? clause(word, id, version, clauses) : word)));
  }
  for (const term of root.querySelectorAll(".clauses dt")) if (term.textContent in clauses) term.replaceChildren(clause(term.textContent, id, version, clauses));
  return root;
}

/** A clause in the book, which counts them in their order. */
const clause = (name, id, version, clauses) => h("a", { href: `${address(id, version, "book")}#clause-${Object.keys(clauses).indexOf(name) + 1}`, title: clauses[name], class: "clause" }, name);
