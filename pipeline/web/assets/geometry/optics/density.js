// @ts-check
/**
 * Where along rays over a plane a camera gives enough pixels per metre.
 *
 * As `pipeline/coverage/optics/density.py` and `band_loops.py` have it: of the height and the width
 * of a vertical target that faces the camera, the one with fewer px/m counts; density nearly always
 * rises along a ray and falls again, and one stretch around where it is densest is told.
 */

import { borderOf } from "./border.js";
import { LEAST_DROP_M } from "./footprint.js";
import { focalPx, modelOf } from "./lens.js";

/** @typedef {import("./lens.js").Lens} Lens */

/** Natural logarithm of the steps in which a ray is searched for its densest place. */
const RATIO = 0.4;

/** A ray whose steps come this near to the density may reach it between two of them. */
const NEARLY = 0.75;

/** Relative; how far ends are drawn in from where they were found. */
const CLOSE = 1e-9;

const LEAST_STEPS = 2;
const MOST_STEPS = 40;

/** Radians; so far outside the picture density is still taken as it is. */
const ASIDE_RAD = (15 * Math.PI) / 180;

/**
 * A ray over a plane: its lens, and sines and cosines of its camera's tilt and its azimuth.
 *
 * @typedef {{model: import("./lens.js").Model, focalPx: number, leastCos: number, sin: number,
 *   ahead: number, aside: number, footM: number, dropM: number}} Ray
 */

/**
 * Return what makes rays of azimuths, of one camera over one plane.
 *
 * @param {Lens} lens
 * @param {number} widthPx
 * @param {number} heightPx
 * @param {number} tiltRad
 * @param {number} dropM
 * @returns {(azimuthRad: number) => Ray}
 */
export function raysOf(lens, widthPx, heightPx, tiltRad, dropM) {
  const outermost = Math.acos(borderOf(lens, widthPx, heightPx, 1).leastCos);
  const known = lens.projection === "rectilinear" ? Math.PI / 2 : Math.PI;
  const leastCos = Math.cos(Math.min(outermost + ASIDE_RAD, (outermost + known) / 2));
  const drop = Math.abs(dropM) < LEAST_DROP_M ? LEAST_DROP_M : dropM;
  const sin = Math.sin(tiltRad);
  const cos = Math.cos(tiltRad);
  const focal = focalPx(lens, widthPx);
  const model = modelOf(lens);
  return (azimuth) => ({
    model, focalPx: focal, leastCos, sin, ahead: cos * Math.cos(azimuth),
    aside: cos * Math.sin(azimuth), footM: drop * sin, dropM: drop,
  });
}

/**
 * Return px/m at a distance from the foot.
 *
 * @param {Ray} ray
 * @param {number} awayM
 */
export function densityAt(ray, awayM) {
  const { model, leastCos, sin, ahead, aside, footM, dropM } = ray;
  const awaySq = awayM * awayM;
  const rangeSq = awaySq + dropM * dropM;
  const rangeM = Math.sqrt(rangeSq);
  const cos = (awayM * ahead + footM) / rangeM;
  const upright = sin - (cos * dropM) / rangeM;
  const within = Math.min(Math.max(cos, leastCos), 1);
  const around = model.around(within);
  const skew = model.skew(within);
  const height = (awaySq / rangeSq) * around + skew * upright * upright;
  const width = skew * aside * aside + around;
  return (Math.sqrt(Math.max(Math.min(height, width), 0)) * ray.focalPx) / rangeM;
}

/**
 * Return from where to where a ray is dense enough; nowhere: the first is the greater one.
 *
 * @param {Ray} ray
 * @param {number} densityPxPerM
 * @param {number} leastM
 * @param {number} mostM
 * @returns {[number, number]}
 */
