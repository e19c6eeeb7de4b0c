// @ts-check
/**
 * Path data of rings, lines and signs, in metres of the plan.
 *
 * @typedef {ArrayLike<number>[] | ArrayLike<ArrayLike<number>>} Ring
 */

/** @param {number} value */
const short = (value) => Math.round(value * 1e4) / 1e4;

/** @param {Ring} points @param {boolean} [closed] */
export function lineData(points, closed = false) {
  let data = "";
  for (let at = 0; at < points.length; at += 1) {
    data += `${at ? "L" : "M"}${short(points[at][0])} ${short(points[at][1])}`;
  }
  return closed && data ? `${data}Z` : data;
}

/** @param {Iterable<Ring>} rings */
export function ringsData(rings) {
  let data = "";
  for (const ring of rings) data += lineData(ring, true);
  return data;
}

/** Return path data of polygons, each as its outer ring and its holes. @param {Iterable<Iterable<Ring>>} polygons */
export function polygonsData(polygons) {
  let data = "";
  for (const rings of polygons) data += ringsData(rings);
  return data;
}

/** A body and a lens hood from above, in pixels, looking along +x: the same sign as in reports. */
export const CAMERA_SIGN = "M-8 -4.5L2.5 -4.5L2.5 -1.8L8.5 -5L8.5 5L2.5 1.8L2.5 4.5L-8 4.5Z";
/** A camera that looks all around. */
export const DOME_SIGN = "M7 0A7 7 0 1 1 -7 0A7 7 0 1 1 7 0ZM2.5 0A2.5 2.5 0 1 0 -2.5 0A2.5 2.5 0 1 0 2.5 0Z";
