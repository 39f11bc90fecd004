// The page *Explain*: why it comes out so, how it changes with time and with other numbers, and what would change it.
import { Problem } from "../api.js";
import { answer, headline } from "../answer.js";
import { begin } from "../begin.js";
import { asking, atHand, debounced, hash, keepAtHand, wasReplaced } from "../case.js";
import { copies } from "../copies.js";
import { fragment, h } from "../dom.js";
import { linked } from "../links.js";
import { numbers } from "../numbers.js";
import { empty, loading, notice, problem } from "../parts.js";
import { address } from "../places.js";
import { strip } from "../times.js";
import { wishes } from "../wishes.js";
import { say } from "../words.js";

export async function show(root, place) {
  const ask = asking(place);
  const form = await ask("form");
  const titles = Object.fromEntries(form.fields.map((field) => [field.name, field.title]));
  const hand = atHand(place.id, form);
  let { facts, parameters, at } = hand;
  let by = form.moving.includes(hand.by) ? hand.by : form.moving.includes("as_of") ? "as_of" : (form.moving[0] ?? null);

  const live = h("p", { class: "hidden", role: "status", "aria-live": "polite" });
  const panel = (title, ...parts) => h("section", { class: "panel", "aria-label": title }, h("div", { class: "panel-head" }, h("h2", {}, title)), h("div", { class: "panel-body" }, parts));
  const wrong = h("div", {});
  const instant = h("p", { class: "muted small" });
  const otherwise = h("div", {});
  const told = h("div", {});
  const why = h("div", { class: "report why-tree" });
  const times = h("div", {});
  const whatIf = h("div", {});
  const wish = h("div", {});
  const toTry = h("a", { class: "button" }, say("explain.to-try"));
  const move = h("select", { "aria-label": say("explain.by"), onchange: () => {
    by = move.value;
    at = null;
    void draw();
  } }, form.moving.map((name) => h("option", { value: name, selected: name === by }, titles[name])));
  const content = h(
    "div",
    { class: "stack explain" },
    form.moving.length ? h("section", { class: "panel", "aria-label": say("explain.time") }, h("div", { class: "panel-head" }, h("h2", {}, say("explain.time")), h("label", { class: "actions small" }, h("span", { class: "muted" }, say("explain.by")), move)), h("div", { class: "panel-body" }, times)) : null,
    h(
      "div",
      { class: "split" },
      h("section", { class: "panel wider", "aria-label": say("explain.answer") }, h("div", { class: "panel-head" }, h("h2", {}, say("explain.answer")), h("div", { class: "actions" }, toTry)), h("div", { class: "panel-body" }, instant, otherwise, told), h("div", { class: "panel-body foot" }, copies(place, form, ask, moved, () => parameters))),
      h("div", { class: "stack" }, panel(say("explain.numbers"), form.parameters.length ? [h("p", { class: "muted small" }, say("explain.numbers-intro")), whatIf] : h("p", { class: "muted" }, say("explain.no-numbers"))), panel(say("explain.flip"), wish)),
    ),
    panel(say("explain.why"), why),
  );
  const nothing = empty(say("explain.no-facts"), say("explain.no-facts-words"), h("a", { class: "button primary", href: address(place.id, place.version, "try") }, say("explain.to-try")));
  const body = h("div", {});
  root.append(
    h("div", { class: "page-head" }, h("div", {}, h("h1", {}, say("explain.title")), h("p", {}, say("explain.intro")))),
    begin(form, ask, fill, (error) => wrong.replaceChildren(problem(error))),
    wrong,
    body,
    live,
  );

  /** The facts, at the instant that is looked at. */
  function moved() {
    return by && at ? { ...facts, [by]: at } : facts;
  }
  const later = debounced(() => void explain(), 120);
  const slower = debounced(() => {
    void explain();
    void timeline();
  }, 350);

  function fill(now) {
    facts = now.facts;
    at = null;
    wrong.replaceChildren();
    void draw();
  }

  async function draw() {
    if (!Object.keys(facts).length) {
      body.replaceChildren(nothing);
      return;
    }
    body.replaceChildren(content);
    whatIf.replaceChildren(numbers(form, facts, parameters, (now) => {
      parameters = now;
      keep();
      slower();
    }));
    wish.replaceChildren(wishes(form, ask, () => ({ facts: moved(), parameters }), (now) => fill({ facts: now })));
    await Promise.all([explain(), timeline()]);
  }

  function keep() {
    keepAtHand(place.id, form, { facts, parameters, by, at });
    toTry.href = `${address(place.id, place.version, "try")}${hash(form, { facts: moved() })}`;
  }

  async function explain() {
    later.stop();
    keep();
    told.setAttribute("aria-busy", "true");
    try {
      showTold(await ask("explain", { facts: moved(), parameters }));
    } catch (error) {
      if (wasReplaced(error)) return;
      if (!(error instanceof Problem)) throw error;
      otherwise.replaceChildren();
      told.replaceChildren(problem(error));
    }
    told.setAttribute("aria-busy", "false");
  }

  function showTold(now) {
    instant.hidden = !at;
    instant.textContent = at ? say("explain.at", { time: now.said[by] ?? at }) : "";
    otherwise.replaceChildren(now.changed ? changes(now.changed) : "");
    told.replaceChildren(linked(answer(now, { titles, changed: now.changed ?? [] }), place, now.clauses ?? {}));
    const opened = new Set([...why.querySelectorAll("details[open] > summary strong")].map((each) => each.textContent));
    why.replaceChildren(now.why ? linked(h("div", {}, fragment(now.why)), place, now.clauses) : "");
    if (opened.size) for (const each of why.querySelectorAll("details.rule")) each.open = each.open || opened.has(each.querySelector("summary strong")?.textContent);
    const line = headline(now);
    if (live.textContent !== line) live.textContent = line;
  }

  function changes(changed) {
    if (!changed.length) return notice("", say("explain.same"));
    const word = (value) => value ?? say("explain.nothing");
    return notice("alert", h("div", {}, h("strong", {}, say("explain.otherwise")), h("ul", {}, changed.map((each) => h("li", {}, say("explain.was", { title: each.title, after: word(each.after), before: word(each.before) }))))));
  }

  async function timeline() {
    if (!by) return;
    if (!times.firstChild) times.replaceChildren(loading(say("explain.loading-time")));
    try {
      const found = await ask("timeline", { facts, parameters, by });
      const focused = times.contains(document.activeElement);
      times.replaceChildren(strip(found, at, (now) => {
        at = now;
        later();
      }).root);
      if (focused) times.querySelector("input[type=range]").focus();
    } catch (error) {
      if (wasReplaced(error)) return;
      if (!(error instanceof Problem)) throw error;
      times.replaceChildren(problem(error));
    }
  }

  await draw();
  return () => {
    later.stop();
    slower.stop();
  };
}
