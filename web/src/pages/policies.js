// The page *Policies*: every version of every policy, since when it holds, and how it stands.
import { get } from "../api.js";
import { h } from "../dom.js";
import { empty } from "../parts.js";
import { address } from "../places.js";
import { policies } from "../policies.js";
import { inLanguage, locale, say, sayCount } from "../words.js";

export async function show(root) {
  const { write, error, policies: every } = await policies({ again: true });
  root.append(
    h("div", { class: "page-head" }, h("div", {}, h("h1", {}, say("policies.title")), h("p", {}, say(write ? "policies.writes" : "policies.reads-only"))), state(every)),
    error ? reloadError(error) : "",
    every.length ? h("div", { class: "policies stack" }, every.map(card)) : empty(say("policies.none"), say("policies.begin")),
  );
}

const state = (every) =>
  h("p", { class: "muted small nowrap" }, sayCount("policies.count", every.length), " · ", sayCount("policies.versions", every.reduce((sum, { versions }) => sum + versions.length, 0)));

/** Why the last reading of the directory kept what was there. */
function reloadError(errors) {
  const lines = errors.map((each) => h("li", {}, each.file ? h("code", {}, `${each.file}${each.line ? `:${each.line}` : ""} `) : null, each.message, each.help ? h("span", { class: "muted" }, ` (${each.help})`) : null));
  return h("div", { class: "problem policies-error", role: "alert" }, h("h2", {}, say("policies.not-reloaded")), h("p", { class: "muted small" }, say("policies.kept")), h("ul", {}, lines));
}

function card({ id, versions }) {
  const newest = versions.findLast((each) => !each.draft) ?? versions.at(-1);
  const columns = ["version", "state", "since", "cases", "coverage", "findings"];
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
        h("thead", {}, h("tr", {}, columns.map((name) => h("th", { scope: "col" }, say(`policies.${name}`))), h("th", {}, h("span", { class: "hidden" }, say("shell.views"))))),
        h("tbody", {}, versions.toReversed().map((version) => row(id, version))),
      ),
    ),
  );
}

function row(id, version) {
  const cell = (name, ...children) => h("td", { "data-name": say(`policies.${name}`) }, children);
  const number = version.version;
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, h("a", { href: address(id, number, "edit") }, number), version.digest ? h("code", { class: "digest muted", title: version.digest }, version.digest.replace("sha256:", "").slice(0, 8)) : null),
    cell("state", standing(version)),
    cell("since", since(version)),
    cell("cases", counted(version.cases)),
    cell("coverage", h("span", { class: "skeleton" })),
    cell("findings", version.errors ? h("a", { href: address(id, number, "edit") }, h("span", { class: "chip no" }, sayCount("policies.errors", version.errors))) : h("span", { class: "skeleton" })),
    h("td", { class: "views" }, ["try", "explain", "compare", "check", "book"].map((view) => h("a", { href: address(id, number, view) }, say(`shell.${view}`)))),
  );
}

function standing({ draft, now }) {
  if (draft) return h("span", { class: "chip draft" }, say("policies.draft"));
  return now ? h("span", { class: "chip yes" }, say("policies.in-force")) : h("span", { class: "chip" }, say("policies.released"));
}

function since({ since: from }) {
  if (!from) return h("span", { class: "muted" }, "–");
  const day = new Date(`${from.slice(0, 10)}T00:00:00Z`).toLocaleDateString(locale(), { dateStyle: "medium", timeZone: "UTC" });
  return h("time", { datetime: from, title: from, class: "nowrap" }, day);
}

const counted = (count) => (count === undefined ? h("span", { class: "muted" }, "–") : count.toLocaleString(locale()));
