// The numbers of a policy, to be tried otherwise: a slider, a choice or a text for each.
import { h } from "./dom.js";
import { button } from "./parts.js";
import { radios } from "./radios.js";
import { say } from "./words.js";

/** The fields of the parameters; *changes*: those that are otherwise, as `with_parameters` takes them; *onchange(changes)*. */
export function numbers(form, facts, changes, onchange) {
  let now = structuredClone(changes);
  const redraws = [];
  const all = button(say("explain.back-all"), () => {
    now = {};
    for (const redraw of redraws) redraw();
    told();
  }, { kind: "small" });
  const told = () => {
    all.disabled = Object.keys(now).length === 0;
    onchange(structuredClone(now));
  };
  const rows = form.parameters.map((parameter) => row(parameter));
  all.disabled = Object.keys(now).length === 0;
  return h("div", { class: "stack tight numbers" }, h("div", {}, all), rows);

  function row(parameter) {
    // the value that goes for this case, where it varies
    const own = parameter.cells.findIndex(({ keys }) => keys.every((key) => Object.values(facts).map(String).includes(key)));
    let at = Math.max(own, 0);
    const body = h("div", {});
    const draw = () => body.replaceChildren(...control(parameter, parameter.cells[at], () => draw()));
    const choose = parameter.cells.length > 1 ? h("select", { "aria-label": `${parameter.title}: ${say("explain.for")}`, onchange: ({ target }) => {
      at = Number(target.value);
      draw();
    } }, parameter.cells.map(({ titles }, index) => h("option", { value: String(index), selected: index === at }, titles.join(" · ")))) : null;
    redraws.push(draw);
    draw();
    return h("div", { class: "number-of" }, h("div", { class: "row between" }, h("h3", {}, parameter.title), choose), body);
  }

  function control(parameter, cell, draw) {
    const given = read(now, [parameter.name, ...cell.keys]);
    const value = given ?? cell.value;
    const set = (to) => {
      const same = String(to) === String(cell.value);
      now = write(now, [parameter.name, ...cell.keys], same ? undefined : to);
      const shown = !same;
      state.hidden = !shown;
      told();
    };
    const state = h("p", { class: "row small" }, h("span", { class: "chip open" }, say("explain.changed")), h("span", { class: "muted" }, say("explain.own", { value: words(parameter, cell.value) })), button(say("explain.back-one"), () => {
      set(cell.value);
      draw();
    }, { kind: "small quiet" }));
    state.hidden = given === undefined;
    return [input(parameter, value, cell.value, set), state];
  }
}

function words(parameter, value) {
  if (parameter.kind === "boolean") return say(value ? "explain.yes" : "explain.no");
  if (parameter.kind === "choice") return parameter.choices.find((choice) => choice.value === value)?.title ?? value;
  const long = /^(-?[\d.]+) (day|hour|minute|second)s?$/.exec(String(value));
  if (long && parameter.kind === "duration") return `${long[1]} ${say(`try.unit-${long[2]}`)}`;
  return `${value}${parameter.unit?.all ? ` ${parameter.unit.all}` : ""}`;
}

function input(parameter, value, own, set) {
  if (parameter.kind === "boolean") return radios(parameter.title, [{ value: true, title: say("explain.yes") }, { value: false, title: say("explain.no") }], value, set).group;
  if (parameter.kind === "choice") return h("select", { "aria-label": parameter.title, onchange: ({ target }) => set(target.value) }, parameter.choices.map((choice) => h("option", { value: choice.value, selected: choice.value === value }, choice.title)));
  const pattern = { integer: /^(-?\d+)()$/, decimal: /^(-?[\d.]+)(%?)$/, duration: /^(-?[\d.]+) (day|hour|minute|second)s?$/ }[parameter.kind];
  const found = pattern?.exec(String(value));
  const mine = pattern?.exec(String(own));
  if (!found || !mine) return h("input", { type: "text", value: String(value), "aria-label": parameter.title, onchange: ({ target }) => set(target.value) });
  const places = (mine[1].split(".")[1] ?? "").length;
  const unit = parameter.kind === "duration" ? say(`try.unit-${found[2]}`) : found[2] || (parameter.unit?.all ?? "");
  const made = (text) => {
    if (parameter.kind === "integer") return /^-?\d+$/.test(text) ? Number(text) : text;
    if (parameter.kind === "decimal") return `${text}${found[2]}`;
    return `${text} ${found[2]}${["1", "-1"].includes(text) ? "" : "s"}`;
  };
  const most = Math.max(Math.abs(Number(mine[1])) * 2, found[2] === "%" ? 100 : 10, Math.abs(Number(found[1])));
  const step = 10 ** -places;
  const slide = h("input", { type: "range", min: String(Number(mine[1]) < 0 ? -most : 0), max: String(most), step: String(step), value: found[1], "aria-label": parameter.title, oninput: () => {
    typed.value = Number(slide.value).toFixed(places);
    set(made(typed.value));
  } });
  const typed = h("input", { type: "text", inputmode: "decimal", value: found[1], "aria-label": `${parameter.title} (${unit})`, oninput: () => {
    if (Number.isFinite(Number(typed.value))) slide.value = typed.value;
    if (typed.value.trim()) set(made(typed.value.trim()));
  } });
  return h("div", { class: "slide" }, slide, typed, unit ? h("span", { class: "unit" }, unit) : null);
}

const read = (held, [key, ...rest]) => (held === undefined || key === undefined ? held : read(held[key], rest));

/** The same with a value at the end of a path of keys; undefined takes it out, and what is empty then. */
function write(held, [key, ...rest], value) {
  const made = { ...held };
  const below = rest.length ? write(made[key] ?? {}, rest, value) : value;
  if (below === undefined || (rest.length && Object.keys(below).length === 0)) delete made[key];
  else made[key] = below;
  return made;
}
