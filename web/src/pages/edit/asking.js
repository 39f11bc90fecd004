// What the page asks before it does something: the day of a draft, whose text is kept, whether to leave.
import { MergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { post } from "../../api.js";
import { basics } from "../../editor/editor.js";
import { h } from "../../dom.js";
import { ask, button, problem, prose } from "../../parts.js";
import { policies } from "../../policies.js";
import { say } from "../../words.js";

/** Begin a draft of a policy; gives its number, or "" where nobody wanted it. */
export async function newDraft({ id, version }, { newest, numbers }) {
  return ask(say("edit.new-draft"), (close) => {
    let kind = "major";
    const day = h("input", { type: "date", id: "draft-day", required: true });
    const wrong = h("div", {});
    const kinds = Object.keys(numbers);
    const buttons = kinds.map((name) => h("button", { type: "button", role: "radio", "aria-checked": String(name === kind), onclick: () => pick(name) }, `${numbers[name]}`));
    const promise = h("p", { class: "hint", role: "status" }, say("edit.promise-major", { base: newest }));
    const pick = (name) => {
      kind = name;
      buttons.forEach((each, index) => each.setAttribute("aria-checked", String(kinds[index] === name)));
      promise.textContent = say(`edit.promise-${name}`, { base: newest });
      day.required = name === "major";
    };
    const begin = async (event) => {
      event.preventDefault();
      try {
        const body = { number: numbers[kind], begins: day.value || undefined, of: version === newest ? undefined : version };
        const drafted = await post(`/page/policies/${encodeURIComponent(id)}/drafts`, body);
        await policies({ again: true });
        close(drafted.version);
      } catch (error) {
        if (!error.body) throw error;
        wrong.replaceChildren(problem(error));
      }
    };
    return h(
      "form",
      { class: "stack", onsubmit: begin },
      h("p", { class: "muted" }, prose(say("edit.new-draft-of", { version }))),
      h("div", { class: "field" }, h("span", { class: "label", id: "draft-number" }, say("edit.number")), h("div", { class: "choices", role: "radiogroup", "aria-labelledby": "draft-number" }, buttons), promise),
      h("div", { class: "field" }, h("label", { for: "draft-day" }, say("edit.from-day")), day, h("p", { class: "hint" }, say("edit.from-day-more"))),
      wrong,
      h("div", { class: "actions" }, button(say("shell.cancel"), () => close()), h("button", { class: "button primary" }, say("edit.begin"))),
    );
  });
}

/** Both texts side by side; gives "theirs", "mine", or "" where neither was chosen. */
export function difference(theirs, mine, names, choices = true) {
  return ask(
    say("edit.difference"),
    (close) => {
      const parent = h("div", { class: "difference" });
      const side = (doc) => ({ doc, extensions: [basics(), EditorState.readOnly.of(true), EditorView.editable.of(false)] });
      const view = new MergeView({ a: side(theirs), b: side(mine), parent, collapseUnchanged: { margin: 3, minSize: 6 }, gutter: true });
      const actions = choices
        ? [button(say("edit.later"), () => close(), { kind: "quiet" }), button(say("edit.take-theirs"), () => close("theirs")), button(say("edit.keep-mine"), () => close("mine"), { kind: "primary" })]
        : [button(say("shell.close"), () => close())];
      parent.addEventListener("remove", () => view.destroy());
      return h("div", {}, h("div", { class: "difference-names small muted" }, h("span", {}, names[0]), h("span", {}, names[1])), parent, h("div", { class: "actions" }, actions));
    },
    { wide: true },
  );
}

/** That the text is the one that is saved. */
export const noDifference = (place) =>
  ask(say("edit.difference"), (close) => h("div", {}, h("p", {}, say("edit.no-difference", place)), h("div", { class: "actions" }, button(say("shell.close"), () => close()))));

/** Whether to leave with changes that are not saved: "save", "leave" or "" to stay. */
export const leaving = (writable) =>
  ask(say("edit.leave"), (close) =>
    h(
      "div",
      {},
      h("p", { class: "muted" }, say("edit.leave-more")),
      h("div", { class: "actions" }, button(say("edit.stay"), () => close(), { kind: "quiet" }), button(say("edit.leave-anyway"), () => close("leave")), writable ? button(say("edit.save-and-leave"), () => close("save"), { kind: "primary" }) : null),
    ),
  );
