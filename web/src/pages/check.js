// The page *Check*: what is wrong with a version, what is proved of it, and what its cases do not notice.
import { cases } from "../check/cases.js";
import { findings } from "../check/findings.js";
import { invariants } from "../check/invariants.js";
import { mutants } from "../check/mutants.js";
import { h } from "../dom.js";
import { tabs } from "../parts.js";
import { policies } from "../policies.js";
import { say } from "../words.js";

export async function show(root, place) {
  const { write, policies: every } = await policies();
  const version = every.find((each) => each.id === place.id)?.versions.find((each) => each.version === place.version);
  const mayWrite = Boolean(write && version?.draft);
  root.classList.add("checks");
  root.append(h("div", { class: "page-head" }, h("div", {}, h("h1", {}, say("check.title")), h("p", {}, say("check.about")))));
  const counts = {};
  const told = (name) => (count, kind = "") => {
    counts[name].textContent = count;
    counts[name].className = `count ${kind}`;
    // a count makes a tab wider, and the chosen one stays in sight
    row.querySelector("[aria-selected=true]").scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const label = (name) => [say(`check.${name}`), " ", (counts[name] = h("span", { class: "count" }))];
  const changes = mutants(place, mayWrite, told("mutants"));
  const works = {
    findings: findings(place, told("findings")),
    invariants: invariants(place, told("invariants")),
    ...cases(place, mayWrite, told("cases"), told("coverage"), changes.failing),
    mutants: changes,
  };
  const parts = Object.entries(works).map(([name, { root: part }]) => ({ name, label: label(name), part: h("div", {}, part) }));
  const { row } = tabs(say("check.parts"), parts);
  root.append(row, ...parts.map(({ part }) => part));
  for (const each of Object.values(works)) void each.start?.();
  return () => {
    for (const each of Object.values(works)) each.leave?.();
  };
}
