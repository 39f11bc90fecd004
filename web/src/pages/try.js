// The page *Try*: a form of the facts, and beside it what comes of them.
import { Problem } from "../api.js";
import { answer, headline } from "../answer.js";
import { begin } from "../begin.js";
import { asking, atHand, debounced, hash, keepAtHand, wasReplaced } from "../case.js";
import { copies } from "../copies.js";
import { h } from "../dom.js";
import { fact } from "../fact.js";
import { interview } from "../interview.js";
import { button, notice, problem } from "../parts.js";
import { address } from "../places.js";
import { say } from "../words.js";

export async function show(root, place) {
  const ask = asking(place);
  const form = await ask("form");
  const titles = Object.fromEntries(form.fields.map((field) => [field.name, field.title]));
  const units = Object.fromEntries(form.fields.map((field) => [field.name, field.unit?.by]));
  const at = atHand(place.id, form);
  let entries = {};
  let facts = {};
  let told = null;
  let origins = {};
  let fields = new Map();
  let talk = null;

  const aside = h("section", { class: "panel", id: "answer", "aria-label": say("try.answer"), tabindex: "-1" });
  const body = h("div", { class: "panel-body" });
  const live = h("p", { class: "hidden", role: "status", "aria-live": "polite" });
  const bar = h("a", { class: "answer-bar", href: "#answer", onclick: toAnswer });
  const notes = h("div", {});
  const questions = h("div", { class: "facts" });
  const toExplain = h("a", { class: "button primary" }, say("try.explain"));
  aside.append(h("div", { class: "panel-head" }, h("h2", {}, say("try.answer")), h("div", { class: "actions" }, toExplain)), body, h("div", { class: "panel-body foot" }, copies(place, form, ask, () => facts)));

  const later = debounced(() => void decide());
  const inForm = button(say("try.interview"), () => (talk ? draw() : begunInterview()), { "aria-pressed": "false" });
  const reset = button(say("try.reset"), () => fill({ entries: {}, facts: {} }), { kind: "quiet" });

  root.append(
    h("div", { class: "page-head" }, h("div", {}, h("h1", {}, say("try.title")), h("p", {}, say("try.intro"))), h("div", { class: "actions" }, inForm, reset)),
    begin(form, ask, fill, (error) => notes.replaceChildren(problem(error))),
    notes,
    h("div", { class: "split try" }, h("section", { class: "the-facts", "aria-label": say("try.facts") }, questions), h("div", { class: "beside" }, aside)),
    bar,
    live,
  );

  function toAnswer(event) {
    event.preventDefault();
    aside.scrollIntoView({ block: "start" });
    aside.focus({ preventScroll: true });
  }

  /** Take what the server says of facts into the form. */
  function fill(now) {
    entries = now.entries;
    origins = now.origins ?? {};
    notes.replaceChildren(now.notes?.length ? notice("alert", h("div", {}, h("strong", {}, say("try.notes")), h("ul", {}, now.notes.map((note) => h("li", {}, note))))) : "");
    draw();
    if (now.mistakes) showTold(now);
    else void decide();
  }

  /** The form, one field for each fact. */
  function draw(focus = null) {
    talk = null;
    inForm.textContent = say("try.interview");
    inForm.setAttribute("aria-pressed", "false");
    fields = new Map(form.fields.map((spec) => [spec.name, fact(spec, form, entries[spec.name], (entry) => changed(spec.name, entry))]));
    questions.replaceChildren(...[...fields.values()].map((field) => field.root));
    if (told) mark();
    if (typeof focus === "string") fields.get(focus)?.focus();
  }

  function begunInterview() {
    inForm.textContent = say("try.form");
    inForm.setAttribute("aria-pressed", "true");
    const asked = asking(place);
    talk = interview(form, asked, entries, (now) => {
      entries = now;
      later();
    }, draw);
    questions.replaceChildren(talk.root);
  }

  function changed(name, entry) {
    if (entry === null) delete entries[name];
    else entries[name] = entry;
    delete origins[name];
    later();
  }

  async function decide() {
    later.stop();
    aside.setAttribute("aria-busy", "true");
    try {
      showTold(await ask("try", { entries }));
    } catch (error) {
      if (wasReplaced(error)) return;
      if (!(error instanceof Problem)) throw error;
      body.replaceChildren(problem(error));
    }
    aside.setAttribute("aria-busy", "false");
  }

  function showTold(now) {
    told = now;
    facts = now.facts;
    keepAtHand(place.id, form, { facts });
    toExplain.href = `${address(place.id, place.version, "explain")}${hash(form, { facts })}`;
    body.replaceChildren(answer(told, { titles, toFact }));
    const line = headline(told);
    if (live.textContent !== line) live.textContent = line;
    bar.replaceChildren(h("span", { class: "clip" }, line), h("span", { class: "small" }, say("try.to-answer")));
    mark();
  }

  function toFact(name) {
    if (talk) talk.toFact(name);
    else fields.get(name)?.focus();
  }

  /** Show at every field what the server says of it. */
  function mark() {
    // before anything is known nearly every fact is needed, and a mark at each would say nothing
    const begun = Object.keys(told.facts).length > 0;
    const needed = new Set(begun ? (told.needs ?? []).map((need) => need.name) : []);
    const of = (name) => ({
      mistakes: (told.mistakes ?? []).filter((each) => each.facts.includes(name)),
      exact: told.facts[name],
      said: told.said[name],
      needed: needed.has(name),
      follows: told.follows?.[name],
      local: told.local,
      read: origins[name],
      unit: told.facts[units[name]],
    });
    if (talk) talk.show(of);
    else for (const [name, field] of fields) field.show(of(name));
  }

  // the line at the foot of a narrow window says what stands beside it in a wide one
  const seen = new IntersectionObserver(([entry]) => (bar.hidden = entry.isIntersecting), { rootMargin: "0px 0px -25% 0px" });
  seen.observe(aside);
  try {
    // the fields are drawn once, so that nobody types into one that is replaced
    fill(Object.keys(at.facts).length ? await ask("try", { facts: at.facts }) : { entries: {}, facts: {} });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    fill({ entries: {}, facts: {} });
  }
  return () => {
    later.stop();
    seen.disconnect();
  };
}
