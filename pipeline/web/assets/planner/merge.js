// @ts-check
/**
 * Two plans that were both made of a third become one: things by their ids, fields by their names.
 * Where both changed the same field, mine stays, and it is told.
 *
 * @typedef {Record<string, any>} Value
 */

/** Return both changes together, and where they meet. @template {Value} T
 * @param {T} base @param {T} mine @param {T} theirs @returns {{merged: T, clashes: string[]}} */
export function merged(base, mine, theirs) {
  /** @type {string[]} */
  const clashes = [];
  return { merged: /** @type {T} */ (joined(base, mine, theirs, "", clashes)), clashes };
}

/** @param {any} base @param {any} mine @param {any} theirs @param {string} path @param {string[]} clashes @returns {any} */
function joined(base, mine, theirs, path, clashes) {
  if (same(mine, theirs) || same(base, theirs)) return mine;
  if (same(base, mine)) return theirs;
  if (isNamed(mine) && isNamed(theirs) && isNamed(base ?? []))
    return joinedList(base ?? [], mine, theirs, path, clashes);
  if (isObject(mine) && isObject(theirs))
    return joinedObject(isObject(base) ? base : {}, mine, theirs, path, clashes);
  clashes.push(path);
  return mine;
}

/** @param {Value} base @param {Value} mine @param {Value} theirs @param {string} path @param {string[]} clashes */
function joinedObject(base, mine, theirs, path, clashes) {
  const made = /** @type {Value} */ ({});
  for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const value = joined(base[key], mine[key], theirs[key], path ? `${path}.${key}` : key, clashes);
    if (value !== undefined) made[key] = value;
  }
  return made;
}

/** @param {Value[]} base @param {Value[]} mine @param {Value[]} theirs @param {string} path @param {string[]} clashes */
function joinedList(base, mine, theirs, path, clashes) {
  const was = new Map(base.map((each) => [keyOf(each), each]));
  const my = new Map(mine.map((each) => [keyOf(each), each]));
  const their = new Map(theirs.map((each) => [keyOf(each), each]));
  const kept = [];
  for (const key of new Set([...my.keys(), ...their.keys()])) {
    const where = `${path}.${key.replace("\0", " ").trimEnd()}`;
    const value = joined(was.get(key), my.get(key), their.get(key), where, clashes);
    if (value !== undefined) kept.push(value);
  }
  return kept;
}

/** Return what a thing of a list is known by: a gate by its zone and camera, since two may watch one zone.
 * @param {Value} each @returns {string} */
const keyOf = (each) => each.id ?? `${each.zone}\0${each.camera ?? ""}`;

/** @param {any} value */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Tell whether a list's things are each known by a key of its own. @param {any} value */
function isNamed(value) {
  const isOne = (/** @type {any} */ each) => isObject(each) && typeof (each.id ?? each.zone) === "string";
  return Array.isArray(value) && value.every(isOne) && new Set(value.map(keyOf)).size === value.length;
}

/** @param {any} one @param {any} other @returns {boolean} */
export function same(one, other) {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((each, at) => same(each, other[at]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => key in other && same(one[key], other[key]))
  );
}
