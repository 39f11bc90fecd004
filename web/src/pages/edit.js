// The page *Edit*: the text of a version with everything that helps to write it, a case beside it, and what changes below.
import { EditorView } from "@codemirror/view";
import { get } from "../api.js";
import { answers } from "../editor/answered.js";
import { Assisting } from "../editor/assisting.js";
import { createEditor } from "../editor/editor.js";
import { completions, knowing, show as showPlace } from "../editor/knowing.js";
import { asDiagnostic, problems } from "../editor/problems.js";
import { placeAt } from "../editor/spots.js";
import { h } from "../dom.js";
import { problem } from "../parts.js";
import { say } from "../words.js";
import { editBar } from "./edit/bar.js";
import { casePane } from "./edit/case.js";
import { changesPane } from "./edit/changes.js";
import { Draft } from "./edit/draft.js";
import { foundPane } from "./edit/found.js";
import { editLayout } from "./edit/layout.js";
import { outlinePane } from "./edit/outline.js";

export async function show(root, place) {
  const about = await get(`/page/policies/${encodeURIComponent(place.id)}/${encodeURIComponent(place.version)}/text`);
  root.className = "page full edit";
  const page = new Edit(place, about);
  root.append(page.element);
  page.begin();
  return { leave: () => page.close(), mayLeave: () => page.bar.mayLeave() };
}

class Edit {
  constructor(place, about) {
    this.place = place;
    this.draft = new Draft(place, about, (what) => this.bar.told(what));
    this.assisting = new Assisting(place, {
      onlook: (answer, newest) => this.onlook(answer, newest),
      onfailed: (error) => this.layout.notices.replaceChildren(problem(error)),
      diagnostic: (...given) => asDiagnostic((edits) => this.fix(edits))(...given),
    });
    const go = (at) => this.go(at);
    this.outline = outlinePane(go);
    this.found = foundPane(go, (edits) => this.fix(edits));
    this.case = casePane(place, this.assisting, go);
    this.changes = changesPane(this.assisting, (key) => this.openCase(key), (count) => this.layout.count("changes", count), (key) => this.case.suggest(key));
    const parent = h("section", { class: "panel edit-text", "aria-label": say("edit.text") });
    this.layout = editLayout({ outline: this.outline.pane, text: parent, case: this.case.pane, found: this.found.pane, changes: this.changes.pane });
    const kept = about.released ? null : this.draft.kept();
    this.editor = createEditor({
      parent,
      text: kept?.text ?? this.draft.saved,
      readOnly: about.released || !about.utf8,
      label: say("edit.text-of", { id: place.id, version: place.version }),
      completions: completions(this.assisting),
      extensions: [this.assisting.extension, problems, knowing(this.assisting), answers, this.listener()],
    });
    this.bar = editBar(this, kept);
    this.element = h("div", { class: "edit-page" }, this.bar.element, this.layout.notices, this.layout.element);
    this.beforeUnload = (event) => this.bar.isUnsaved() && event.preventDefault();
    this.keys = (event) => this.saveBy(event);
    this.line = 0;
  }

  begin() {
    addEventListener("beforeunload", this.beforeUnload);
    addEventListener("keydown", this.keys);
    addEventListener("pagehide", (this.hide = () => this.draft.flush()));
    this.assisting.attach(this.editor.view);
    void this.case.fill();
    this.changes.refresh(0);
    const { line, column } = { line: Number(this.place.query.get("line")), column: Number(this.place.query.get("column")) || 1 };
    if (line) this.go({ line, column });
    if (this.place.query.get("case")) void this.case.choose(this.place.query.get("case"));
  }

  listener() {
    return EditorView.updateListener.of((update) => {
      if (update.docChanged) {
        if (!this.draft.released) this.draft.keep(() => this.editor.text());
        this.bar.changed();
      }
      if (update.selectionSet || update.docChanged) this.follow(update.state);
    });
  }

  /** Ctrl-S saves the draft wherever the focus is; where keys have no Latin letters it is the one at their place. */
  saveBy(event) {
    const letter = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : event.code === "KeyS" ? "s" : "";
    if (letter !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (!event.repeat) void this.bar.save();
  }

  follow(state) {
    const { line } = placeAt(state.doc, state.selection.main.head);
    if (line === this.line) return;
    this.line = line;
    this.outline.follow(line);
  }

  /** Show what was found of the text; *newest*: nothing was typed since. */
  onlook({ diagnostics, outline }, newest) {
    this.found.set(diagnostics);
    const errors = diagnostics.filter((each) => each.severity === "error").length;
    this.layout.count("found", diagnostics.length, errors ? "no" : "open");
    if (!newest) return;
    this.outline.set(outline);
    this.outline.follow(this.line);
    void this.case.refresh();
    if (!errors) this.changes.refresh();
  }

  fix(edits) {
    if (!this.editor.view.state.readOnly) this.assisting.apply(edits);
  }

  go(at) {
    this.layout.choose("text");
    showPlace(this.editor.view, at.from ? at : { from: at });
  }

  openCase(key) {
    this.layout.choose("case");
    void this.case.choose(key);
  }

  close() {
    removeEventListener("beforeunload", this.beforeUnload);
    removeEventListener("keydown", this.keys);
    removeEventListener("pagehide", this.hide);
    this.draft.close();
    this.changes.close();
    this.assisting.detach();
    this.editor.view.destroy();
  }
}
