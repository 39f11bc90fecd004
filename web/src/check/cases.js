// The cases that fail, and what of the version no case touches, painted on its text.
import { h } from "../dom.js";
import { ask, job } from "../jobs/job.js";
import { button, empty, loading, notice } from "../parts.js";
import { inPercent, locale, say, sayCount } from "../words.js";
import { sentence } from "./facts.js";
import { recordWhatComes } from "./recording.js";

const SIGNS = { yes: "+", open: "~", no: "–", "": " " };
//: lines around what is not covered
const AROUND = 2;

/** Two parts of one job: the failing cases, and the coverage; each *tell* is told what came. *mayWrite*: what comes may be recorded. */
export function cases(place, mayWrite, tellCases, tellCoverage, tellFailing) {
  const coverage = h("div", { class: "stack" }, loading());
  const work = job({
    name: say("check.cases"),
    begin: () => ask("cases", place),
    came(result) {
      const failing = result.failing.flatMap((group) => group.cases).length;
      tellFailing(failing);
      tellCases(failing ? `${failing}/${result.cases}` : `✓ ${result.cases}`, failing ? "no" : "yes");
      const missed = result.source.flatMap(({ notes }) => notes).length;
      tellCoverage(missed || "✓", missed ? "open" : "yes");
      coverage.replaceChildren(measures(result), source(result.source));
      if (!result.cases) return empty(say("check.no-cases"), say("check.no-cases-more"));
      if (!failing) return empty(sayCount("check.all-pass", result.cases), say("check.all-pass-more"));
      return [mayWrite ? toRecord : null, result.failing.map(group)];
    },
  });
  const toRecord = notice("", say("check.record-when"), button(say("check.record-now"), async () => (await recordWhatComes(place)) && void begun.start(), { kind: "small" }));
  const begun = { ...work, start: () => work.start().then(() => coverage.querySelector(".loading")?.replaceWith(h("p", { class: "muted" }, say("check.no-coverage")))) };
  return { cases: begun, coverage: { root: coverage } };
}

const group = ({ headline, cases: every }) =>
  h("section", { class: "panel" }, h("div", { class: "panel-head" }, h("h2", {}, headline)), h("ul", { class: "list" }, every.map(failed)));

/** A case that fails; those of a group fail alike, so that the first alone is open. */
const failed = ({ name, file, line, problems }, at) =>
  h(
    "li",
    { class: "finding" },
    h(
      "details",
      { open: at === 0 },
      h("summary", {}, h("span", { class: "chip no" }, `✗ ${say("check.fails")}`), " ", h("strong", {}, name)),
      h("p", { class: "muted small" }, say("check.file-line", { file, line })),
      h("ul", {}, problems.map(({ message, help }) => h("li", {}, sentence(message), help ? h("span", { class: "muted" }, " (", sentence(help), ")") : null))),
    ),
  );

const label = (name) => (name.startsWith("words ") ? say("check.measure-words", { language: languageOf(name.slice(6)) }) : say(`check.measure-${name}`));
const languageOf = (tag) => new Intl.DisplayNames([locale()], { type: "language" }).of(tag);

function measures({ measures: every, cases: count }) {
  const row = ({ name, touched, count: all, percent }) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, label(name)),
      h("td", { class: "n" }, all ? `${touched.toLocaleString(locale())} / ${all.toLocaleString(locale())}` : "–"),
      h("td", { class: "n" }, all ? inPercent(percent) : "–"),
      h("td", { class: "bar", "aria-hidden": "true" }, all ? share(Number(percent)) : null),
    );
  const head = ["check.measure", "check.covered", "check.share"].map((key, n) => h("th", { scope: "col", class: n ? "n" : null }, say(key)));
  return h("section", { class: "panel" }, h("div", { class: "panel-head" }, h("h2", {}, sayCount("check.coverage-by", count))), h("div", { class: "table-wrap" }, h("table", { class: "table measures" }, h("thead", {}, h("tr", {}, head, h("th", { class: "bar" }))), h("tbody", {}, every.map(row)))));
}

function share(percent) {
  const fill = h("i", {});
  fill.style.width = `${percent}%`;
  return h("div", { class: `progress ${percent === 100 ? "whole" : ""}` }, fill);
}

/** The text of the version: all of it, or what is around the lines that are not covered; *words*: also what no case says. */
function source(lines) {
  const list = h("ol", { class: "source", tabindex: "0", "aria-label": say("check.source") });
  const told = (each) => (words.checked ? [...each.notes, ...each.words] : each.notes);
  const draw = () => {
    const near = new Set();
    lines.forEach((each, at) => {
      if (told(each).length) for (let n = at - AROUND; n <= at + AROUND; n += 1) near.add(n);
    });
    let gap = false;
    list.replaceChildren(
      ...lines.flatMap((each, at) => {
        if (only.checked && !near.has(at)) {
          const first = !gap;
          gap = true;
          return first ? [h("li", { class: "gap", "aria-hidden": "true" }, "⋯")] : [];
        }
        gap = false;
        return [line(each, told(each), at + 1)];
      }),
    );
    if (only.checked && !near.size) list.replaceChildren(h("li", { class: "gap" }, say("check.all-touched")));
  };
  const box = (id, checked) => h("input", { type: "checkbox", id, checked, onchange: () => draw() });
  const only = box("only-missed", true);
  const words = box("also-words", false);
  draw();
  return h(
    "section",
    { class: "panel" },
    h(
      "div",
      { class: "panel-head" },
      h("h2", {}, say("check.source")),
      h("div", { class: "actions" }, h("label", { class: "check" }, words, say("check.also-words")), h("label", { class: "check" }, only, say("check.only-missed"))),
    ),
    h("p", { class: "legend muted small" }, ...["yes", "open", "no"].map((tone) => h("span", {}, h("b", { class: tone }, SIGNS[tone]), ` ${say(`check.tone-${tone}`)}`))),
    list,
  );
}

function line({ text, tone: own, words }, notes, number) {
  const tone = own || (notes.length && words.length ? "no" : "");
  return h(
    "li",
    { class: tone || null },
    h("span", { class: "n" }, number),
    h("b", { title: tone ? say(`check.tone-${tone}`) : null }, SIGNS[tone]),
    h("code", {}, text || " "),
    notes.map((note) => h("p", { class: "missed" }, sentence(note))),
  );
}
