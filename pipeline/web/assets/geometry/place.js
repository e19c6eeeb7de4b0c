// @ts-check
/** Rings and places on the plan: distances, what lies inside, what is counter-clockwise. */

import { areaOf } from "./chains.js";

/**
 * Return a ring of pairs as x, y, x, y …, turned to go counter-clockwise, or clockwise for a hole.
 *
 * @param {ArrayLike<ArrayLike<number>>} pairs
 * @param {boolean} isHole
 * @returns {Float64Array}
 */
export function ringOf(pairs, isHole = false) {
  const ring = new Float64Array(2 * pairs.length);
  for (let n = 0; n < pairs.length; n++) {
    ring[2 * n] = pairs[n][0];
    ring[2 * n + 1] = pairs[n][1];
  }
  return areaOf(ring) < 0 === isHole ? ring : reversed(ring);
}

/** @param {Float64Array} ring */
export function reversed(ring) {
  const found = new Float64Array(ring.length);
  for (let n = 0; n < ring.length; n += 2) {
    found[n] = ring[ring.length - 2 - n];
    found[n + 1] = ring[ring.length - 1 - n];
  }
  return found;
}

/**
 * Return polygons, each its outer ring and its holes, as rings.
 *
 * @param {number[][][][]} polygons
 * @returns {Float64Array[]}
 */
export function ringsOf(polygons) {
  return polygons.flatMap((rings) => rings.map((ring, n) => ringOf(ring, n > 0)));
}

/**
 * Tell whether a place lies within rings, by how often a line from it crosses them.
 *
 * @param {Float64Array[]} rings
 * @param {number} x
 * @param {number} y
 */
export function isWithin(rings, x, y) {
  let inside = false;
  for (const ring of rings) {
    for (let at = 0, before = ring.length - 2; at < ring.length; before = at, at += 2) {
      const ay = ring[before + 1];
      const by = ring[at + 1];
      if (ay > y !== by > y) {
        const crossing = ring[before] + ((y - ay) * (ring[at] - ring[before])) / (by - ay);
        if (x < crossing) inside = !inside;
      }
    }
  }
  return inside;
}

/**
 * Return the least x and y, then the greatest, of rings.
 *
 * @param {Float64Array[]} rings
 * @returns {[number, number, number, number]}
 */
export function boundsOf(rings) {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    for (let at = 0; at < ring.length; at += 2) {
      west = Math.min(west, ring[at]);
      east = Math.max(east, ring[at]);
      south = Math.min(south, ring[at + 1]);
      north = Math.max(north, ring[at + 1]);
    }
  }
  return [west, south, east, north];
}

/**
 * Return the nearest place on the edge from a to b.
 *
 * @param {number} x
 * @param {number} y
 * @param {number} ax
 * @param {number} ay
 * @param {number} bx
 * @param {number} by
 * @returns {[number, number]}
 */
export function nearestOn(x, y, ax, ay, bx, by) {
  const ex = bx - ax;
  const ey = by - ay;
  const lengthSq = ex * ex + ey * ey;
  const share = lengthSq ? Math.min(1, Math.max(0, ((x - ax) * ex + (y - ay) * ey) / lengthSq)) : 0;
  return [ax + share * ex, ay + share * ey];
}

/**
 * Return how far a place is from the nearest edge of a ring.
 *
 * @param {Float64Array} ring
 * @param {number} x
 * @param {number} y
 */
export function distanceTo(ring, x, y) {
  let least = Infinity;
  for (let at = 0, before = ring.length - 2; at < ring.length; before = at, at += 2) {
    const [px, py] = nearestOn(x, y, ring[before], ring[before + 1], ring[at], ring[at + 1]);
    least = Math.min(least, Math.hypot(px - x, py - y));
  }
  return least;
}
