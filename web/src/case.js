// The facts of one case: where they are kept, how they travel in an address, and how the server is asked about them.
import { post } from "./api.js";
import { factsOf, keepFacts, state } from "./state.js";

/** What the server says of a version and a case: `ask("try", { facts })`; a newer question of the same name ends the older one. */
export function asking({ id, version }) {
  const running = new Map();
  return (name, body = {}) => {
    running.get(name)?.abort();
    const control = new AbortController();
    running.set(name, control);
    const path = `/page/policies/${encodeURIComponent(id)}/${encodeURIComponent(version)}/${name}`;
    return post(path, { lang: state.language, ...body }, { signal: control.signal });
  };
}

/** Whether a request was ended because a newer one took its place. */
export const wasReplaced = (error) => error.name === "AbortError";

//: the masked facts of the policies at hand: they are kept nowhere but here, as long as the tab stands
const hidden = new Map();

/** What is at hand: what the address says behind its #, which no server sees, else the facts that were tried last. */
export function atHand(id, form) {
  const said = new URLSearchParams(location.hash.slice(1));
  const read = (key) => {
    try {
      const value = JSON.parse(said.get(key) ?? "null");
      return value && typeof value === "object" && !Array.isArray(value) ? value : null;
    } catch {
      return null;
    }
  };
  const known = new Set(form.fields.map((field) => field.name));
  // another version may have had other facts
  const last = Object.fromEntries(Object.entries(factsOf(id)).filter(([name]) => known.has(name)));
  return { facts: { ...(read("facts") ?? last), ...hidden.get(id) }, parameters: read("parameters") ?? {}, by: said.get("by"), at: said.get("at") };
}

/** Keep what is at hand, in the tab and in the address; masked facts stand in neither. */
export function keepAtHand(id, form, { facts, parameters = {}, by = null, at = null }) {
  const [kept, masked] = parted(form, facts);
  hidden.set(id, masked);
  keepFacts(id, kept);
  history.replaceState(history.state, "", `${location.pathname}${location.search}${hash(form, { facts, parameters, by, at })}`);
}

/** The facts that may be shown and sent on, and those that are masked. */
export function parted(form, facts) {
  const masked = new Set(form.fields.filter((field) => field.masked).map((field) => field.name));
  const only = (is) => Object.fromEntries(Object.entries(facts).filter(([name]) => masked.has(name) === is));
  return [only(false), only(true)];
}

/** The part of an address that says what is at hand, without masked facts. */
export function hash(form, { facts, parameters = {}, by = null, at = null }) {
  const said = new URLSearchParams();
  const [kept] = parted(form, facts);
  if (Object.keys(kept).length) said.set("facts", JSON.stringify(kept));
  if (Object.keys(parameters).length) said.set("parameters", JSON.stringify(parameters));
  if (by) said.set("by", by);
  if (at) said.set("at", at);
  const text = said.toString();
  return text ? `#${text}` : "";
}

/** A function that runs once nothing has called it for so long. */
export function debounced(run, wait = 180) {
  let timer;
  const later = (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...values), wait);
  };
  later.stop = () => clearTimeout(timer);
  return later;
}
