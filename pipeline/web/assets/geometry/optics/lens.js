// @ts-check
/**
 * Lens models for a focal length of 1 (`pipeline/domain/lens.py`): angles in radians off the axis.
 *
 * `radius` is how far from the picture's centre a direction falls, `angle` its inverse. Of the
 * cosine of an angle, `around` is the square of the stretch around the centre, and `skew` what the
 * square of the stretch away from it has more, by the square of the sine.
 */

/** @typedef {{hfov_deg: number, projection: string, circle_px: number | null}} Lens */

/**
 * @typedef {{radius: (angle: number) => number, angle: (radius: number) => number,
 *   around: (cos: number) => number, skew: (cos: number) => number, widestRad: number}} Model
 */

/** The widest fisheye that is made sees 280°. */
const FISHEYE_RAD = (140 * Math.PI) / 180;

/** The square of the sine of an angle that is small enough for three terms of a series. */
const NEAR_AXIS = 1e-4;

/** @param {number} cos */
function arcAround(cos) {
  const sinSq = 1 - cos * cos;
  if (sinSq < NEAR_AXIS && cos > 0) return 1 + sinSq / 3 + (sinSq * sinSq * 8) / 45;
  const away = Math.acos(Math.min(Math.max(cos, -1), 1));
  return (away * away) / Math.max(sinSq, NEAR_AXIS / 2);
}

/** @param {number} cos */
function arcSkew(cos) {
  const sinSq = 1 - cos * cos;
  if (sinSq < NEAR_AXIS && cos > 0) return -1 / 3 - (sinSq * 8) / 45;
  return (1 - arcAround(cos)) / Math.max(sinSq, NEAR_AXIS / 2);
}

/** @type {Record<string, Model>} */
export const MODELS = {
  rectilinear: {
    radius: Math.tan, angle: Math.atan, around: (c) => 1 / (c * c), skew: (c) => 1 / (c * c * c * c),
    widestRad: Math.PI / 2,
  },
  equidistant: {
    radius: (a) => a, angle: (r) => r, around: arcAround, skew: arcSkew, widestRad: FISHEYE_RAD,
  },
  stereographic: {
    radius: (a) => 2 * Math.tan(a / 2), angle: (r) => 2 * Math.atan(r / 2),
    around: (c) => 4 / ((1 + c) * (1 + c)), skew: () => 0, widestRad: FISHEYE_RAD,
  },
  equisolid: {
    radius: (a) => 2 * Math.sin(a / 2), angle: (r) => 2 * Math.asin(Math.min(r / 2, 1)),
    around: (c) => 2 / (1 + c), skew: (c) => -(3 + c) / (2 * (1 + c) * (1 + c)),
    widestRad: FISHEYE_RAD,
  },
};

/** @param {Lens} lens */
export function modelOf(lens) {
  return MODELS[lens.projection] ?? MODELS.rectilinear;
}

/**
 * Return the focal length in pixels of a picture that is so wide.
 *
 * @param {Lens} lens
 * @param {number} widthPx
 */
export function focalPx(lens, widthPx) {
  const half = (lens.hfov_deg * Math.PI) / 360;
  return (lens.circle_px ?? widthPx) / 2 / modelOf(lens).radius(half);
}

/**
 * Return the radius of the disc that a lens can fill: a fisheye's circle, else the most.
 *
 * @param {Lens} lens
 * @param {number} widthPx
 */
export function discPx(lens, widthPx) {
  const model = modelOf(lens);
  const most =
    lens.projection === "rectilinear" ? Infinity : focalPx(lens, widthPx) * model.radius(model.widestRad);
  return Math.min(most, lens.circle_px ? lens.circle_px / 2 : Infinity);
}
