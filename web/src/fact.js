// One fact of a form: known, absent, between two ends, or not known; it tells its entry, and shows what the server says of it.
import { h } from "./dom.js";
import { radios } from "./radios.js";
import { say } from "./words.js";

const EVERY_OFFSET = Array.from({ length: 27 }, (_, n) => n - 12).map((hours) => `${hours < 0 ? "-" : "+"}${String(Math.abs(hours)).padStart(2, "0")}:00`);
const UNITS = ["day", "hour", "minute", "second"];

/** The field of a fact: `{ root, focus, show(told) }`; *onchange(entry)* is called with null where it is not known. */
export function fact(spec, form, entry, onchange) {
  const id = `fact-${spec.name}`;
  const hint = h("p", { class: "hint", id: `${id}-hint` });
  const wrong = h("p", { class: "wrong", id: `${id}-wrong`, role: "alert", hidden: true });
  const mark = h("span", { class: "chip open", hidden: true }, say("try.needed"));
  const origin = h("p", { class: "hint origin", hidden: true });
  const control = spec.kind === "choice" || spec.kind === "boolean" ? few(spec, entry, onchange) : value(spec, form, entry, onchange);
  const root = h(
    "div",
    { class: "fact", id, role: "group", "aria-labelledby": `${id}-title`, "aria-describedby": `${id}-hint ${id}-wrong` },
    h("div", { class: "fact-head" }, h("h3", { id: `${id}-title` }, spec.title), mark, spec.masked ? h("span", { class: "chip" }, say("try.masked")) : null, h("code", { class: "muted" }, spec.name)),
    control.parts,
    wrong,
    hint,
    origin,
  );
  return {
    root,
    focus: () => {
      root.scrollIntoView({ block: "center" });
      control.focus();
    },
    /** Show the mistakes and the exact value of the fact, whether it is needed, what follows, and where it was read. */
    show({ mistakes = [], exact, said, needed = false, follows, local, read, unit }) {
      wrong.hidden = mistakes.length === 0;
      wrong.replaceChildren(...mistakes.map((each) => h("span", {}, each.message, each.help ? h("span", { class: "muted" }, ` ${each.help}`) : null)));
      root.classList.toggle("needed", needed);
      root.classList.toggle("refused", mistakes.length > 0);
      mark.hidden = !needed;
      control.local?.(local);
      control.unit?.(unit);
      control.invalid?.(mistakes.length > 0);
      const lines = [];
      if (follows && exact === undefined) lines.push(h("span", {}, say("try.follows", { value: follows })));
      if (exact !== undefined && control.exact && mistakes.length === 0 && String(exact) !== control.typed()) {
        lines.push(h("span", {}, say("try.sent"), " ", h("code", {}, typeof exact === "string" ? exact : JSON.stringify(exact))));
        // in words only where they say more: the same time elsewhere, a day, bounds
        const same = typeof exact !== "object" && said?.startsWith(String(exact).slice(0, 16).replace("T", " "));
        if (said && !same) lines.push(h("span", {}, said));
      }
      hint.replaceChildren(...lines);
      origin.hidden = !read;
      if (read) origin.replaceChildren(say(read.stands ? "try.read-from" : "try.concluded-from"), " ", h("code", {}, read.paths.join(", ")));
    },
  };
}

const unknown = () => ({ value: "unknown", title: say("try.unknown"), kind: "quiet" });
const absent = (spec) => ({ value: "absent", title: spec.absent || say("try.absent"), kind: "none" });
const present = () => ({ value: "present", title: say("try.present"), kind: "quiet" });

