// The words of the page in the language at hand: every file `words/<page>.<language>.js` is in it.
import { every } from "every:words";
import { state } from "./state.js";

/** A sentence by its key, with what stands in its braces. */
export function say(key, values = {}) {
  const sentence = every[state.language][key] ?? every.en[key];
  if (sentence === undefined) throw new Error(`no words for ${key}`);
  return sentence.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** The sentence for one, or for another number: `key.one` or `key.more`. */
export const sayCount = (key, count, values = {}) => say(`${key}.${count === 1 ? "one" : "more"}`, { ...values, count: count.toLocaleString(locale()) });

/** A share in percent, as the language at hand writes it. */
export const inPercent = (number) => (state.language === "zh" ? `${number}%` : `${number} %`);

/** A text of a policy in the language at hand, or in one that it has. */
export const inLanguage = (texts) => texts?.[state.language] ?? Object.values(texts ?? {})[0] ?? "";

/** The language as the browser names it, for numbers and times. */
export const locale = () => (state.language === "zh" ? "zh-CN" : "en-GB");
