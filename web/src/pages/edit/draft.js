// The text of a version between the service, the editor and this browser: what is saved, what is not yet, and what others did meanwhile.
import { get, put } from "../../api.js";
import { policies } from "../../policies.js";

//: how often it is asked how the file stands, in milliseconds
const OFTEN = 3000;

export class Draft {
  /** *ontold* is called with what changed: "saved", "unsaved", "released", "theirs" or "failed". */
  constructor({ id, version }, about, ontold) {
    this.path = `/page/policies/${encodeURIComponent(id)}/${encodeURIComponent(version)}`;
    this.key = `backhaul.edit.${id}/${version}`;
    Object.assign(this, { about, ontold, digest: about.digest, released: about.released, theirs: null });
    this.mark = about.text.startsWith("\ufeff") ? "\ufeff" : "";
    this.ends = about.text.includes("\r\n") ? "\r\n" : "\n";
    this.saved = this.toEditor(about.text);
    this.timer = 0;
    this.watching = about.released ? 0 : setInterval(() => void this.watch(), OFTEN);
  }

  get writable() {
    return this.about.write && !this.released && this.about.utf8;
  }

  toEditor(text) {
    return text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
  }

  toFile(text) {
    return this.mark + text.replaceAll("\n", this.ends);
  }

  /** What was typed here before and not saved: `{ text, digest, at }`; null where there is nothing of that. */
  kept() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key));
      return kept && kept.text !== this.saved ? kept : null;
    } catch {
      return null;
    }
  }

  /** Keep the text in this browser until it is saved; *text()* gives it when typing rests. */
  keep(text) {
    clearTimeout(this.timer);
    this.pending = text;
    this.timer = setTimeout(() => this.flush(), 250);
  }

  flush() {
    clearTimeout(this.timer);
    if (!this.pending) return;
    const text = this.pending();
    this.pending = null;
    try {
      if (text === this.saved) localStorage.removeItem(this.key);
      else localStorage.setItem(this.key, JSON.stringify({ text, digest: this.digest, at: new Date().toISOString() }));
    } catch {
      this.ontold("not-kept");
    }
    this.ontold(text === this.saved ? "saved" : "unsaved");
  }

  forget() {
    clearTimeout(this.timer);
    this.pending = null;
    localStorage.removeItem(this.key);
  }

  async save(text) {
    const { digest } = await put(`${this.path}/text`, { text: this.toFile(text) }, { headers: { "if-match": `"${this.digest}"` } });
    this.digest = digest;
    this.saved = text;
    this.theirs = null;
    this.forget();
    void policies({ again: true });
  }

  /** What somebody else wrote is what this text is held against from now on. */
  settle({ digest, text }) {
    this.digest = digest;
    this.saved = this.toEditor(text ?? "");
    this.theirs = null;
  }

  /** See whether somebody else wrote or released the file. */
  async watch() {
    if (document.hidden || this.busy) return;
    this.busy = true;
    try {
      const now = await get(`${this.path}/standing`);
      if (now.released && !this.released) {
        this.released = true;
        clearInterval(this.watching);
        void policies({ again: true });
        this.ontold("released");
      } else if (now.digest !== this.digest && now.digest !== this.theirs?.digest) {
        const { text, digest } = await get(`${this.path}/text`);
        this.theirs = { text, digest };
        this.ontold("theirs");
      }
    } catch {
      // the service is told of when something is asked of it
    } finally {
      this.busy = false;
    }
  }

  close() {
    this.flush();
    clearInterval(this.watching);
  }
}