/** Buttons for each choice, for its absence, and for what is not known. */
function few(spec, entry, onchange) {
  const values = spec.kind === "boolean" ? [{ value: "true", title: say("try.yes") }, { value: "false", title: say("try.no") }] : spec.choices;
  const options = [unknown(), ...values.map(({ value, title }) => ({ value: `=${value}`, title })), ...(spec.optional ? [absent(spec), present()] : [])];
  const chosen = entry?.how === "known" ? `=${entry.value.text}` : (entry?.how ?? "unknown");
  const group = radios(spec.title, options, chosen, (value) => {
    if (value === "unknown") onchange(null);
    else if (value.startsWith("=")) onchange({ how: "known", value: { text: value.slice(1), offset: "" } });
    else onchange({ how: value });
  });
  return { parts: [group.group], focus: () => group.buttons.find((button) => button.tabIndex === 0)?.focus() };
}

/** A value that is typed: exactly, or between two ends; beside it what says that there is none, or that it is not known. */
function value(spec, form, entry, onchange) {
  const kind = ["datetime", "date"].includes(spec.kind) ? "" : "-number";
  const words = { from: say(`try.from${kind}`), before: say(`try.before${kind}`) };
  let how = entry?.how ?? "unknown";
  if (how === "as-given") how = "known";
  const given = entry?.how === "as-given" ? String(entry.given) : null;
  const exactly = end(spec, form, given === null ? entry?.value : { text: given, offset: "" }, say("try.value"), () => changed("known"));
  const from = spec.ordered ? end(spec, form, entry?.from, words.from, () => changed("between")) : null;
  const before = spec.ordered ? end(spec, form, entry?.before, words.before, () => changed("between")) : null;
  const options = [unknown(), { value: "known", title: say("try.known") }];
  if (spec.ordered) options.push({ value: "between", title: say("try.between") });
  if (spec.optional) options.push(absent(spec));
  if (spec.optional) options.push(present());
  const one = h("div", { class: "ends" }, exactly.parts);
  const two = spec.ordered ? h("div", { class: "ends two" }, h("div", { class: "end-of" }, h("span", { class: "small muted" }, words.from), from.parts), h("div", { class: "end-of" }, h("span", { class: "small muted" }, words.before), before.parts)) : null;
  const group = radios(spec.title, options, how, (value) => {
    how = value;
    lay();
    tell();
    if (value === "known") exactly.focus();
    if (value === "between") from.focus();
  });
  lay();

  function lay() {
    one.hidden = how === "between" || how === "absent" || how === "present";
    if (two) two.hidden = how !== "between";
  }
  function changed(now) {
    const empty = now === "known" && exactly.get().text.trim() === "";
    how = empty ? "unknown" : now;
    group.choose(how);
    tell();
  }
  function tell() {
    if (how === "unknown") onchange(null);
    else if (how === "known") onchange(exactly.get().text.trim() === "" ? null : { how, value: exactly.get() });
    else if (how === "between") onchange({ how, from: from.get(), before: before.get() });
    else onchange({ how });
  }
  return {
    exact: spec.kind !== "text",
    typed: () => (how === "known" ? exactly.get().text.trim() : ""),
    unit: (of) => [exactly, from, before].forEach((each) => each?.unit?.(of)),
    parts: [one, two, group.group],
    focus: () => (one.hidden ? group.buttons.find((button) => button.tabIndex === 0) : exactly)?.focus(),
    local: (where) => [exactly, from, before].forEach((each) => each?.local?.(where)),
    invalid: (is) => [exactly, from, before].forEach((each) => each?.invalid(is)),
  };
}

/** The inputs of one value: its text, a unit, or the offset of a time. */
function end(spec, form, value, label, onchange) {
  const input = h("input", { type: "text", value: value?.text ?? "", autocomplete: "off", spellcheck: "false", oninput: onchange, "aria-label": `${spec.title}: ${label}`, placeholder: placeholder(spec), inputmode: ["integer", "decimal"].includes(spec.kind) ? "decimal" : null });
  const plain = { get: () => ({ text: input.value, offset: "" }), focus: () => input.focus(), invalid: (is) => input.setAttribute("aria-invalid", String(is)) };
  if (spec.kind === "datetime") return time(spec, form, value, input, plain, onchange);
  if (spec.kind === "date") return { ...plain, parts: [input, picker(input, "date", onchange)] };
  if (spec.kind === "duration") return duration(spec, value, input, plain, onchange);
  if (!spec.unit) return { ...plain, parts: [input] };
  const unit = h("span", { class: "unit" }, spec.unit.all ?? "");
  // where it goes by another fact it is that of the case, or any of them
  const show = (of) => (unit.textContent = spec.unit.all ?? spec.unit.of[of] ?? [...new Set(Object.values(spec.unit.of))].join(" / "));
  show();
  return { ...plain, parts: [input, unit], unit: show };
}

