// @ts-check
/**
 * The words of the pages in two languages: `word(key)` gives one, `translate(root)` puts them where
 * an element asks for one by `data-word`.
 * @module
 */
import en from "./words/en.js";
import zh from "./words/zh.js";

/** @typedef {"zh" | "en"} Language */

const WORDS = { en, zh };

/** @param {string | null} asked @returns {Language | null} */
function known(asked) {
  return asked === "zh" || asked === "en" ? asked : null;
}

/** The language asked for by the address, chosen before, or of the browser. @returns {Language} */
export function language() {
  const asked = known(new URLSearchParams(location.search).get("lang"));
  if (asked) localStorage.setItem("lang", asked);
  return asked ?? known(localStorage.getItem("lang")) ?? (navigator.language.startsWith("zh") ? "zh" : "en");
}

/** @param {string} key @param {Record<string, string | number>} [values] @returns {string} */
export function word(key, values = {}) {
  const words = /** @type {Record<string, string>} */ (WORDS[known(document.documentElement.lang) ?? "en"]);
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Puts words where they are asked for. @param {ParentNode} root */
export function translate(root = document) {
  document.documentElement.lang = language();
  for (const element of root.querySelectorAll("[data-word]")) {
    element.textContent = word(/** @type {HTMLElement} */ (element).dataset.word ?? "");
  }
}
