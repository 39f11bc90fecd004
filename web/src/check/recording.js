// What comes now, recorded in place of what cases expect: first looked at, then written.
import { Problem, post } from "../api.js";
import { h } from "../dom.js";
import { ask, job } from "../jobs/job.js";
import { ask as dialog, button, empty, notice, problem, toast } from "../parts.js";
import { policies } from "../policies.js";
import { say, sayCount } from "../words.js";
import { sentence } from "./facts.js";

/** A window with what would be recorded of a version; gives whether it was recorded. */
export async function recordWhatComes(place) {
  let work = null;
  const chosen = await dialog(
    say("check.record-title"),
    (close) => {
      const wrong = h("div", {});
      const record = button(say("check.record"), () => void write(), { kind: "primary", disabled: true });
      let told = null;
      work = job({
        name: say("check.record-title"),
        begin: async () => {
          wrong.replaceChildren();
          record.disabled = true;
          return ask("recording", place);
        },
        came(result, key) {
          told = { ...result, key };
          record.disabled = !result.files.length;
          return preview(result);
        },
      });
      async function write() {
        record.disabled = true;
        try {
          const { cases } = await post(`/page/policies/${encodeURIComponent(place.id)}/${encodeURIComponent(place.version)}/record`, { job: told.key });
          toast(sayCount("check.recorded", cases));
          close("recorded");
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          wrong.replaceChildren(problem(error), h("div", { class: "row" }, button(say("check.look-again"), () => void work.start(), { kind: "small" })));
          wrong.querySelector("button").focus();
        }
      }
      void work.start();
      return [h("p", { class: "muted" }, say("check.record-about")), h("div", { class: "recording stack" }, work.root, wrong), h("div", { class: "actions" }, button(say("check.cancel"), () => close()), record)];
    },
    { wide: true },
  );
  work.leave();
  if (chosen) void policies({ again: true });
  return Boolean(chosen);
}

function preview({ cases, left, masked, groups, files, notes }) {
  const stays = left ? sayCount("check.record-left", left) : null;
  return [
    files.length ? notice("alert", h("div", {}, h("strong", {}, sayCount("check.record-count", cases)), h("p", {}, say("check.record-read")), stays ? h("p", {}, stays) : null)) : empty(say("check.record-nothing"), stays),
    groups.length ? h("ul", { class: "list panel" }, groups.map(group)) : null,
    notes.length ? h("ul", { class: "small" }, notes.map(({ file, message }) => h("li", {}, file ? [h("code", {}, file), " "] : null, sentence(message)))) : null,
    masked && files.length ? h("p", { class: "muted" }, say("check.record-masked")) : files.map(changes),
  ];
}

const group = ({ headline, names }) => h("li", { class: "finding" }, h("details", {}, h("summary", {}, headline), h("ul", {}, names.map((name) => h("li", {}, name)))));

/** The lines of a file that change; each says by its sign what becomes of it. */
function changes({ file, diff }) {
  const lines = diff.split("\n").slice(2);
  const count = (sign) => lines.filter((each) => each.startsWith(sign)).length;
  const kind = (each) => ({ "+": "yes", "-": "no", "@": "muted" })[each[0]] ?? null;
  return h(
    "details",
    { class: "panel" },
    h("summary", {}, h("code", {}, file), " ", h("span", { class: "muted small" }, say("check.record-lines", { more: count("+"), less: count("-") }))),
    h("pre", { class: "diff", tabindex: "0", "aria-label": say("check.record-diff", { file }) }, lines.map((each) => h("span", { class: kind(each) }, `${each}\n`))),
  );
}