function placeholder({ kind, places }) {
  if (kind === "datetime") return "2026-03-02 10:00";
  if (kind === "date") return "2026-03-02";
  if (kind === "decimal") return places ? `12.${"50".padEnd(places, "0").slice(0, places)}` : "12.5";
  return kind === "integer" ? "3" : null;
}

/** A time with where its clock stands: the local one of the case, or an offset that the person picks. */
function time(spec, form, value, input, plain, onchange) {
  const offset = value?.offset ?? "";
  const known = [...new Set([...form.offsets, "Z", offset])].filter(Boolean);
  const here = h("option", { value: "" }, say("try.local"));
  const option = (each) => h("option", { value: each, selected: each === offset }, each === "Z" ? "UTC" : `UTC${each}`);
  const select = h(
    "select",
    { "aria-label": `${spec.title}: ${say("try.offset")}`, onchange },
    here,
    known.map(option),
    h("optgroup", { label: say("try.other-offsets") }, EVERY_OFFSET.filter((each) => !known.includes(each) && each !== "+00:00").map(option)),
  );
  const now = () => {
    input.value = new Date().toISOString().slice(0, 16).replace("T", " ");
    select.value = "Z";
    onchange();
  };
  return {
    ...plain,
    parts: [input, picker(input, "datetime-local", onchange), select, h("button", { type: "button", class: "button small quiet", onclick: now }, say("try.now"))],
    get: () => ({ text: input.value, offset: select.value }),
    local(where) {
      here.textContent = where ? say(where.where ? "try.local-of" : "try.local-at", { where: where.where, offset: where.offset ? ` UTC${where.offset}` : "" }) : say("try.local");
    },
  };
}

/** A button that opens the browser's own calendar and writes what is chosen there. */
function picker(input, type, onchange) {
  const native = h("input", { type, class: "native", tabindex: "-1", "aria-hidden": "true", step: type === "date" ? null : "1" });
  native.addEventListener("change", () => {
    if (!native.value) return;
    input.value = native.value.replace("T", " ").replace(/(:\d\d):00$/, "$1");
    onchange();
  });
  const open = () => {
    const found = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?))?/.exec(input.value);
    if (found) native.value = type === "date" ? found[1] : `${found[1]}T${found[2] ?? "00:00"}`;
    native.showPicker();
  };
  return h("span", { class: "picker" }, h("button", { type: "button", class: "button small icon", onclick: open, "aria-label": say("try.calendar"), title: say("try.calendar") }, "▦"), native);
}

/** A duration: how many, of which unit; what is written otherwise stays as it is. */
function duration(spec, value, input, plain, onchange) {
  const found = /^(-?[\d.]+) (day|hour|minute|second)s?$/.exec(value?.text ?? "");
  const select = h("select", { "aria-label": `${spec.title}: ${say("try.unit")}`, onchange }, UNITS.map((unit) => h("option", { value: unit, selected: unit === (found?.[2] ?? "day") }, say(`try.unit-${unit}`))));
  if (found) input.value = found[1];
  const text = () => (/^-?[\d.]+$/.test(input.value.trim()) ? `${input.value.trim()} ${select.value}${["1", "-1"].includes(input.value.trim()) ? "" : "s"}` : input.value);
  return { ...plain, parts: [input, select], get: () => ({ text: text(), offset: "" }) };
}
