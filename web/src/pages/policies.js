// The page *Policies*: every version of every policy, since when it holds, and how it stands.
import { get, post } from "../api.js";
import { codeButton } from "../codes.js";
import { h } from "../dom.js";
import { empty, prose } from "../parts.js";
import { address } from "../places.js";
import { policies } from "../policies.js";
import { state } from "../state.js";
import { inLanguage, inPercent, locale, say, sayCount } from "../words.js";

//: how often it is asked how a job stands, in milliseconds
const OFTEN = 700;
const SHOWN = ["version", "state", "since", "cases", "coverage", "findings"];

export async function show(root) {
  const { write, error, policies: every } = await policies({ again: true });
  const later = [];
  root.append(
    h("div", { class: "page-head" }, h("div", {}, h("h1", {}, say("policies.title")), h("p", {}, prose(say(write ? "policies.writes" : "policies.reads-only")))), total(every)),
    error ? reloadError(error) : "",
    every.length ? h("div", { class: "policies stack" }, every.map((each) => card(each, later))) : empty(say("policies.none"), prose(say("policies.begin"))),
  );
  let left = false;
  void fill(later, () => left);
  return () => (left = true);
}

const total = (every) =>
  h("p", { class: "muted small nowrap" }, sayCount("policies.count", every.length), " · ", sayCount("policies.versions", every.reduce((sum, { versions }) => sum + versions.length, 0)));

/** Why the last reading of the directory kept what was there. */
function reloadError(errors) {
  const line = (each) => h("li", {}, each.file ? h("code", {}, `${each.file}${each.line ? `:${each.line}` : ""} `) : null, prose(each.message), each.help ? h("span", { class: "muted" }, " (", prose(each.help), ")") : null, " ", codeButton(each.code));
  return h("div", { class: "problem policies-error", role: "alert" }, h("h2", {}, say("policies.not-reloaded")), h("p", { class: "muted small" }, say("policies.kept")), h("ul", {}, errors.map(line)));
}

function card({ id, versions }, later) {
  const newest = versions.findLast((each) => !each.draft) ?? versions.at(-1);
  return h(
    "article",
    { class: "panel" },
    h("div", { class: "panel-head" }, h("div", { class: "grow" }, h("h2", {}, inLanguage(newest.title) || id), h("code", { class: "muted" }, id))),
    h(
      "div",
      { class: "panel-body flush table-wrap" },
      h(
        "table",
        { class: "table" },
        h("thead", {}, h("tr", {}, SHOWN.map((name) => h("th", { scope: "col" }, say(`policies.${name}`))), h("th", {}, h("span", { class: "hidden" }, say("shell.views"))))),
        h("tbody", {}, versions.toReversed().map((version) => row(id, version, later))),
      ),
    ),
  );
}

function row(id, version, later) {
  const cell = (name, ...children) => h("td", { "data-name": say(`policies.${name}`) }, children);
  const { version: number, digest, errors } = version;
  const waiting = () => h("span", { class: errors ? "muted" : "skeleton" }, errors ? "–" : "");
  const cells = { cases: cell("cases", waiting()), coverage: cell("coverage", waiting()), findings: cell("findings", errors ? mistakes(id, version) : waiting()) };
  if (!errors) later.push({ id, version: number, cells });
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, h("a", { href: address(id, number, "edit") }, number), digest ? h("code", { class: "digest muted", title: digest }, digest.replace("sha256:", "").slice(0, 8)) : null),
    cell("state", standing(version)),
    cell("since", since(version)),
    Object.values(cells),
    h("td", { class: "views" }, ["try", "explain", "compare", "check", "book"].map((view) => h("a", { href: address(id, number, view) }, say(`shell.${view}`)))),
  );
}

const mistakes = (id, { version, errors }) => h("a", { href: address(id, version, "edit") }, h("span", { class: "chip no" }, sayCount("policies.errors", errors)));

function standing({ draft, now, by, from }) {
  if (draft) return h("span", { class: "chip draft" }, say("policies.draft"));
  if (now) return h("span", { class: "chip yes" }, say("policies.in-force"));
  const superseded = by && h("span", { class: "superseded muted small" }, say(from ? "policies.superseded-since" : "policies.superseded", { by, day: from && dayOf(from) }));
  return [h("span", { class: "chip" }, say("policies.released")), superseded];
}

const dayOf = (time) => new Date(`${time.slice(0, 10)}T00:00:00Z`).toLocaleDateString(locale(), { dateStyle: "medium", timeZone: "UTC" });

function since({ since: from }) {
  if (!from) return h("span", { class: "muted" }, "–");
  return h("time", { datetime: from, title: from, class: "nowrap" }, dayOf(from));
}

/** Fill in what takes longer, version by version; *left()*: the page was left. */
async function fill(later, left) {
  for (const [kind, put] of [["cases", putCases], ["findings", putFindings]]) {
    for (const each of later) {
      const result = await done({ kind, id: each.id, version: each.version }, left);
      if (left()) return;
      put(each, result);
    }
  }
}

/** What came of a job; null where nothing did. */
async function done(asked, left) {
  try {
    let standing = await post(`/page/jobs?language=${state.language}`, asked);
    while (!left() && ["waiting", "running"].includes(standing.state)) {
      await new Promise((resolve) => setTimeout(resolve, OFTEN));
      standing = await get(`/page/jobs/${standing.job}?language=${state.language}`);
    }
    return standing.result ?? null;
  } catch {
    return null;
  }
}

const nothing = () => h("span", { class: "muted" }, "–");
const link = ({ id, version }, kind, words) => h("a", { href: address(id, version, "check") }, h("span", { class: `chip ${kind}` }, words));

function putCases(each, result) {
  const { cases, coverage } = each.cells;
  if (!result) {
    cases.replaceChildren(nothing());
    coverage.replaceChildren(nothing());
    return;
  }
  const failing = (result.failing ?? []).reduce((sum, group) => sum + group.cases.length, 0);
  cases.replaceChildren(result.cases.toLocaleString(locale()), failing ? " " : "", failing ? link(each, "no", sayCount("policies.failing", failing)) : "");
  const counted = result.measures.filter(({ name, count }) => count && !name.startsWith("words"));
  const touched = counted.reduce((sum, measure) => sum + measure.touched, 0);
  const count = counted.reduce((sum, measure) => sum + measure.count, 0);
  // rounded down: 100 says that nothing is missing
  const percent = count ? Math.floor((touched / count) * 1000) / 10 : 0;
  const title = counted.map((measure) => `${say(`policies.measure-${measure.name}`)}: ${measure.touched}/${measure.count}`).join("\n");
  const words = inPercent(percent.toLocaleString(locale()));
  coverage.replaceChildren(count ? h("a", { class: "coverage", href: address(each.id, each.version, "check"), title }, h("meter", { min: 0, max: 100, value: percent, "aria-hidden": "true" }), words) : nothing());
}

function putFindings(each, result) {
  const count = (severity) => result.findings.filter((one) => one.severity === severity).length;
  if (!result) return each.cells.findings.replaceChildren(nothing());
  const kinds = [["error", "no", "errors"], ["warning", "open", "warnings"], ["note", "accent", "notes"]].filter(([severity]) => count(severity));
  each.cells.findings.replaceChildren(...(kinds.length ? kinds.map(([severity, kind, words]) => link(each, kind, sayCount(`policies.${words}`, count(severity)))) : [h("span", { class: "chip yes" }, `✓ ${say("policies.no-findings")}`)]));
}
