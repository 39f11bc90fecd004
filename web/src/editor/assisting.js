// The service's help with a text: one question about the whole text at a time, and only an answer about the newest text counts.
import { setDiagnostics } from "@codemirror/lint";
import { EditorView } from "@codemirror/view";
import { lines, post } from "../api.js";
import { state } from "../state.js";
import { placeAt, rangeOf } from "./spots.js";

//: how long typing rests before the text is looked at, in milliseconds
const REST = 60;
const LOOKED = "backhaul-looked";

export class Assisting {
  /** *about*: `{ id, version }`. *onlook* is told what was found of a text; *onfailed* that the service did not answer. */
  constructor(about, { onlook, onfailed, diagnostic }) {
    Object.assign(this, { about: { id: about.id, version: about.version }, onlook, onfailed, diagnostic });
    this.view = null;
    this.timer = 0;
    this.asking = false;
    this.stale = false;
    //: the text that was looked at last, and what was changed in it since
    this.looked = null;
    this.since = null;
    this.extension = EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      const { desc } = update.changes;
      this.since = this.since ? this.since.composeDesc(desc) : desc;
      if (this.asked) this.asked.since = this.asked.since ? this.asked.since.composeDesc(desc) : desc;
      this.schedule(REST);
    });
  }

  attach(view) {
    this.view = view;
    this.schedule(0);
  }

  detach() {
    clearTimeout(this.timer);
    this.view = null;
  }

  schedule(rest) {
    this.stale = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), rest);
  }

  /** Ask about something in the text as it is now. */
  ask(what, more = {}, options) {
    return post(`/page/assist/${what}`, { ...this.about, language: state.language, text: this.view.state.doc.toString(), ...more }, options);
  }

  /** Ask about a place of it. */
  askAt(what, offset, more = {}, options) {
    return this.ask(what, { ...placeAt(this.view.state.doc, offset), ...more }, options);
  }

  /** Ask about the text, and give each line of the answer as it comes. */
  lines(what, more, signal) {
    return lines(`/page/assist/${what}`, { ...this.about, language: state.language, text: this.view.state.doc.toString(), ...more }, signal);
  }

  async look() {
    if (this.asking || !this.view) return;
    this.asking = true;
    this.stale = false;
    const asked = { doc: this.view.state.doc, since: null, at: performance.now() };
    this.asked = asked;
    try {
      const answer = await this.ask("look");
      if (this.view) this.take(asked, answer);
    } catch (error) {
      if (this.view) this.onfailed(error);
    } finally {
      this.asking = false;
      this.asked = null;
      if (this.stale && this.view) this.schedule(0);
    }
  }

  /** Show an answer; where the text was typed on meanwhile, at the places to which its own have moved. */
  take({ doc, since, at }, answer) {
    this.looked = doc;
    this.since = since;
    const { length } = this.view.state.doc;
    const found = answer.diagnostics.map((each) => [each, this.now(each)]);
    this.view.dispatch(setDiagnostics(this.view.state, found.map(([each, { from, to }]) => this.diagnostic(each, from, Math.max(from, to), length))));
    // how long it took from a key to this is read from the browser's own record
    performance.clearMarks(LOOKED);
    performance.mark(LOOKED, { detail: at });
    this.onlook(answer, since === null);
  }

  /** The range in the text as it is now of a stretch in the one that was looked at. */
  now(at) {
    const { from, to } = rangeOf(this.looked ?? this.view.state.doc, at);
    return this.since ? { from: this.since.mapPos(from, 1), to: this.since.mapPos(to, -1) } : { from, to };
  }

  /** Make the edits of a quick fix, or of a rename. */
  apply(edits) {
    const changes = edits.map((edit) => ({ ...this.now(edit), insert: edit.text })).map((change) => ({ ...change, to: Math.max(change.from, change.to) }));
    this.view.dispatch({ changes, userEvent: "input.fix", scrollIntoView: true });
    this.view.focus();
  }
}
