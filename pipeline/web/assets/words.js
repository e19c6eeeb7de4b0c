// @ts-check
/**
 * The words of all pages in Chinese and English. `?lang=` decides, then what was chosen before, then
 * what the server speaks, then the browser.
 * @module
 */
/** @typedef {"zh" | "en"} Language */

/** The words of the languages that were spoken so far. @type {Partial<Record<Language, Record<string, string>>>} */
const WORDS = {};
const KEPT = "lang";

/** @type {(() => void)[]} */
const ears = [];
/** @type {Language | null} */
let usual = null;

/** @param {string | null | undefined} said @returns {Language | null} */
const known = (said) => (said === "zh" || said === "en" ? said : null);

/** @returns {string | null} */
function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

/** @param {string} chosen */
function keep(chosen) {
  try {
    localStorage.setItem(KEPT, chosen);
  } catch {
    // A browser that keeps nothing speaks it until the page is left.
  }
}

/** Return the language of this page. @returns {Language} */
export function language() {
  const asked = known(new URLSearchParams(location.search).get("lang"));
  const theirs = navigator.language.startsWith("zh") ? "zh" : "en";
  return spoken ?? asked ?? known(kept()) ?? usual ?? theirs;
}

/** @type {Language | null} what was chosen on this page */
let spoken = null;

/** Speak what the server speaks, unless the user chose. @param {string} theirs */
export async function speakAs(theirs) {
  usual = known(theirs);
  await show();
}

/** Speak another language from now on. @param {Language} wanted */
export async function speak(wanted) {
  spoken = wanted;
  keep(wanted);
  await show();
}

/** Return the words of a language, fetched when they are first asked for. @param {Language} asked */
async function wordsOf(asked) {
  WORDS[asked] ??= (await import(`./words/${asked}.js`)).default;
  return /** @type {Record<string, string>} */ (WORDS[asked]);
}

/** @param {() => void} ear called when another language is spoken */
export function onLanguage(ear) {
  ears.push(ear);
}

async function show() {
  await wordsOf(language());
  const before = document.documentElement.lang;
  translate();
  if (document.documentElement.lang !== before) for (const ear of ears) ear();
}

/** Return words by their key, with what stands in braces filled in.
 * @param {string} key @param {Record<string, string | number>} [values] */
export function word(key, values = {}) {
  const words = spokenWords()[key] ?? key;
  return words.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Have the words of both languages at hand, for names in a site file. */
export async function learnBoth() {
  await Promise.all([wordsOf("zh"), wordsOf("en")]);
}

/** Return words by their key in both languages, as a name in a site file; in the one that is spoken
 * where the other was not learnt. @param {string} key */
export function both(key) {
  return { zh: WORDS.zh?.[key] ?? word(key), en: WORDS.en?.[key] ?? word(key) };
}

function spokenWords() {
  return WORDS[known(document.documentElement.lang) ?? "en"] ?? WORDS[language()] ?? {};
}

/** Put words where they are asked for: by `data-word` as text, by `data-word-label` as a label, by
 * `data-word-placeholder` into an empty field.
 * @param {ParentNode} [root] */
export function translate(root = document) {
  document.documentElement.lang = language();
  for (const each of root.querySelectorAll("[data-word]")) {
    each.textContent = word(each.getAttribute("data-word") ?? "");
  }
  for (const each of root.querySelectorAll("[data-word-label]")) {
    const words = word(each.getAttribute("data-word-label") ?? "");
    each.setAttribute("aria-label", words);
    each.setAttribute("title", words);
  }
  for (const each of root.querySelectorAll("[data-word-placeholder]")) {
    each.setAttribute("placeholder", word(each.getAttribute("data-word-placeholder") ?? ""));
  }
}

// Whoever imports this can speak at once.
await wordsOf(language());
