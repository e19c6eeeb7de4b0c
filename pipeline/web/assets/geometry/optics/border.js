// @ts-check
/**
 * The border of a picture as unit vectors (right, down, forward) in the camera's own frame.
 *
 * As `pipeline/coverage/optics/picture.py` has it: between neighbours the border is a great circle,
 * whose image on a plane is a straight line; where the true border bends inwards from the chord,
 * the ring is drawn in until its chords lie inside.
 */

import { discPx, focalPx, modelOf } from "./lens.js";

/** @typedef {import("./lens.js").Lens} Lens */
/** @typedef {[number, number, number]} Vector */

/** `ring` goes counter-clockwise as seen; `isPyramid` where four planes bound all that is seen. */
/** @typedef {{ring: Vector[], isPyramid: boolean, leastCos: number}} Border */

/** How far, of what a chord leaves the border at its middle, its ends are drawn back. */
const DRAWN = 1.1;

/** A chord that leaves the border by less than this is straight. */
const STRAIGHT = 1e-12;

/** @type {Map<string, Border>} */
const kept = new Map();

/**
 * @param {Lens} lens
 * @param {number} widthPx
 * @param {number} heightPx
 * @param {number} stepDeg about how long steps of a bent side are
 * @returns {Border}
 */
export function borderOf(lens, widthPx, heightPx, stepDeg) {
  const { hfov_deg: hfov, projection, circle_px: circle } = lens;
  const key = `${hfov}/${projection}/${circle}/${widthPx}/${heightPx}/${stepDeg}`;
  let border = kept.get(key);
  if (!border) {
    if (kept.size > 64) kept.clear();
    border = made(lens, widthPx, heightPx, stepDeg);
    kept.set(key, border);
  }
  return border;
}

/**
 * @param {Lens} lens
 * @param {number} widthPx
 * @param {number} heightPx
 * @param {number} stepDeg
 * @returns {Border}
 */
function made(lens, widthPx, heightPx, stepDeg) {
  const every = placesOf(lens, widthPx, heightPx, stepDeg).map(([right, down]) => {
    return vectorAt(lens, widthPx, right, down);
  });
  const knots = every.filter((_, n) => n % 2 === 0);
  const leastCos = Math.min(...every.map((vector) => vector[2]));
  const inward = knots.map((knot, n) => {
    const across = cross(knots[(n + 1) % knots.length], knot);
    const length = Math.hypot(...across);
    return { across: scaled(across, 1 / length), length };
  });
  let isBent = false;
  const by = inward.map(({ across }, n) => {
    const sag = dot(across, every[2 * n + 1]);
    if (Math.abs(sag) < STRAIGHT) return 0;
    isBent ||= sag > 0;
    return DRAWN * Math.max(sag, 0);
  });
  const ring = by.some((each) => each > 0) ? drawnIn(knots, inward.map((each) => each.across), by) : knots;
  return { ring, isPyramid: ring.length === 4 && !isBent, leastCos };
}

/**
 * Return the direction that falls on a place of the picture, from its centre.
 *
 * @param {Lens} lens
 * @param {number} widthPx
 * @param {number} right
 * @param {number} down
 * @returns {Vector}
 */
export function vectorAt(lens, widthPx, right, down) {
  const off = Math.hypot(right, down);
  const angle = modelOf(lens).angle(off / focalPx(lens, widthPx));
  const share = off > 0 ? Math.sin(angle) / off : Math.sin(angle);
  return [share * right, share * down, Math.cos(angle)];
}

/**
 * Return places of the border right of and below the centre; knots and middles in turn.
 *
 * @param {Lens} lens
 * @param {number} widthPx
 * @param {number} heightPx
 * @param {number} stepDeg
 * @returns {[number, number][]}
 */
function placesOf(lens, widthPx, heightPx, stepDeg) {
  const halfWidth = widthPx / 2;
  const halfHeight = heightPx / 2;
  const disc = discPx(lens, widthPx);
  const stepRad = (stepDeg * Math.PI) / 180;
  const sidePx = lens.projection === "rectilinear" ? Infinity : focalPx(lens, widthPx) * stepRad;
  const corner = Math.hypot(halfWidth, halfHeight);
  const turns = [Math.atan2(halfHeight, halfWidth)];
  if (halfWidth < disc && disc < corner) turns.push(Math.acos(halfWidth / disc));
  if (halfHeight < disc && disc < corner) turns.push(Math.asin(halfHeight / disc));
  const full = 2 * Math.PI;
  const every = turns.flatMap((turn) => [turn, Math.PI - turn, Math.PI + turn, -turn]);
  const breaks = [...new Set(every.map((turn) => ((turn % full) + full) % full))];
  breaks.sort((a, b) => a - b);
  /** @type {[number, number][]} */
  const found = [];
  for (const [n, start] of breaks.entries()) {
    const end = n + 1 < breaks.length ? breaks[n + 1] : breaks[0] + full;
    const middle = (start + end) / 2;
    const side = Math.min(
      halfWidth / Math.max(Math.abs(Math.cos(middle)), 1e-300),
      halfHeight / Math.max(Math.abs(Math.sin(middle)), 1e-300),
    );
    if (disc <= side) {
      const count = 2 * Math.max(1, Math.ceil((end - start) / stepRad));
      for (let k = 0; k < count; k++) {
        const turn = start + ((end - start) * k) / count;
        found.push([disc * Math.cos(turn), disc * Math.sin(turn)]);
      }
      continue;
    }
    const [ax, ay] = onSide(halfWidth, halfHeight, disc, start);
    const [bx, by] = onSide(halfWidth, halfHeight, disc, end);
    const count = 2 * Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / sidePx));
    for (let k = 0; k < count; k++) {
      const share = k / count;
      found.push([ax + (bx - ax) * share, ay + (by - ay) * share]);
    }
  }
  // Clockwise on the paper of mathematics is counter-clockwise where y points downwards.
  found.reverse();
  const last = found.pop();
  return last ? [last, ...found] : found;
}

/**
 * @param {number} halfWidth
 * @param {number} halfHeight
 * @param {number} disc
 * @param {number} turn
 * @returns {[number, number]}
 */
function onSide(halfWidth, halfHeight, disc, turn) {
  const cos = Math.cos(turn);
  const sin = Math.sin(turn);
  const off = Math.min(
    halfWidth / Math.max(Math.abs(cos), 1e-300), halfHeight / Math.max(Math.abs(sin), 1e-300), disc,
  );
  return [off * cos, off * sin];
}

/**
 * Return knots moved so that each chord lies further in, by at least its own angle.
 *
 * @param {Vector[]} knots
 * @param {Vector[]} inward
 * @param {number[]} by
 */
function drawnIn(knots, inward, by) {
  return knots.map((knot, n) => {
    const before = (n + knots.length - 1) % knots.length;
    let most = Math.max(by[n], by[before]);
    most *= 1 + 2 * most * most;
    const along = 1 + dot(inward[n], inward[before]);
    const moved = /** @type {Vector} */ (
      knot.map((each, k) => each + (most / along) * (inward[n][k] + inward[before][k]))
    );
    return scaled(moved, 1 / Math.hypot(...moved));
  });
}

/**
 * @param {Vector} a
 * @param {Vector} b
 * @returns {Vector}
 */
export function cross(a, b) {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

/**
 * @param {Vector} a
 * @param {Vector} b
 */
export function dot(a, b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/**
 * @param {Vector} vector
 * @param {number} by
 * @returns {Vector}
 */
function scaled(vector, by) {
  return [vector[0] * by, vector[1] * by, vector[2] * by];
}
