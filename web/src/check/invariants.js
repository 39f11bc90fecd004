// What is claimed of every case, and whether that is proved.
import { fragment, h } from "../dom.js";
import { ask, job } from "../jobs/job.js";
import { empty, notice } from "../parts.js";
import { say, sayCount } from "../words.js";
import { verbatim, withFacts } from "./facts.js";

const KINDS = { proved: "yes", false: "no", not_settled: "open" };
const SIGNS = { proved: "✓", false: "✗", not_settled: "?" };

export function invariants(place, tell) {
  return job({
    name: say("check.invariants"),
    begin: () => ask("invariants", place),
    came({ claims, nothing_accepted: nothing }) {
      const open = claims.filter(({ answer }) => answer !== "proved");
      tell(claims.length ? (open.length ? `${open.length}/${claims.length}` : `✓ ${claims.length}`) : "0", open.length ? "no" : "yes");
      if (!claims.length) return empty(say("check.no-invariants"), say("check.no-invariants-more"));
      const list = [...open, ...claims.filter(({ answer }) => answer === "proved")];
      return [nothing ? notice("alert", say("check.nothing-accepted")) : null, h("section", { class: "panel" }, h("div", { class: "panel-head" }, h("h2", {}, sayCount("check.claims", claims.length))), h("ul", { class: "list" }, list.map((each) => claim(place, each))))];
    },
  });
}

function claim(place, { id, title, claim: text, answer, facts, html }) {
  return h(
    "li",
    { class: "finding" },
    h("p", { class: "row" }, h("span", { class: `chip ${KINDS[answer]}` }, `${SIGNS[answer]} ${say(`check.${answer}`)}`), h("code", { class: "muted" }, id)),
    h("p", { class: "strong" }, title ?? h("code", {}, text)),
    title ? h("details", {}, h("summary", { class: "muted small" }, say("check.claim")), verbatim(text)) : null,
    html ? [h("p", { class: "muted small" }, say("check.shown-by")), h("div", { class: "report answer-shown" }, fragment(html))] : null,
    facts ? withFacts(place, facts) : null,
  );
}
