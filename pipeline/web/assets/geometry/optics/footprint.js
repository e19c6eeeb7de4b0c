// @ts-check
/**
 * What a ring of directions encloses on a plane, in the frame of a camera's pan: x ahead, y left.
 *
 * As `pipeline/coverage/optics/footprint.py` has it: great circles become straight lines. What lies
 * so near the horizon that it is further away than anyone asks is cut off, along a wide circle.
 */

import { areaOf } from "../chains.js";
import { cross } from "./border.js";

/** @typedef {import("./border.js").Vector} Vector */

/** How a camera is turned against its pan, and how far it hangs above a plane (below: < 0). */
/** @typedef {{tiltRad: number, rollRad: number, dropM: number}} Pose */

/** Metres; no camera tells a person from further away than this. */
export const FURTHEST_M = 1e4;

/** Metres; a plane nearer to the camera's height than this is taken to lie just below it. */
export const LEAST_DROP_M = 1e-6;

/** The wide circle, in distances that are asked for: none of its chords comes as near as 2. */
const BEYOND = 4;

/** Radians between the corners of the wide circle. */
const ARC_RAD = (20 * Math.PI) / 180;

/**
 * Return right, down and forward of the camera's frame, a row each, in the frame of its pan.
 *
 * @param {Pose} pose
 * @returns {[Vector, Vector, Vector]}
 */
function matrixOf({ tiltRad, rollRad }) {
  const [sin, cos] = [Math.sin(tiltRad), Math.cos(tiltRad)];
  const [sinRoll, cosRoll] = [Math.sin(rollRad), Math.cos(rollRad)];
  return [
    [-sin * sinRoll, -cosRoll, -cos * sinRoll],
    [-sin * cosRoll, sinRoll, -cos * cosRoll],
    [cos, 0, -sin],
  ];
}

/**
 * Return a direction of the camera's frame in the frame of its pan.
 *
 * @param {Vector} vector
 * @param {[Vector, Vector, Vector]} rows
 * @returns {Vector}
 */
function fromPan([right, down, forward], [a, b, c]) {
  return [
    right * a[0] + down * b[0] + forward * c[0],
    right * a[1] + down * b[1] + forward * c[1],
    right * a[2] + down * b[2] + forward * c[2],
  ];
}

/**
 * Return the ring of what lies within a convex ring, in the square of half-side `halfM`.
 *
 * Each great circle bounds a half-space, which a plane cuts in a half-plane.
 *
 * @param {Vector[]} ring
 * @param {Pose} pose
 * @param {number} halfM
 * @returns {Float64Array[]}
 */
export function convexFootprint(ring, pose, halfM) {
  if (Math.abs(pose.dropM) > FURTHEST_M) return [];
  const rows = matrixOf(pose);
  let corners = [-halfM, -halfM, halfM, -halfM, halfM, halfM, -halfM, halfM];
  for (const [n, vector] of ring.entries()) {
    const inward = fromPan(cross(ring[(n + 1) % ring.length], vector), rows);
    corners = cut(corners, -inward[0], -inward[1], -inward[2] * pose.dropM);
  }
  return corners.length > 4 ? [Float64Array.from(corners)] : [];
}

/**
 * Return what of a convex ring has a·x + b·y <= limit.
 *
 * @param {number[]} ring
 * @param {number} a
 * @param {number} b
 * @param {number} limit
 */
function cut(ring, a, b, limit) {
  const found = [];
  let [ax, ay] = [ring[ring.length - 2], ring[ring.length - 1]];
  let before = a * ax + b * ay - limit;
  for (let at = 0; at < ring.length; at += 2) {
    const [x, y] = [ring[at], ring[at + 1]];
    const over = a * x + b * y - limit;
    if ((before < 0 && over > 0) || (over < 0 && before > 0)) {
      const share = before / (before - over);
      found.push(ax + share * (x - ax), ay + share * (y - ay));
    }
    if (over <= 0) found.push(x, y);
    [ax, ay, before] = [x, y, over];
  }
  return found;
}

/**
 * Return what lies within a ring of the camera's frame on the plane, to `farM` and further.
 *
 * @param {Vector[]} ring
 * @param {Pose} pose
 * @param {number} farM
 * @returns {Float64Array[]}
 */
