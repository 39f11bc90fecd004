// The page *Compare*: what changes from one version to another, in words, in the text, by proof and on one's own records.
import { get } from "../api.js";
import { records } from "../compare/records.js";
import { fragment, h } from "../dom.js";
import { ask, job } from "../jobs/job.js";
import { button, empty, goTo, notice, tabs } from "../parts.js";
import { address } from "../places.js";
import { state } from "../state.js";
import { say } from "../words.js";

export async function show(root, place) {
  const { id, version, query } = place;
  const named = query.get("with");
  const sides = await get(`/page/policies/${encodeURIComponent(id)}/${encodeURIComponent(version)}/sides${named ? `?with=${encodeURIComponent(named)}` : ""}`);
  root.classList.add("compare");
  root.append(head(place, sides));
  if (!sides.with) {
    root.append(empty(say("compare.alone"), say("compare.alone-more")));
    return null;
  }
  const two = { with: sides.with };
  const note = job({ name: say("compare.note"), begin: () => ask("note", place, two), came: report });
  const proof = job({
    name: say("compare.proof"),
    begin: () => ask("proof", place, two),
    came: (result) => [verdict(result), ...report(result)],
    before: h("div", { class: "stack" }, h("p", {}, say("compare.proof-about")), h("div", { class: "row" }, button(say("compare.prove"), () => void proof.start(), { kind: "primary" }))),
  });
  const uploaded = records(place, sides.with, report);
  const text = h("div", {});
  let view = null;
  const parts = [
    { name: "note", label: say("compare.note"), part: h("div", {}, note.root) },
    { name: "text", label: say("compare.text"), part: text },
    { name: "proof", label: say("compare.proof"), part: h("div", {}, proof.root) },
    { name: "records", label: say("compare.records"), part: uploaded.root },
  ];
  const { row } = tabs(say("compare.parts"), parts, (name) => {
    if (name === "text") view ??= import("../compare/sides.js").then(({ sideBySide }) => sideBySide(text, sides, version));
  });
  root.append(row, ...parts.map(({ part }) => part));
  void note.start();
  return () => {
    for (const each of [note, proof, uploaded]) each.leave();
    void view?.then(({ leave }) => leave());
  };
}

function head({ id, version }, sides) {
  const others = sides.versions.filter((each) => each.version !== version).toReversed();
  const label = (each) => (each.draft ? say("shell.draft-version", { version: each.version }) : each.version);
  const other = h("select", { id: "with", onchange: () => goTo(`${address(id, version, "compare")}?with=${encodeURIComponent(other.value)}`) });
  other.append(...others.map((each) => h("option", { value: each.version, selected: each.version === sides.with }, label(each))));
  const own = sides.versions.find((each) => each.version === version);
  return h(
    "div",
    { class: "page-head" },
    h("div", {}, h("h1", {}, say("compare.title")), h("p", {}, say("compare.about"))),
    others.length
      ? h("div", { class: "compare-sides" }, h("label", { for: "with" }, say("compare.from")), other, h("span", {}, say("compare.to")), h("strong", {}, own ? label(own) : version))
      : null,
  );
}

/** The note on a change, as the server made it. */
function report(result) {
  const lost = result.unreadable.length
    ? notice("alert", h("div", {}, h("p", {}, say("compare.unreadable")), h("ul", {}, result.unreadable.map((each) => h("li", {}, each.message, each.help ? h("span", { class: "muted" }, ` (${each.help})`) : null)))))
    : null;
  const other = result.language === state.language ? null : notice("", say("compare.other-language"));
  return [lost, other, h("article", { class: "report", lang: result.language === "zh" ? "zh-CN" : result.language }, fragment(result.html))];
}

const KINDS = { alike: "yes", different: "alert", not_settled: "alert" };
const verdict = (result) => notice(KINDS[result.verdict], say(`compare.${result.verdict}`));
