// The words of the page in the language at hand.
import { state } from "./state.js";
import * as shell_en from "./words/shell.en.js";
import * as shell_zh from "./words/shell.zh.js";
import * as policies_en from "./words/policies.en.js";
import * as policies_zh from "./words/policies.zh.js";

const words = {
  en: { ...shell_en.words, ...policies_en.words },
  zh: { ...shell_zh.words, ...policies_zh.words },
};

/** A sentence by its key, with what stands in its braces. */
export function say(key, values = {}) {
  const sentence = words[state.language][key] ?? words.en[key];
  if (sentence === undefined) throw new Error(`no words for ${key}`);
  return sentence.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** A text of a policy in the language at hand, or in one that it has. */
export const inLanguage = (texts) => texts?.[state.language] ?? Object.values(texts ?? {})[0] ?? "";
