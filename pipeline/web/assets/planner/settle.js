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
  const byName = known.map((each) => new Map(each.map((thing) => [nameOf(thing), thing])));
  const found = list.map((each) => (same.has(each) ? each : settled(each, fellows(each, byName))));
  return found.every((each, at) => each === list[at]) ? list : found;
}

/** Return what an entry was: things go by their ids, all else by what it is.
 * @param {any} entry @param {Map<string, any>[]} byName */
function fellows(entry, byName) {
  const name = nameOf(entry);
  return byName.filter((each) => each.has(name)).map((each) => each.get(name));
}

/** @param {any} entry @returns {string} */
const nameOf = (entry) => entry?.id ?? JSON.stringify(entry);
