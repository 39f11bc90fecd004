// Changes of the rules that no case notices, each with the case that would.
import { Problem, post } from "../api.js";
import { fragment, h } from "../dom.js";
import { ask, job } from "../jobs/job.js";
import { button, notice, problem, toast } from "../parts.js";
import { policies } from "../policies.js";
import { state } from "../state.js";
import { say, sayCount } from "../words.js";
import { verbatim, withFacts } from "./facts.js";

const SAMPLE = 25;
const KINDS = { possible: "no", "not settled": "open", equivalent: "" };

/** The part of the page; *mayAdd*: cases may be written. */
export function mutants(place, mayAdd, tell) {
  const begin = h(
    "div",
    { class: "stack" },
    h("p", {}, say("check.mutants-about")),
    h("div", { class: "row" }, button(say("check.try-some", { count: SAMPLE }), () => void work.start(SAMPLE), { kind: "primary" }), button(say("check.try-all"), () => void work.start(null))),
  );
  const work = job({
    name: say("check.mutants"),
    begin: (sample) => ask("mutants", place, { options: sample ? { sample } : {} }),
    before: begin,
    came({ survivors, summary }) {
      const missing = survivors.filter(({ answer }) => answer === "possible");
      tell(missing.length || "✓", missing.length ? "no" : "yes");
      const told = h("div", { class: "report" }, fragment(summary));
      const add = missing.length && !mayAdd ? notice("", say("check.copy-only")) : null;
      const groups = Object.keys(KINDS).map((answer) => survivors.filter((each) => each.answer === answer));
      return [told, add, missing.length ? null : notice("yes", h("div", {}, h("strong", {}, say("check.all-noticed")), h("p", {}, say("check.all-noticed-more")))), groups.map((group) => (group.length ? section(place, group, mayAdd) : null)), h("hr", {}), begin];
    },
  });
  const warning = h("div", {});
  /** That so many cases fail, which notice nothing. */
  const failing = (count) => warning.replaceChildren(...(count ? [notice("alert", sayCount("check.failing-notice-nothing", count))] : []));
  return { root: h("div", { class: "stack" }, warning, work.root), leave: work.leave, failing };
}

const key = (answer) => answer.replace(" ", "-");

/** Changes of one answer; those that matter to nobody are folded. */
function section(place, group, mayAdd) {
  const title = sayCount(`check.mutants-${key(group[0].answer)}`, group.length);
  const list = h("ul", { class: "list" }, group.map((each) => survivor(place, each, mayAdd)));
  if (group[0].answer === "equivalent") return h("details", { class: "panel" }, h("summary", {}, title), list);
  return h("section", { class: "panel" }, h("div", { class: "panel-head" }, h("h2", {}, title)), list);
}

function survivor(place, { answer, place: where, kind, what, below, case: text, facts }, mayAdd) {
  return h(
    "li",
    { class: "finding" },
    h("p", { class: "muted small" }, where, " · ", kind),
    h("p", { class: "strong" }, h("code", {}, what)),
    below.map((said) => h("p", {}, said)),
    text ? [h("details", {}, h("summary", {}, say("check.case-that-notices")), verbatim(text)), actions(place, text, facts, mayAdd)] : null,
  );
}

function actions(place, text, facts, mayAdd) {
  const said = h("div", { role: "status" });
  const copy = button(say("check.copy"), () => void navigator.clipboard.writeText(text).then(() => toast(say("check.copied")), () => toast(say("check.not-copied"), "no")), { kind: "small" });
  const add = button(say("check.add"), () => void write(), { kind: "small primary" });
  async function write() {
    add.disabled = true;
    try {
      const { file } = await post(`/page/policies/${encodeURIComponent(place.id)}/${encodeURIComponent(place.version)}/cases`, { case: text, language: state.language });
      said.replaceChildren(notice("yes", say("check.added", { file })));
      add.remove();
      void policies({ again: true });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      said.replaceChildren(problem(error));
      add.disabled = false;
    }
  }
  const row = withFacts(place, facts);
  row.prepend(...(mayAdd ? [add] : []), copy);
  return [row, said];
}
