// A group of buttons of which one is chosen: by the mouse, or by the arrow keys.
import { h } from "./dom.js";

/** The group: `[{ value, title, kind }]`, the value chosen, and what is called with another one. */
export function radios(label, options, chosen, onchoose) {
  const buttons = options.map(({ value, title, kind }) =>
    h("button", { type: "button", role: "radio", class: kind ?? null, "data-value": String(value), onclick: () => choose(value, true), onkeydown: move }, title),
  );
  const group = h("div", { class: "choices", role: "radiogroup", "aria-label": label }, buttons);

  function choose(value, told = false) {
    let any = false;
    options.forEach((option, index) => {
      const on = option.value === value;
      any ||= on;
      buttons[index].setAttribute("aria-checked", String(on));
      buttons[index].tabIndex = on ? 0 : -1;
    });
    if (!any && buttons.length) buttons[0].tabIndex = 0;
    if (told) onchoose(value);
  }
  function move(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = (buttons.indexOf(event.currentTarget) + step + buttons.length) % buttons.length;
    buttons[at].focus();
    choose(options[at].value, true);
  }
  choose(chosen);
  return { group, choose, buttons };
}
