// Work that takes long: begun, shown how far it is, stopped, and what came of it.
import { Problem, get, post } from "../api.js";
import { h } from "../dom.js";
import { button, notice, problem } from "../parts.js";
import { state } from "../state.js";
import { locale, say } from "../words.js";

const AT_WORK = new Set(["waiting", "running"]);
//: the first look and the longest time between two, in milliseconds
const [SOON, SELDOM] = [120, 1000];

/**
 * A part of the page that is the work of a job.
 *
 * *begin()* asks for it and gives how it stands; *came(result, key)* gives what is shown of its result, *key* is the name of the job; *before*: what stands there until
 * somebody begins it, else it begins by `start()` alone; *name*: what is at work, for those who hear the page.
 */
export function job({ name, begin, came, before = null }) {
  const root = h("div", { class: "job" }, before);
  let turn = 0;

  const leave = () => (turn += 1);

  async function start(...asked) {
    const own = (turn += 1);
    const bar = progress(name, () => stop(own, bar));
    root.replaceChildren(bar.root);
    try {
      let standing = await begin(...asked);
      for (let pause = SOON; AT_WORK.has(standing.state); pause = Math.min(pause * 1.4, SELDOM)) {
        if (own !== turn) return;
        bar.tell(standing);
        await new Promise((wake) => setTimeout(wake, pause));
        if (own !== turn) return;
        standing = await get(`/page/jobs/${standing.job}?language=${state.language}`);
      }
      if (own === turn) show(standing, asked);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (own === turn) root.replaceChildren(problem(error), again(asked));
    }
  }

  async function stop(own, bar) {
    if (!bar.key) return;
    try {
      const standing = await post(`/page/jobs/${bar.key}`, null, { method: "DELETE", body: null });
      if (own !== turn) return;
      leave();
      show(standing, []);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      root.append(problem(error));
    }
  }

  function show(standing, asked) {
    if (standing.state === "done") {
      root.replaceChildren(...[came(standing.result, standing.job)].flat(Infinity).filter(Boolean));
      return;
    }
    const wrong = standing.state === "failed" ? mistakes(standing.errors) : notice(standing.state === "stopped" ? "" : "alert", say(`jobs.${standing.state}`));
    root.replaceChildren(wrong, standing.state === "stopped" && before ? before : again(asked));
  }

  const again = (asked) => h("div", { class: "row" }, button(say("jobs.again"), () => void start(...asked), { kind: "small" }));
  return { root, start, leave };
}

/** What is wrong, each mistake with its way out. */
function mistakes(errors) {
  const [first, ...more] = errors;
  return problem({ body: { detail: first.message, help: first.help, errors: more } });
}

/** A bar with words and a button that stops the work. */
function progress(name, onstop) {
  const begun = Date.now();
  const fill = h("i", {});
  const bar = h("div", { class: "progress busy", role: "progressbar", "aria-label": name, "aria-valuemin": 0 }, fill);
  const words = h("span", { class: "muted small" }, say("jobs.waiting"));
  const stop = button(say("jobs.stop"), onstop, { kind: "small", disabled: true });
  const told = {
    root: h("div", { class: "job-progress", "aria-busy": "true" }, h("div", { class: "row between" }, words, stop), bar),
    key: null,
    tell({ job: key, state: standing, phase, done, of }) {
      told.key = key;
      stop.disabled = false;
      const count = (number) => number.toLocaleString(locale());
      const seconds = Math.round((Date.now() - begun) / 1000);
      const doing = standing === "waiting" ? say("jobs.waiting") : say(`jobs.phase-${phase}`);
      const far = of ? say("jobs.of", { done: count(done), of: count(of) }) : seconds > 2 ? say("jobs.seconds", { seconds: count(seconds) }) : "";
      words.textContent = far ? `${doing} · ${far}` : doing;
      bar.classList.toggle("busy", !of);
      bar.setAttribute("aria-valuetext", words.textContent);
      if (of) {
        fill.style.width = `${(100 * done) / of}%`;
        bar.setAttribute("aria-valuemax", of);
        bar.setAttribute("aria-valuenow", done);
      }
    },
  };
  return told;
}

/** What asks for a job of a version; *more*: `with`, `options`. */
export const ask = (kind, { id, version }, more = {}) => post(`/page/jobs?language=${state.language}`, { kind, id, version, ...more });
