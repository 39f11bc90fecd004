// The bar over the text: how the version stands, and what may be done with it.
import { h } from "../../dom.js";
import { icon } from "../../icons.js";
import { button, goTo, notice, problem, toast } from "../../parts.js";
import { address } from "../../places.js";
import { locale, say } from "../../words.js";
import { difference, leaving, newDraft, noDifference } from "./asking.js";

/** The bar of a page *Edit*; *kept* is what was typed before and not saved. */
export const editBar = (page, kept) => new Bar(page, kept);

class Bar {
  constructor(page, kept) {
    const { draft } = page;
    this.page = page;
    this.state = h("span", { class: "muted small", role: "status" });
    this.saveButton = button([icon("save"), say("edit.save")], () => void this.save(), { kind: "primary", title: "Ctrl-S" });
    this.draftButton = button([icon("plus"), say("edit.new-draft")], () => void this.begin(), { kind: "primary" });
    this.differenceButton = button(say("edit.difference"), () => void this.compareSaved(), { kind: "quiet wide-only" });
    this.chip = h("span", {});
    this.element = h(
      "div",
      { class: "edit-bar" },
      h("h1", { class: "hidden" }, say("edit.text-of", page.place)),
      this.chip,
      this.state,
      h(
        "div",
        { class: "actions end" },
        button(icon("copy"), () => void this.copy(), { kind: "quiet icon", title: say("edit.copy"), "aria-label": say("edit.copy") }),
        h("button", { type: "button", class: "button quiet icon", onclick: () => this.download(), title: say("edit.download"), "aria-label": say("edit.download") }, icon("download")),
        this.differenceButton,
        this.draftButton,
        this.saveButton,
      ),
    );
    if (kept) queueMicrotask(() => this.restored(kept));
    if (draft.about.utf8 === false) queueMicrotask(() => this.note("no", say("edit.not-utf8")));
    this.show();
  }

  /** Show how the version stands. */
  show() {
    const { draft } = this.page;
    this.chip.className = draft.released ? "chip" : "chip draft";
    this.chip.replaceChildren(draft.released ? icon("lock") : "", say(draft.released ? "edit.released" : "edit.draft"));
    this.saveButton.hidden = draft.released || !draft.about.write;
    this.differenceButton.hidden = draft.released;
    this.draftButton.hidden = !draft.released || !draft.about.write;
    this.changed();
  }

  isUnsaved() {
    const { draft, editor } = this.page;
    return !draft.released && editor.view.state.doc.toString() !== draft.saved;
  }

  /** The text changed, or what is saved did. */
  changed() {
    if (this.soon) return;
    this.soon = setTimeout(() => {
      this.soon = 0;
      const { draft } = this.page;
      const unsaved = this.isUnsaved();
      this.saveButton.disabled = !unsaved;
      const reads = draft.about.write ? "edit.read-only" : "edit.read-only-service";
      this.state.textContent = say(draft.released ? reads : unsaved ? (draft.about.write ? "edit.unsaved" : "edit.unsaved-here") : draft.about.write ? "edit.saved" : "edit.nothing-written");
    }, 30);
  }

  note(kind, words, ...actions) {
    const close = h("button", { type: "button", class: "button quiet icon small", "aria-label": say("shell.close"), onclick: () => this.page.layout.notices.replaceChildren() }, icon("close"));
    this.page.layout.notices.replaceChildren(notice(kind, words, ...actions, close));
  }

  clear() {
    this.page.layout.notices.replaceChildren();
  }

  told(what) {
    if (what === "released") this.releasedMeanwhile();
    else if (what === "theirs") this.theirs();
    else if (what === "not-kept") this.note("alert", say("edit.not-kept"));
    else this.changed();
  }

  async save() {
    const { draft, editor } = this.page;
    if (!draft.writable || !this.isUnsaved() || this.saving) return false;
    this.saving = true;
    try {
      await draft.save(editor.text());
      this.clear();
      this.changed();
      toast(say("edit.was-saved"));
      this.page.changes.refresh();
      return true;
    } catch (error) {
      if (!error.body) throw error;
      this.notSaved(error);
      return false;
    } finally {
      this.saving = false;
    }
  }

  notSaved(error) {
    const { draft } = this.page;
    if (error.body.code === "changed-meanwhile") {
      draft.theirs = { text: error.body.text, digest: error.body.digest };
      this.theirs();
    } else if (error.body.code === "draft-released") void draft.watch();
    else this.page.layout.notices.replaceChildren(problem(error));
  }

  restored({ at, digest }) {
    const { draft, editor } = this.page;
    const time = new Date(at).toLocaleString(locale(), { dateStyle: "medium", timeStyle: "short" });
    const discard = () => {
      draft.forget();
      editor.set(draft.saved);
      this.clear();
    };
    const older = digest !== draft.digest;
    const see = button(say("edit.see-difference"), () => void this.compareSaved(), { kind: "small" });
    this.note(older ? "alert" : "", say(older ? "edit.restored-older" : "edit.restored", { time }), see, button(say("edit.discard"), discard, { kind: "small" }));
  }

  releasedMeanwhile() {
    const { editor, draft } = this.page;
    const unsaved = editor.text() !== draft.saved;
    editor.lock(true);
    draft.flush();
    this.show();
    const copy = button(say("edit.copy"), () => void this.copy(), { kind: "small" });
    this.note("alert", say(unsaved ? "edit.released-unsaved" : "edit.released-meanwhile", { version: this.page.place.version }), ...(unsaved ? [copy] : []));
  }

  theirs() {
    const { draft, editor } = this.page;
    if (!this.isUnsaved()) {
      draft.settle(draft.theirs);
      editor.set(draft.saved);
      draft.forget();
      this.changed();
      toast(say("edit.took-theirs"));
      return;
    }
    const see = button(say("edit.see-difference"), () => void this.decide(), { kind: "small primary" });
    this.note("alert", say("edit.theirs"), see, button(say("edit.take-theirs"), () => this.take("theirs"), { kind: "small" }), button(say("edit.keep-mine"), () => this.take("mine"), { kind: "small" }));
  }

  async decide() {
    const { draft, editor } = this.page;
    const chosen = await difference(draft.toEditor(draft.theirs.text ?? ""), editor.text(), [say("edit.theirs-name"), say("edit.mine-name")]);
    if (chosen) this.take(chosen);
  }

  take(whose) {
    const { draft, editor } = this.page;
    draft.settle(draft.theirs);
    if (whose === "theirs") {
      editor.set(draft.saved);
      draft.forget();
    }
    this.clear();
    this.changed();
  }

  compareSaved() {
    const { draft, editor, place } = this.page;
    if (!this.isUnsaved()) return noDifference(place);
    return difference(draft.saved, editor.text(), [say("edit.saved-name"), say("edit.mine-name")], false);
  }

  async begin() {
    const version = await newDraft(this.page.place, this.page.draft.about);
    if (version) goTo(address(this.page.place.id, version, "edit"));
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.page.editor.text());
      toast(say("edit.copied"));
    } catch {
      toast(say("edit.not-copied"), "no");
    }
  }

  download() {
    const { draft, editor, place } = this.page;
    const url = URL.createObjectURL(new Blob([draft.toFile(editor.text())], { type: "application/yaml" }));
    const link = h("a", { href: url, download: `${place.version}.yaml` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }

  async mayLeave() {
    if (!this.isUnsaved()) return true;
    const chosen = await leaving(this.page.draft.writable);
    return chosen === "leave" || (chosen === "save" && (await this.save()));
  }
}
