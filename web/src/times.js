// A timeline as a strip to scale, with a slider of the instant that is looked at.
import { fragment, h } from "./dom.js";
import { button } from "./parts.js";
import { say } from "./words.js";

const OPEN = 0.08;
const STEPS = 1000;
const DAY = 86_400_000_000;

/** The strip of what the server says of a timeline; *onmove(instant)* is called with the exact text of an instant. */
export function strip(told, at, onmove) {
  const chapters = told.chapters;
  // the edge of all times that can be said is no end that anybody looks at
  const ends = chapters.flatMap(({ from, until }) => [from, until]).filter((each) => each && each > "1902" && each < "2198").map(micros);
  const first = ends.length ? Math.min(...ends) : micros(told.at ?? "2026-01-01T00:00:00Z");
  const last = ends.length ? Math.max(...ends) : first;
  const span = Math.max(last - first, DAY);
  const place = (instant) => clamp(ends.length ? OPEN + ((1 - 2 * OPEN) * (instant - first)) / span : 0.5 + ((instant - first) / span) * OPEN);
  const instant = (share) => (ends.length ? first + ((share - OPEN) / (1 - 2 * OPEN)) * span : first + ((share - 0.5) / OPEN) * span);

  const heads = [...new Set(chapters.filter((each) => each.look !== "refused").map((each) => each.headline.join("\n")))];
  const segments = chapters.map((each, index) => {
    const left = each.from && each.from > "1902" ? place(micros(each.from)) : 0;
    const right = each.until && each.until < "2198" ? place(micros(each.until)) : 1;
    const tone = each.look === "refused" ? "off" : `tone-${heads.indexOf(each.headline.join("\n")) % 8}`;
    const segment = h("button", { type: "button", class: `segment ${each.look} ${tone}`, tabindex: "-1", title: `${each.when} – ${each.headline.join(", ")}`, onclick: () => goTo(index) }, h("span", { class: "clip" }, each.headline.join(", ")));
    segment.hidden = each.from > "2198" || (each.until !== null && each.until < "1902");
    segment.style.left = `${100 * left}%`;
    segment.style.width = `${100 * Math.max(right - left, 0.004)}%`;
    return segment;
  });
  const range = h("input", { type: "range", min: "0", max: String(STEPS), step: "1", "aria-label": say("explain.slider"), onkeydown: keys, oninput: () => moved(instant(Number(range.value) / STEPS)) });
  const needle = h("i", { class: "needle", "aria-hidden": "true" });
  const when = h("p", { class: "when" });
  const earlier = button("←", () => goTo(current() - 1), { kind: "small icon", "aria-label": say("explain.earlier"), title: say("explain.earlier") });
  const later = button("→", () => goTo(current() + 1), { kind: "small icon", "aria-label": say("explain.later"), title: say("explain.later") });
  const own = button(say("explain.own-time"), () => set(told.at), { kind: "small quiet", hidden: !told.at });
  let now = at ?? told.at ?? chapters.at(-1)?.at;

  function current() {
    const held = micros(now);
    const found = chapters.findIndex(({ from, until }) => (!from || held >= micros(from)) && (!until || held < micros(until)));
    return found < 0 ? 0 : found;
  }
  function goTo(index) {
    if (index < 0 || index >= chapters.length) return;
    const { from, until } = chapters[index];
    // of what has no beginning, the day before its end
    set(from ?? (until ? text(micros(until) - DAY) : chapters[index].at));
  }
  function keys(event) {
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };
    const days = { PageUp: 1, PageDown: -1 };
    if (event.key in steps) {
      event.preventDefault();
      goTo(current() + steps[event.key]);
    } else if (event.key in days) {
      event.preventDefault();
      set(text(micros(now) + days[event.key] * DAY));
    } else if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      goTo(event.key === "Home" ? 0 : chapters.length - 1);
    }
  }
  function moved(held) {
    // whole minutes are what a hand can aim at
    set(text(Math.round(held / 60_000_000) * 60_000_000));
  }
  function set(exact) {
    now = exact;
    draw();
    onmove(exact, chapters[current()]);
  }
  function draw() {
    const share = place(micros(now));
    const index = current();
    range.value = String(Math.round(share * STEPS));
    needle.style.left = `${100 * share}%`;
    segments.forEach((segment, n) => segment.classList.toggle("on", n === index));
    const chapter = chapters[index];
    range.setAttribute("aria-valuetext", `${chapter.when}: ${chapter.headline.join(", ")}`);
    when.replaceChildren(h("strong", {}, chapter.headline.join(", ")), " ", h("span", { class: "muted number" }, chapter.when));
    earlier.disabled = index === 0;
    later.disabled = index === chapters.length - 1;
    own.disabled = now === told.at;
  }
  draw();
  return {
    root: h(
      "div",
      { class: "times" },
      h("div", { class: "strip" }, segments, needle),
      range,
      h("div", { class: "row between" }, when, h("div", { class: "row" }, own, earlier, later)),
      h("p", { class: "muted small" }, say("explain.keys")),
      h("details", {}, h("summary", {}, say("explain.chapters")), h("div", { class: "report" }, fragment(told.html))),
    ),
    chapter: () => chapters[current()],
  };
}

const clamp = (share) => Math.min(0.995, Math.max(0.005, share));

/** Microseconds since 1970 of an instant that the server wrote; below 2^53 until the year 2255. */
function micros(written) {
  const found = /^(.*T\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-].*)$/.exec(written);
  return Date.parse(`${found[1]}${found[3]}`) * 1000 + Number((found[2] ?? "").padEnd(6, "0").slice(0, 6));
}

/** The text of an instant, in UTC. */
function text(held) {
  const seconds = Math.floor(held / 1_000_000);
  const rest = held - seconds * 1_000_000;
  const fraction = rest ? `.${String(rest).padStart(6, "0").replace(/0+$/, "")}` : "";
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}${fraction}Z`;
}
