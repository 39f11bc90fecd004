// Two versions compared on a file that the person has: it is sent to the service here, and nowhere else.
import { post } from "../api.js";
import { h } from "../dom.js";
import { job } from "../jobs/job.js";
import { button, notice } from "../parts.js";
import { state } from "../state.js";
import { locale, say } from "../words.js";

const ENDINGS = [".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet", ".pq"];
const MOST_BYTES = 8 * 1024 * 1024;

/** The form and what comes of it. */
export function records({ id, version }, other, report) {
  const file = h("input", { type: "file", id: "records-file", class: "unseen", "aria-label": say("compare.file"), accept: ENDINGS.join(","), onchange: chosen });
  const name = h("span", { class: "muted", "aria-live": "polite" }, say("compare.no-file"));
  const amount = h("input", { type: "text", id: "records-amount", autocomplete: "off", spellcheck: "false" });
  const source = h("input", { type: "text", id: "records-source", autocomplete: "off", spellcheck: "false" });
  const empty = h("select", { id: "records-empty" }, h("option", { value: "unknown" }, say("compare.empty-unknown")), h("option", { value: "absent" }, say("compare.empty-absent")));
  const go = button(say("compare.on-file"), null, { kind: "primary", type: "submit", disabled: true });
  const wrong = h("div", { role: "alert" });
  const work = job({ name: say("compare.records"), begin: send, came: report });

  function chosen() {
    const [picked] = file.files;
    const bad = !picked ? "" : !ENDINGS.some((ending) => picked.name.toLowerCase().endsWith(ending)) ? "compare.bad-ending" : picked.size > MOST_BYTES ? "compare.too-large" : "";
    wrong.replaceChildren(bad ? notice("no", say(bad, { endings: ENDINGS.join(" ") })) : "");
    name.textContent = picked?.name ?? say("compare.no-file");
    go.disabled = !picked || Boolean(bad);
  }

  function send() {
    const [picked] = file.files;
    const asked = new URLSearchParams({ id, version, with: other, name: picked.name, null: empty.value, language: state.language });
    for (const [name, field] of Object.entries({ amount, source })) if (field.value.trim()) asked.set(name, field.value.trim());
    return post(`/page/jobs/records?${asked}`, null, { body: picked, headers: { "content-type": "application/octet-stream" } });
  }

  const field = (control, label, hint) => h("div", { class: "field" }, h("label", { for: control.id }, label), control, h("p", { class: "hint" }, hint));
  const form = h(
    "form",
    {
      class: "panel",
      onsubmit: (event) => {
        event.preventDefault();
        if (!go.disabled) void work.start();
      },
    },
    h("div", { class: "stack" },
    h("p", {}, say("compare.records-about")),
    h("div", { class: "field" }, h("div", { class: "row" }, h("label", { class: "button file" }, say("compare.choose"), file), name), h("p", { class: "hint" }, say("compare.file-hint", { size: (MOST_BYTES / 1024 / 1024).toLocaleString(locale()) }))),
    wrong,
    h(
      "details",
      {},
      h("summary", {}, say("compare.more")),
      h("div", { class: "fields more" }, field(amount, say("compare.amount"), say("compare.amount-hint")), field(empty, say("compare.empty"), say("compare.empty-hint")), field(source, say("compare.source"), say("compare.source-hint"))),
    ),
    h("div", { class: "row" }, go)),
  );
  return { root: h("div", { class: "stack" }, form, work.root), leave: work.leave };
}
