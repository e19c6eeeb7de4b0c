// @ts-check
/**
 * Cameras as they are bought: the classes of the catalogue, and a camera made of one.
 *
 * @typedef {import("./plan.js").Camera} Camera
 * @typedef {import("./plan.js").Point} Point
 * @typedef {{id: string, form: string, name: {zh: string, en: string}, picture: [number, number],
 *   hfov_deg: number, lens?: import("./plan.js").Lens, heads?: Record<string, unknown>[],
 *   zoom_deg?: [number, number], ir_range_m?: number, price: number}} CameraClass
 */
import { api } from "../api.js";

const HEIGHT_M = 3;
const TILT_DEG = 25;
const CEILING_TILT_DEG = 90;

/** @returns {Promise<CameraClass[]>} */
export async function catalogue() {
  const told = await api("GET", "/api/catalogue");
  return told.classes ?? told;
}

/** Return what of a camera's entry its class says.
 * @param {CameraClass} each @returns {Partial<Camera>} */
export function ofClass(each) {
  /** @type {Partial<Camera>} */
  const made = {
    picture: each.picture,
    hfov_deg: undefined,
    lens: undefined,
    heads: undefined,
    ptz: undefined,
  };
  if (each.heads?.length) made.heads = each.heads;
  else if (each.lens) made.lens = each.lens;
  else made.hfov_deg = each.hfov_deg;
  if (each.zoom_deg) made.ptz = { pan_deg: [-360, 360], tilt_deg: [-5, 90], hfov_deg: each.zoom_deg };
  if (each.ir_range_m) made.ir_range_m = each.ir_range_m;
  return made;
}

/** Return a camera of a class, hung at a place.
 * @param {CameraClass} each @param {string} id @param {Point} position @param {number} pan_deg @returns {Camera} */
export function hung(each, id, position, pan_deg) {
  const tilt_deg = each.form === "fisheye" ? CEILING_TILT_DEG : TILT_DEG;
  const pose = { id, position, height_m: HEIGHT_M, pan_deg, tilt_deg, picture: each.picture };
  const made = /** @type {Record<string, unknown>} */ ({ ...pose, ...ofClass(each) });
  for (const key of Object.keys(made)) if (made[key] === undefined) delete made[key];
  return /** @type {Camera} */ (made);
}