export function bandOf(ray, densityPxPerM, leastM, mostM) {
  const ratio = Math.log(mostM / leastM);
  const last = Math.max(Math.ceil(ratio / RATIO), 2);
  /** @type {number[]} */
  const steps = [];
  /** @type {number[]} */
  const found = [];
  let top = 0;
  for (let k = 0; k <= last; k++) {
    steps.push(k < last ? leastM * Math.exp((k / last) * ratio) : mostM);
    found.push(densityAt(ray, steps[k]));
    if (found[k] > found[top]) top = k;
  }
  let [peakM, peak] = [steps[top], found[top]];
  if (peak >= NEARLY * densityPxPerM && peak < densityPxPerM) {
    [peakM, peak] = peakBetween(ray, steps[Math.max(top - 1, 0)], steps[Math.min(top + 1, last)]);
  }
  if (peak < densityPxPerM) return [mostM, leastM];
  let before = top;
  let after = top;
  while (before >= 0 && !(found[before] < densityPxPerM && steps[before] < peakM)) before--;
  while (after <= last && !(found[after] < densityPxPerM && steps[after] > peakM)) after++;
  const end = (/** @type {number} */ inner, /** @type {number} */ outer) =>
    found[inner] >= densityPxPerM
      ? endBetween(ray, steps[inner], found[inner], steps[outer], found[outer], densityPxPerM)
      : endBetween(ray, peakM, peak, steps[outer], found[outer], densityPxPerM);
  return [
    before >= 0 ? end(Math.min(before + 1, top), before) : leastM,
    after <= last ? end(Math.max(after - 1, top), after) : mostM,
  ];
}

/**
 * Return where a ray is densest between two places, and how dense.
 *
 * @param {Ray} ray
 * @param {number} lowM
 * @param {number} highM
 * @returns {[number, number]}
 */
function peakBetween(ray, lowM, highM) {
  let low = Math.log(lowM);
  let high = Math.log(highM);
  let best = -1;
  let bestAt = 0;
  for (let round = 0; round < 4; round++) {
    const step = (high - low) / 16;
    let most = 0;
    best = -1;
    for (let k = 0; k < 17; k++) {
      const at = k === 16 ? high : k * step + low;
      const found = densityAt(ray, Math.exp(at));
      if (found > best) [best, bestAt, most] = [found, at, k];
    }
    const before = Math.max(most - 1, 0);
    const after = Math.min(most + 1, 16);
    [low, high] = [before * step + low, after === 16 ? high : after * step + low];
  }
  return [Math.exp(bestAt), best];
}

/**
 * Return where a ray is just dense enough between a dense and a coarse place, on the dense side.
 *
 * Chandrupatla's method (1997) on the logarithms of distance and density.
 *
 * @param {Ray} ray
 * @param {number} insideM
 * @param {number} dense
 * @param {number} outsideM
 * @param {number} coarse
 * @param {number} densityPxPerM
 */
function endBetween(ray, insideM, dense, outsideM, coarse, densityPxPerM) {
  const aim = Math.log(densityPxPerM);
  const surplusAt = (/** @type {number} */ at) =>
    Math.log(Math.max(densityAt(ray, Math.exp(at)), 1e-300)) - aim;
  let [a, b] = [Math.log(insideM), Math.log(outsideM)];
  let [overA, overB] = [Math.log(Math.max(dense, 1e-300)) - aim, Math.log(Math.max(coarse, 1e-300)) - aim];
  let at = a + (b - a) * Math.min(Math.max(overA / (overA - overB), 0), 1);
  let end = 0;
  for (let count = 0; count < MOST_STEPS; count++) {
    const surplus = surplusAt(at);
    const isNewest = surplus >= 0;
    const [gone, overGone] = isNewest ? [a, overA] : [b, overB];
    if (isNewest) [a, overA] = [at, surplus];
    else [b, overB] = [at, surplus];
    if (count >= LEAST_STEPS) {
      const drawnIn = b + Math.min(Math.max(a - b, -CLOSE), CLOSE);
      const isFound = surplusAt(drawnIn) >= 0;
      end = isFound ? drawnIn : a;
      if (isFound || overA <= CLOSE) break;
    }
    const [x, f, y, g] = isNewest ? [a, overA, b, overB] : [b, overB, a, overA];
    let step = 0.5;
    if (gone !== y && overGone !== g) {
      const share = (x - y) / (gone - y);
      const fall = (f - g) / (overGone - g);
      if (fall * fall < share && (1 - fall) * (1 - fall) < 1 - share) {
        step = ((f / (g - f)) * overGone) / (g - overGone);
        step += ((((gone - x) / (y - x)) * f) / (overGone - f)) * (g / (overGone - g));
        step = Math.min(Math.max(step, 0), 1);
      }
    }
    at = x + step * (y - x);
  }
  return Math.exp(end);
}