export function footprint(ring, pose, farM) {
  if (ring.length === 0 || Math.abs(pose.dropM) > FURTHEST_M) return [];
  const rows = matrixOf(pose);
  let vectors = ring.map((vector) => fromPan(vector, rows));
  const dropM = Math.max(Math.abs(pose.dropM), LEAST_DROP_M);
  if (pose.dropM < 0) {
    // A plane above is one below, in a mirror, which turns the ring around.
    vectors = vectors.map(([x, y, z]) => /** @type {Vector} */ ([x, y, -z])).reverse();
  }
  const wideM = BEYOND * Math.max(farM, BEYOND * dropM);
  const least = dropM / wideM;
  const isBelow = vectors.map((vector) => -vector[2] >= least);
  if (isBelow.every(Boolean)) {
    const corners = vectors.flatMap(([x, y, z]) => [(x * dropM) / -z, (y * dropM) / -z]);
    const whole = Float64Array.from(corners);
    return areaOf(whole) > 0 ? [whole] : [circle(wideM), whole];
  }
  if (!isBelow.some(Boolean)) {
    const sky = Float64Array.from(vectors.flatMap(([x, y]) => [x, y]));
    return areaOf(sky) > 0 ? [circle(wideM)] : [];
  }
  return toHorizon(vectors, dropM, wideM);
}

/** @param {number} radiusM */
function circle(radiusM) {
  const count = Math.round((2 * Math.PI) / ARC_RAD);
  const corners = [];
  for (let n = 0; n < count; n++) {
    corners.push(radiusM * Math.cos(n * ARC_RAD), radiusM * Math.sin(n * ARC_RAD));
  }
  return Float64Array.from(corners);
}

/**
 * Return the rings of all that a ring encloses which comes up above the horizon.
 *
 * It is cut where it does. From where it leaves, the wide circle is followed counter-clockwise to
 * where it first comes back.
 *
 * @param {Vector[]} given
 * @param {number} dropM
 * @param {number} wideM
 */
function toHorizon(given, dropM, wideM) {
  const least = dropM / wideM;
  const isLow = (/** @type {Vector} */ vector) => -vector[2] >= least;
  const count = given.length;
  const start = given.findIndex((vector, n) => isLow(vector) && !isLow(given[(n + count - 1) % count]));
  const vectors = [...given.slice(start), ...given.slice(0, start)];
  /** @type {number[][]} */
  const pieces = [];
  for (let n = 0; n < count; n++) {
    if (!isLow(vectors[n])) continue;
    if (n === 0 || !isLow(vectors[n - 1])) {
      pieces.push(crossing(vectors[(n + count - 1) % count], vectors[n], least, dropM));
    }
    const [x, y, z] = vectors[n];
    const piece = pieces[pieces.length - 1];
    piece.push((x * dropM) / -z, (y * dropM) / -z);
    const after = vectors[(n + 1) % count];
    if (!isLow(after)) piece.push(...crossing(vectors[n], after, least, dropM));
  }
  const rings = [];
  const left = new Set(pieces.keys());
  while (left.size) {
    const own = Math.min(...left);
    let number = own;
    const ring = [];
    while (left.has(number)) {
      left.delete(number);
      const piece = pieces[number];
      const end = piece.slice(-2);
      const spans = pieces.map((each) => spanTo(end, each));
      number = spans.indexOf(Math.min(...spans));
      ring.push(...piece, ...arc(end, spans[number], wideM));
    }
    if (number === own) rings.push(Float64Array.from(ring));
  }
  return rings;
}

/**
 * Return where the chord between two vectors is as low as `least`, on the plane.
 *
 * @param {Vector} one
 * @param {Vector} other
 * @param {number} least
 * @param {number} dropM
 */
function crossing(one, other, least, dropM) {
  const share = (-one[2] - least) / (other[2] - one[2]);
  return [0, 1].map((k) => ((one[k] + share * (other[k] - one[k])) * dropM) / least);
}

/**
 * Return the angle from one place counter-clockwise to another, about the foot.
 *
 * @param {number[]} start
 * @param {number[]} end
 */
function spanTo(start, end) {
  const full = 2 * Math.PI;
  const turn = Math.atan2(end[1], end[0]) - Math.atan2(start[1], start[0]);
  const span = ((turn % full) + full) % full;
  // Where a ring only grazes the horizon, rounding may put its way down before its way up.
  return span > full - 1e-9 ? 0 : span;
}

/**
 * @param {number[]} start
 * @param {number} span
 * @param {number} wideM
 */
function arc(start, span, wideM) {
  const count = Math.max(1, Math.ceil(span / ARC_RAD));
  const from = Math.atan2(start[1], start[0]);
  const found = [];
  for (let n = 1; n < count; n++) {
    const turn = from + (span * n) / count;
    found.push(wideM * Math.cos(turn), wideM * Math.sin(turn));
  }
  return found;
}

