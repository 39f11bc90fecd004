// What is carried from page to page.

const stored = (key, otherwise) => localStorage.getItem(`backhaul.${key}`) ?? otherwise;

export const state = {
  language: stored("language", navigator.language.startsWith("zh") ? "zh" : "en"),
  theme: stored("theme", "auto"),
};

/** Keep a choice of the person beyond this page. */
export function keep(key, value) {
  state[key] = value;
  localStorage.setItem(`backhaul.${key}`, value);
}

/** The facts at hand of a policy: those tried in *Try* are those explained in *Explain*. */
export const factsOf = (id) => JSON.parse(sessionStorage.getItem(`backhaul.facts.${id}`) ?? "{}");
export const keepFacts = (id, facts) => sessionStorage.setItem(`backhaul.facts.${id}`, JSON.stringify(facts));
