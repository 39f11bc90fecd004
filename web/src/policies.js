// Which policies and versions there are: asked for once, and again after something was written.
import { get } from "./api.js";

let asked = null;

/** `{ write, problem, policies: [{ id, versions: [{ version, draft, title, … }] }] }`. */
export function policies({ again = false } = {}) {
  if (again || !asked) {
    asked = get("/page/policies");
    asked.catch(() => (asked = null));
  }
  return asked;
}
