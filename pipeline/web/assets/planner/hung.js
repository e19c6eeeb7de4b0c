// @ts-check
/**
 * A camera of a site file as the geometry takes it: with its lens resolved, as
 * `pipeline/config/lens_entry.py` does it.
 *
 * @typedef {import("./plan.js").Camera} Camera
 * @typedef {import("./plan.js").Lens} Lens
 * @typedef {import("../geometry/floor.js").SentCamera} SentCamera
 */
import { fieldOf, isShort } from "./plan.js";

/** Return where a camera hangs and which way it looks. @param {Camera} camera */
export function poseOf(camera) {
  return {
    x_m: camera.position[0],
    y_m: camera.position[1],
    height_m: camera.height_m,
    pan_deg: camera.pan_deg,
    tilt_deg: camera.tilt_deg,
    roll_deg: camera.roll_deg ?? 0,
  };
}

/** @param {Camera} camera @returns {SentCamera} */
export function hungCamera(camera) {
  const heads = /** @type {(Partial<Camera> & {pan_deg: number, tilt_deg: number})[]} */ (camera.heads ?? []);
  const sent = heads.map((head) => ({
    pan_deg: head.pan_deg,
    tilt_deg: head.tilt_deg,
    lens: lensOf(head, camera.picture),
  }));
  return {
    id: camera.id,
    ...poseOf(camera),
    width_px: camera.picture[0],
    height_px: camera.picture[1],
    ir_range_m: camera.ir_range_m ?? null,
    lens: sent[0]?.lens ?? lensOf(camera, camera.picture),
    heads: sent,
    masks: /** @type {number[][][]} */ (camera.masks ?? []),
  };
}

/** @param {{hfov_deg?: number, lens?: Lens}} entry @param {[number, number]} picture */
function lensOf({ hfov_deg, lens }, picture) {
  const isFisheye = lens?.projection === "fisheye";
  const circle_px = lens?.circle_px ?? (isFisheye ? Math.min(...picture) : null);
  const usual = lens && isShort(lens) ? "equidistant" : "rectilinear";
  const projection = isFisheye ? "equidistant" : (lens?.projection ?? usual);
  return { hfov_deg: fieldOf({ hfov_deg, lens }) ?? 0, projection, circle_px };
}
