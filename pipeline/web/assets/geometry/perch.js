// @ts-check
/**
 * A camera that is drawn on or in a wall, moved to where it can look from.
 *
 * As `pipeline/geometry/snap.py` does it: to the nearest place that is inside free space by
 * CLEARANCE_M; where the other side of a wall is as near, and lies ahead, to that one. What a wall
 * reaches of free space is bounded by lines along its sides, CLEARANCE_M away: the nearest place is
 * on one of them, or where two meet.
 */

import { distanceTo, isWithin, nearestOn } from "./place.js";

/** Metres; how far from every wall a camera looks. */
export const CLEARANCE_M = 0.005;

/** Metres; a camera drawn further from free space than this hangs somewhere else than drawn. */
export const REACH_M = 0.5;

/** Metres; of two sides that are equally near, to this, a camera hangs on the one it looks to. */
const TIE_M = 0.01;

/** Relative; what is clear by so little less is clear. */
const NEARLY = 1 - 1e-9;

/**
 * Return where a camera looks from, null where no place to look from is near.
 *
 * @param {Float64Array[][]} solids what is solid at the camera's height, near it, each as its rings
 * @param {Float64Array[]} outline rings of the floor
 * @param {number} x
 * @param {number} y
 * @param {number} panDeg
 * @returns {[number, number] | null}
 */
export function perched(solids, outline, x, y, panDeg) {
  const isClear = (/** @type {number} */ px, /** @type {number} */ py) =>
    isWithin(outline, px, py) &&
    outline.every((ring) => distanceTo(ring, px, py) >= CLEARANCE_M * NEARLY) &&
    solids.every(
      (rings) =>
        !isWithin(rings, px, py) &&
        rings.every((ring) => distanceTo(ring, px, py) >= CLEARANCE_M * NEARLY),
    );
  if (isClear(x, y)) return [x, y];
  const lines = sidesNear([...solids.flat(), ...outline], x, y);
  const ux = Math.cos((panDeg * Math.PI) / 180);
  const uy = Math.sin((panDeg * Math.PI) / 180);
  /** @type {[number, number] | null} */
  let best = null;
  let bestM = REACH_M;
  /** @type {[number, number] | null} */
  let ahead = null;
  let aheadM = REACH_M;
  for (const [px, py] of candidates(lines, x, y)) {
    const awayM = Math.hypot(px - x, py - y);
    if (awayM > Math.max(bestM, aheadM) || !isClear(px, py)) continue;
    if (awayM < bestM) [best, bestM] = [[px, py], awayM];
    if ((px - x) * ux + (py - y) * uy >= 0 && awayM < aheadM) [ahead, aheadM] = [[px, py], awayM];
  }
  if (best && ahead && aheadM <= bestM + TIE_M && isCut(solids, best, ahead)) return ahead;
  return best;
}

/** A line along a side of a wall, CLEARANCE_M away: a place on it, and its direction. */
/** @typedef {{x: number, y: number, ux: number, uy: number}} Line */

/**
 * Return the lines along the sides near a place, on both sides of each.
 *
 * @param {Float64Array[]} rings
 * @param {number} x
 * @param {number} y
 * @returns {Line[]}
 */
function sidesNear(rings, x, y) {
  const lines = [];
  for (const ring of rings) {
    for (let at = 0, before = ring.length - 2; at < ring.length; before = at, at += 2) {
      const [ax, ay, bx, by] = [ring[before], ring[before + 1], ring[at], ring[at + 1]];
      const [px, py] = nearestOn(x, y, ax, ay, bx, by);
      if (Math.hypot(px - x, py - y) > REACH_M + CLEARANCE_M) continue;
      const length = Math.hypot(bx - ax, by - ay);
      const ux = (bx - ax) / length;
      const uy = (by - ay) / length;
      for (const side of [CLEARANCE_M, -CLEARANCE_M]) {
        lines.push({ x: ax + side * uy, y: ay - side * ux, ux, uy });
      }
    }
  }
  return lines;
}

/**
 * @param {Line[]} lines
 * @param {number} x
 * @param {number} y
 * @returns {Generator<[number, number]>}
 */
function* candidates(lines, x, y) {
  for (const [n, line] of lines.entries()) {
    const along = (x - line.x) * line.ux + (y - line.y) * line.uy;
    yield [line.x + along * line.ux, line.y + along * line.uy];
    for (const other of lines.slice(n + 1)) {
      const turn = line.ux * other.uy - line.uy * other.ux;
      if (Math.abs(turn) < 1e-9) continue;
      const share = ((other.x - line.x) * other.uy - (other.y - line.y) * other.ux) / turn;
      yield [line.x + share * line.ux, line.y + share * line.uy];
    }
  }
}

/**
 * Tell whether something solid lies between two places.
 *
 * @param {Float64Array[][]} solids
 * @param {[number, number]} one
 * @param {[number, number]} other
 */
function isCut(solids, one, other) {
  for (let step = 1; step < 32; step++) {
    const share = step / 32;
    const x = one[0] + share * (other[0] - one[0]);
    const y = one[1] + share * (other[1] - one[1]);
    if (solids.some((rings) => isWithin(rings, x, y))) return true;
  }
  return false;
}
