// What is wrong with a version and the files beside it, and what can never happen in it.
import { h } from "../dom.js";
import { ask, job } from "../jobs/job.js";
import { empty, notice } from "../parts.js";
import { address } from "../places.js";
import { say, sayCount } from "../words.js";
import { sentence, withFacts } from "./facts.js";

const KINDS = { error: "no", warning: "open", note: "accent" };

export function findings(place, tell) {
  return job({
    name: say("check.findings"),
    begin: () => ask("findings", place),
    came({ findings: every, solver }) {
      const worst = Object.keys(KINDS).find((kind) => every.some(({ severity }) => severity === kind));
      const groups = Object.keys(KINDS).map((severity) => every.filter((each) => each.severity === severity)).filter((group) => group.length);
      tell(groups.map(counted).join(" · ") || "✓", { error: "no", warning: "open" }[worst] ?? "yes");
      const proof = solver ? null : notice("", say("check.no-solver"));
      if (!every.length) return [proof, empty(say("check.nothing-found"), say("check.nothing-found-more"))];
      return [proof, groups.map((group) => section(place, group))];
    },
  });
}

const counted = (group) => sayCount(`check.${group[0].severity}s`, group.length);

const section = (place, group) =>
  h(
    "section",
    { class: "panel" },
    h("div", { class: "panel-head" }, h("h2", {}, counted(group))),
    h("ul", { class: "list" }, group.map((each) => finding(place, each))),
  );

function finding(place, { severity, code, message, help, line, file, text, facts }) {
  const where = line ? (file ? say("check.file-line", { file, line }) : say("check.line", { line })) : "";
  return h(
    "li",
    { class: "finding" },
    h("p", { class: "row" }, h("span", { class: `chip ${KINDS[severity]}` }, say(`check.${severity}`)), h("code", { class: "muted" }, code), where && !file ? h("a", { href: `${address(place.id, place.version, "edit")}?line=${line}` }, where) : h("span", { class: "muted small" }, where)),
    h("p", { class: "strong" }, sentence(message)),
    text ? h("pre", { class: "verbatim line" }, text.trim()) : null,
    // the facts that show it stand behind their buttons
    help ? h("p", { class: "muted" }, sentence(facts ? help.replace(/[;；][^;；]*\{.*$/s, "") : help)) : null,
    facts ? withFacts(place, facts) : null,
  );
}
