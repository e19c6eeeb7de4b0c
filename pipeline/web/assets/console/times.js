// @ts-check
/**
 * Times as the school's clocks show them, whatever clock the browser has.
 */
import { language, word } from "../words.js";

const DAY_S = 86_400;

/** @type {string | undefined} */
let zone;

/** Tell times by a zone from now on: a name such as Asia/Shanghai, or an offset. @param {string} name */
export function setZone(name) {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    zone = name;
  } catch {
    zone = undefined;
  }
}

/** @param {number} at_s @returns {Record<string, string>} */
function parts(at_s) {
  /** @type {Intl.DateTimeFormatOptions} */
  const wanted = {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  };
  const found = new Intl.DateTimeFormat("en", wanted).formatToParts(new Date(at_s * 1000));
  return Object.fromEntries(found.map((each) => [each.type, each.value]));
}

/** Return a day as 2026-12-31. @param {number} at_s */
export function dayTold(at_s) {
  const at = parts(at_s);
  return `${at.year}-${at.month}-${at.day}`;
}

/** Return a time of day as 07:10:05. @param {number} at_s */
export function clockTold(at_s) {
  const at = parts(at_s);
  return `${at.hour}:${at.minute}:${at.second}`;
}

/** Return a time of day as 07:10. @param {number} at_s */
export const minuteTold = (at_s) => clockTold(at_s).slice(0, 5);

/** Return a time with its day, which is left out where it is the day of `now_s`.
 * @param {number} at_s @param {number} [now_s] */
export function timeTold(at_s, now_s = Date.now() / 1000) {
  const clock = clockTold(at_s);
  return dayTold(at_s) === dayTold(now_s) ? clock : `${dayTold(at_s)} ${clock}`;
}

/** Return a length of time in its largest unit. @param {number} span_s */
export function spanTold(span_s) {
  const span = Math.max(0, span_s);
  if (span >= DAY_S) return word("console.days", { n: Math.floor(span / DAY_S) });
  if (span >= 3600) return word("console.hours", { n: Math.floor(span / 3600) });
  if (span >= 60) return word("console.minutes", { n: Math.floor(span / 60) });
  return word("console.seconds", { n: Math.floor(span) });
}

/** Return since when something is so, and for how long. @param {number | null} since_s @param {number} now_s */
export function sinceTold(since_s, now_s) {
  if (since_s === null) return word("console.never");
  return word("console.since", { time: timeTold(since_s, now_s), span: spanTold(now_s - since_s) });
}

/** Return a figure with so many decimals, or a dash where nobody knows it.
 * @param {number | null | undefined} value @param {number} [decimals] */
export function figure(value, decimals = 0) {
  if (value === null || value === undefined) return "–";
  const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return new Intl.NumberFormat(language() === "zh" ? "zh-CN" : "en", options).format(value);
}

/** Return a share so that what is not whole never reads as 100. @param {number | null | undefined} value */
export function share(value) {
  if (value === null || value === undefined) return "–";
  const shown = Math.floor(value * 10) / 10;
  return `${figure(shown, 1)} %`;
}

/** Return a name in the language that is spoken. @param {{zh: string, en: string} | null | undefined} names */
export const nameOf = (names) => (names ? names[language()] : "");
