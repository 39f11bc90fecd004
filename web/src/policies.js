// Which policies and versions there are: asked for once, and again after something was written.
import { get } from "./api.js";
import { state } from "./state.js";

let asked = null;

/** `{ write, error, policies: [{ id, versions: [{ version, draft, title, since, digest, errors, now, by, from }] }] }`; `now`: it is in force today, `by`: the version that is in its place, `from`: since when. */
export function policies({ again = false } = {}) {
  if (again || !asked) {
    asked = get(`/page/policies?language=${state.language}`).then((every) => {
      for (const { versions } of every.policies) mark(versions);
      return every;
    });
    asked.catch(() => (asked = null));
  }
  return asked;
}

/** Of the released versions that have begun the highest one is in force. */
function mark(versions) {
  const begun = versions.filter(({ draft, since }) => !draft && !(since && Date.parse(since) > Date.now()));
  if (begun.length) begun.at(-1).now = true;
  const start = ({ since }) => (since ? Date.parse(since) : -Infinity);
  begun.forEach((version, index) => {
    // of those that are higher the earliest one took its place
    const [next] = begun.slice(index + 1).toSorted((one, other) => start(one) - start(other) || begun.indexOf(other) - begun.indexOf(one));
    if (next) Object.assign(version, { by: next.version, from: start(next) > start(version) ? next.since : "" });
  });
}
