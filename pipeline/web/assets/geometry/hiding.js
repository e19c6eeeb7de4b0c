// @ts-check
/**
 * Which occluders hide a plane from a camera wholly, and which hide only some of it.
 *
 * A sight line from height h to a target at height z, at plan distance d, has height
 * h - (h - z)·r/d at plan distance r. An occluder from bottom b to top t, met at r, therefore hides
 * targets with d/r between (h - z)/(h - b) and (h - z)/(h - t): between two homotheties about the
 * camera (`pipeline/coverage/ratio.py`). Seen from below, the world stands on its head.
 */

/** Metres; heights that differ by less are the same. */
const SAME_M = 1e-6;

/**
 * Between how many times its distance an occluder hides targets: [near, far].
 *
 * @typedef {[number, number]} Ratios
 */

/**
 * Tell whether an occluder hides all of a plane behind it.
 *
 * @param {number} heightM of the camera
 * @param {number} planeM
 * @param {number} bottomM
 * @param {number} topM
 */
export function isWall(heightM, planeM, bottomM, topM) {
  const least = Math.min(heightM, planeM);
  return bottomM <= least && topM >= Math.max(heightM, planeM) && topM > least;
}

/**
 * Return between which ratios an occluder hides a plane, null where it hides nothing.
 *
 * @param {number} heightM
 * @param {number} planeM
 * @param {number} bottomM
 * @param {number} topM
 * @returns {Ratios | null}
 */
export function ratiosOf(heightM, planeM, bottomM, topM) {
  if (heightM > planeM) return fromAbove(heightM, planeM, bottomM, topM);
  if (heightM < planeM) return fromAbove(-heightM, -planeM, -topM, -bottomM);
  return bottomM < planeM && planeM < topM ? [1, Infinity] : null;
}

/**
 * @param {number} heightM
 * @param {number} planeM
 * @param {number} bottomM
 * @param {number} topM
 * @returns {Ratios | null}
 */
function fromAbove(heightM, planeM, bottomM, topM) {
  if (topM <= planeM || bottomM >= heightM || heightM - bottomM < SAME_M) return null;
  const near = bottomM <= planeM ? 1 : (heightM - planeM) / (heightM - bottomM);
  const far = heightM - topM < SAME_M ? Infinity : (heightM - planeM) / (heightM - topM);
  return [near, far];
}
