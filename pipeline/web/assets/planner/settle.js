// @ts-check
/**
 * A plan as a site file will hold it: what is changed is written to a millionth, and what is not stays
 * as it was written. So the numbers of a plan that is not saved are those of its file once it is.
 */

const STEPS = 1e6;
/** Numbers that differ by less are written alike, and the old one stays (`config/text_merge.py`). */
const LEAST = 0.5 / STEPS;
/** Beyond it a number has no millionths that count. */
const LARGE = 1e9;

/** Return a value whose numbers are to a millionth, but for those that one of the known values has in
 * the same place; it is the same object where that changes nothing.
 * @template T @param {T} value @param {any[]} known @returns {T} */
export function settled(value, known) {
  if (known.includes(value)) return value;
  if (typeof value === "number") return /** @type {T} */ (asWritten(value, known));
  if (Array.isArray(value)) return /** @type {T} */ (listOf(value, known.filter(Array.isArray)));
  if (!value || typeof value !== "object") return value;
  const others = known.filter((each) => each && typeof each === "object");
  /** @type {Record<string, any> | null} */
  let made = null;
  for (const [key, each] of Object.entries(value)) {
    const found = settled(each, fieldsOf(others, key));
    if (found !== each) (made ??= /** @type {Record<string, any>} */ ({ ...value }))[key] = found;
  }
  return /** @type {T} */ (made ?? value);
}

/** @param {any[]} values @param {string} key */
const fieldsOf = (values, key) => values.filter((each) => key in each).map((each) => each[key]);

/** @param {number} value @param {any[]} known */
function asWritten(value, known) {
  const old = known.find((each) => typeof each === "number" && Math.abs(each - value) < LEAST);
  if (old !== undefined) return old;
  return Math.abs(value) < LARGE ? Math.round(value * STEPS) / STEPS + 0 : value;
}

/** @param {any[]} list @param {any[][]} known */
function listOf(list, known) {
  if (typeof list[0] === "number") {
    const found = list.map((each, at) => settled(each, fieldsOf(known, String(at))));
    return found.every((each, at) => each === list[at]) ? list : found;
  }
  const same = new Set(known.flat());
  if (list.every((each) => same.has(each))) return list;
  const fellows = known.map((each) => fellowIn(each, list));
  const found = list.map((each, at) => (same.has(each) ? each : settled(each, beside(each, at, fellows))));
  return found.every((each, at) => each === list[at]) ? list : found;
}

/** @typedef {(entry: any, at: number) => any} Fellow what an entry was, undefined where it is new */

/** @param {any} entry @param {number} at @param {Fellow[]} fellows */
const beside = (entry, at, fellows) =>
  fellows.map((each) => each(entry, at)).filter((each) => each !== undefined);

/** Return how entries of a list are found in an older one: as a file finds them that is written
 * (`config/text_merge.py`), things by their ids, and corners of as many by their places.
 * @param {any[]} old @param {any[]} list @returns {Fellow} */
function fellowIn(old, list) {
  if (old.length === list.length && ![...old, ...list].some((each) => each?.id)) return (_, at) => old[at];
  const byName = new Map(old.map((each) => [nameOf(each), each]));
  return (entry) => byName.get(nameOf(entry));
}

/** @param {any} entry @returns {string} */
const nameOf = (entry) => entry?.id ?? JSON.stringify(entry);
