// The answer to a case, as it stands beside its facts.
import { fragment, h } from "./dom.js";
import { button } from "./parts.js";
import { say } from "./words.js";

/** What came of a case: its answer, with needed facts that lead to their fields, or what is wrong; *toFact(name)* goes to a field. */
export function answer(told, { titles = {}, toFact = null, changed = [] } = {}) {
  if (told.mistakes?.length) return mistakes(told.mistakes, titles, toFact);
  const root = h("div", { class: "report answer" }, fragment(told.html));
  const needs = root.querySelector("section.needs ul");
  if (needs && toFact) needs.replaceWith(h("ul", { class: "plain needed-facts" }, told.needs.map((need) => h("li", {}, button(need.title, () => toFact(need.name), { kind: "small", "data-fact": need.name }), need.known ? h("span", { class: "muted small" }, ` ${need.known}`) : null))));
  const otherwise = new Set(changed.map((each) => each.title));
  for (const term of root.querySelectorAll("dt")) if (otherwise.has(term.textContent)) term.parentElement.classList.add("otherwise");
  return root;
}

function mistakes(every, titles, toFact) {
  const place = (name) => (toFact ? button(titles[name] ?? name, () => toFact(name), { kind: "small" }) : h("span", { class: "chip" }, titles[name] ?? name));
  return h(
    "div",
    { class: "problem" },
    h("h2", {}, say("try.mistakes")),
    h("ul", { class: "mistakes" }, every.map((each) => h("li", {}, h("p", {}, each.message), each.help ? h("p", { class: "muted small" }, each.help) : null, h("p", { class: "row" }, each.facts.filter((name) => name in titles).map(place))))),
    h("p", { class: "muted small" }, say("try.mistakes-help")),
  );
}

/** The headline in one line, to be read aloud and shown where the answer itself is far away. */
export const headline = (told) => (told.mistakes?.length ? say("try.mistakes") : [...told.headline, told.standing].join(" · "));
