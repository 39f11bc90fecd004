// The page *Policies*: every version of every policy.
import { get } from "../api.js";
import { h } from "../dom.js";
import { address } from "../places.js";
import { inLanguage, say } from "../words.js";

export async function show(root) {
  const { policies } = await get("/page/policies");
  root.append(h("h1", {}, say("policies.title")), h("div", { class: "policies" }, policies.map(card)));
}

function card({ id, versions }) {
  const newest = versions.at(-1);
  return h(
    "article",
    { class: "panel" },
    h("h2", {}, inLanguage(newest.title) || id),
    h("p", { class: "muted mono" }, id),
    h("ul", {}, versions.map((version) => row(id, version))),
  );
}

function row(id, { version, draft }) {
  const view = draft ? "edit" : "try";
  return h(
    "li",
    {},
    h("a", { href: address(id, version, view) }, version),
    " ",
    h("span", { class: "chip" }, say(draft ? "policies.draft" : "policies.released")),
  );
}
