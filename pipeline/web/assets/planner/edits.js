// @ts-check
/**
 * Edits of a site: each takes a value and returns another, which shares with it what did not change.
 *
 * @typedef {import("./plan.js").Site} Site
 * @typedef {import("./plan.js").Floor} Floor
 * @typedef {import("./plan.js").Thing} Thing
 * @typedef {import("./plan.js").ListName} ListName
 * @typedef {import("./plan.js").Point} Point
 */

/** Coordinates are kept to the millimetre and angles to 0.01°, as the command line writes them.
 * @param {number} metres */
export const toMillimetre = (metres) => Math.round(metres * 1000) / 1000 + 0;
/** @param {number} degrees */
export const toHundredth = (degrees) => Math.round(degrees * 100) / 100 + 0;

/** Return an angle from 0 up to 360.
 * @param {number} degrees */
export const turned = (degrees) => toHundredth(((degrees % 360) + 360) % 360) % 360;

/** @param {Site} site @param {string} floorId @param {(floor: Floor) => Floor} change @returns {Site} */
export function onFloor(site, floorId, change) {
  return { ...site, floors: site.floors.map((each) => (each.id === floorId ? change(each) : each)) };
}

/** Return a site with fields of one thing set; undefined takes a field away.
 * @param {Site} site @param {string} floorId @param {ListName} list @param {string} id
 * @param {Record<string, unknown>} patch @returns {Site} */
export function patched(site, floorId, list, id, patch) {
  return onFloor(site, floorId, (floor) => {
    const things = /** @type {Thing[]} */ (floor[list] ?? []);
    return { ...floor, [list]: things.map((each) => (each.id === id ? withFields(each, patch) : each)) };
  });
}

/** @template {object} T @param {T} thing @param {Record<string, unknown>} patch @returns {T} */
export function withFields(thing, patch) {
  const made = /** @type {Record<string, unknown>} */ ({ ...thing, ...patch });
  for (const key of Object.keys(patch)) if (made[key] === undefined) delete made[key];
  return /** @type {T} */ (made);
}

/** @param {Site} site @param {string} floorId @param {ListName} list @param {Thing[]} things */
export function added(site, floorId, list, things) {
  return onFloor(site, floorId, (floor) => ({ ...floor, [list]: [...(floor[list] ?? []), ...things] }));
}

/** Return a site without a thing; gates watched through it go with it.
 * @param {Site} site @param {string} floorId @param {ListName} list @param {string} id */
export function removed(site, floorId, list, id) {
  return onFloor(site, floorId, (floor) => {
    const things = /** @type {Thing[]} */ (floor[list] ?? []);
    const left = { ...floor, [list]: things.filter((each) => each.id !== id) };
    const field = list === "cameras" ? "camera" : list === "zones" ? "zone" : null;
    if (field && floor.gates) left.gates = floor.gates.filter((gate) => gate[field] !== id);
    return left;
  });
}

/** Return the first id of that beginning which nothing in the site bears.
 * @param {Site} site @param {string} stem @param {Iterable<string>} [more] ids taken besides */
export function freshId(site, stem, more = []) {
  const taken = new Set([...idsOf(site), ...more]);
  for (let number = 1; ; number += 1) if (!taken.has(`${stem}-${number}`)) return `${stem}-${number}`;
}

/** @param {unknown} value @returns {Iterable<string>} */
function* idsOf(value) {
  if (Array.isArray(value)) {
    if (typeof value[0] !== "number") for (const each of value) yield* idsOf(each);
  } else if (value && typeof value === "object") {
    for (const [key, each] of Object.entries(value)) {
      if (key === "id" && typeof each === "string") yield each;
      else if (typeof each === "object") yield* idsOf(each);
    }
  }
}

/** Fields that hold places on the plan; what a gate draws lies in its picture and is none. */
const PLACES = new Set([
  ...["position", "line", "ring", "outline", "voids", "lit"],
  ...["allowed", "forbidden", "poles", "ceilings", "switches"],
]);

/** @param {Record<string, any>} underlay @param {number} alongX @param {number} alongY */
function stretched(underlay, alongX, alongY) {
  const { x_m = 0, y_m = 0, width_m, height_m } = underlay;
  const grown = {
    x_m: x_m * alongX,
    y_m: y_m * alongY,
    width_m: width_m * alongX,
    height_m: height_m * alongY,
  };
  return {
    ...underlay,
    ...Object.fromEntries(Object.entries(grown).map(([key, each]) => [key, toMillimetre(each)])),
  };
}

/** Return a floor stretched about the origin by one factor along x and one along y.
 * @param {Floor} floor @param {number} alongX @param {number} alongY @returns {Floor} */
export function scaled(floor, alongX, alongY) {
  /** @param {unknown} place @returns {unknown} */
  const grown = (place) => {
    if (!Array.isArray(place)) return place;
    if (typeof place[0] === "number")
      return [toMillimetre(place[0] * alongX), toMillimetre(place[1] * alongY)];
    return place.map(grown);
  };
  /** @param {unknown} value @returns {unknown} */
  const walked = (value) => {
    if (Array.isArray(value)) return value.map(walked);
    if (!value || typeof value !== "object") return value;
    const pairs = Object.entries(value).map(([key, each]) => [
      key,
      PLACES.has(key) ? grown(each) : walked(each),
    ]);
    return Object.fromEntries(pairs);
  };
  const grownFloor = /** @type {Floor} */ (walked(floor));
  return floor.underlay ? { ...grownFloor, underlay: stretched(floor.underlay, alongX, alongY) } : grownFloor;
}
