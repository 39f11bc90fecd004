// A case beside the text: what is answered, by which rule, and with the text as it is being typed.
import { get } from "../../api.js";
import { showAnswer } from "../../editor/answered.js";
import { fragment, h } from "../../dom.js";
import { icon } from "../../icons.js";
import { loading, prose } from "../../parts.js";
import { address } from "../../places.js";
import { factsOf } from "../../state.js";
import { say } from "../../words.js";

const TRIED = "tried";

/** The pane as an element, `refresh()` after the text changed, `choose(key)`, and `suggest(key)` for one that nobody chose; *go* is called with a place of the text. */
export function casePane(place, assisting, go) {
  const choice = h("select", { "aria-label": say("edit.case"), onchange: () => choose(choice.value) }, h("option", { value: "" }, say("shell.loading")));
  const step = (by) => {
    choice.selectedIndex = (choice.selectedIndex + by + choice.options.length) % choice.options.length;
    choose(choice.value);
  };
  const body = h("div", { class: "panel-body", "aria-live": "polite" }, loading());
  const pane = h(
    "section",
    { class: "panel edit-case", "aria-label": say("edit.case") },
    h(
      "div",
      { class: "panel-head" },
      choice,
      h("button", { type: "button", class: "button icon small quiet", "aria-label": say("edit.case-before"), title: say("edit.case-before"), onclick: () => step(-1) }, icon("up")),
      h("button", { type: "button", class: "button icon small quiet", "aria-label": say("edit.case-after"), title: say("edit.case-after"), onclick: () => step(1) }, icon("down")),
    ),
    body,
  );
  const kept = `backhaul.case.${place.id}`;
  let chosen = sessionStorage.getItem(kept) ?? "";
  let suggested = "";
  let asking = false;
  let stale = false;
  let nobody = false;

  const has = (key) => [...choice.options].some((option) => option.value === key);

  async function fill() {
    const { cases } = await get(`/page/policies/${encodeURIComponent(place.id)}/${encodeURIComponent(place.version)}/cases`);
    const files = Map.groupBy(cases, (each) => each.file);
    const tried = Object.keys(factsOf(place.id)).length ? [h("option", { value: TRIED }, say("edit.tried-facts"))] : [];
    choice.replaceChildren(...tried, ...[...files].map(([file, own]) => h("optgroup", { label: file }, own.map((each) => h("option", { value: each.key }, each.name)))));
    if (!has(chosen)) {
      nobody = !tried.length;
      chosen = tried.length ? TRIED : has(suggested) ? suggested : ((cases.find((each) => !each.refused) ?? cases[0])?.key ?? "");
    }
    choice.value = chosen;
    if (!chosen) body.replaceChildren(h("p", { class: "muted" }, say("edit.no-cases")), h("p", {}, h("a", { href: address(place.id, place.version, "try") }, say("edit.go-try"))));
    await refresh();
  }

  /** Show a case where nobody chose one. */
  function suggest(key) {
    suggested = key;
    if (!nobody || chosen === key || !has(key)) return;
    chosen = key;
    choice.value = key;
    void refresh();
  }

  function choose(key) {
    nobody = false;
    chosen = key;
    choice.value = key;
    sessionStorage.setItem(kept, key);
    return refresh();
  }

  async function refresh() {
    stale = true;
    if (asking || !chosen || !assisting.view) return;
    asking = true;
    try {
      while (stale && assisting.view) {
        stale = false;
        const { doc } = assisting.view.state;
        const about = chosen === TRIED ? { facts: factsOf(place.id) } : { case: chosen };
        const answer = await assisting.ask("answer", about);
        if (!assisting.view) return;
        if (assisting.view.state.doc === doc) show(answer);
        else stale = true;
      }
    } catch (error) {
      body.replaceChildren(h("p", { class: "muted" }, error.body?.detail || say("shell.no-service")));
    } finally {
      asking = false;
    }
  }

  function show(answer) {
    body.classList.toggle("old", !answer.answer);
    if (!answer.answer && !body.querySelector(".legend")) {
      body.replaceChildren(h("p", { class: "muted" }, say("edit.answer-after")));
      return;
    }
    if (!answer.answer) {
      if (!body.querySelector(".old-note")) body.prepend(h("p", { class: "old-note notice alert" }, h("span", {}, say("edit.old-answer"))));
      return;
    }
    showAnswer(assisting.view, answer.answer);
    const rules = Object.entries(answer.answer.rules).flatMap(([decision, own]) => own.map((rule) => [decision, rule]));
    const again = body.scrollTop;
    body.replaceChildren(
      answer.answer.refused.length ? refused(answer.answer.refused) : h("div", { class: "report" }, fragment(answer.html)),
      rules.length ? h("h3", {}, say("edit.rules-answered")) : "",
      h("ul", { class: "plain rules" }, rules.map(([decision, rule]) => h("li", {}, h("button", { type: "button", class: "rule-link", onclick: () => go(rule.at.from) }, h("span", { class: `mark ${rule.sure ? "yes" : "open"}` }, rule.sure ? "✓" : "?"), h("code", {}, `${decision}.${rule.rule}`)), rule.sure ? null : h("span", { class: "muted small" }, ` ${say("edit.may-answer")}`)))),
      h("p", { class: "legend small" }, ["yes", "no", "open"].map((name) => h("span", {}, h("span", { class: `answer-sign ${name}`, "aria-hidden": "true" }, { yes: "✓", no: "✗", open: "?" }[name]), say(`edit.mark-${name}`)))),
    );
    body.scrollTop = again;
  }
  return { pane, fill, refresh, choose, suggest };
}

const refused = (mistakes) => h("div", { class: "problem" }, h("p", { class: "strong" }, say("edit.refused")), h("ul", {}, mistakes.map((each) => h("li", {}, prose(each.message)))));
