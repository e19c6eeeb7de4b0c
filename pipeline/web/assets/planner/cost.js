// @ts-check
/**
 * What the changes since the file was opened cost, in units of the plainest camera, hung and cabled.
 * Prices are those of `sightline place`: a turn a tenth, a move a half, an added camera its class.
 *
 * @typedef {import("./plan.js").Camera} Camera
 * @typedef {import("./plan.js").Site} Site
 * @typedef {import("./catalogue.js").CameraClass} CameraClass
 * @typedef {{added: number, moved: number, turned: number, refitted: number, removed: number, units: number}} Cost
 */
import { fieldOf } from "./plan.js";

const TURN = 0.1;
const MOVE = 0.5;
/** What a camera costs that no class of the catalogue is like: as much as the plainest. */
const UNKNOWN = 1;

/** Fields of view that differ by less are those of one lens. */
const ALIKE_DEG = 0.6;

/** Return the class that a camera is one of, or null.
 * @param {Camera} camera @param {CameraClass[]} catalogue */
export function classOf(camera, catalogue) {
  return catalogue.find((each) => isLike(camera, each)) ?? null;
}

/** @param {Camera} camera @param {CameraClass} each */
function isLike(camera, each) {
  if (camera.picture[0] !== each.picture[0] || camera.picture[1] !== each.picture[1]) return false;
  if (Boolean(camera.heads) !== Boolean(each.heads?.length)) return false;
  if (camera.heads && each.heads) return camera.heads.length === each.heads.length;
  if (Boolean(camera.ptz) !== (each.form === "ptz")) return false;
  return Math.abs((fieldOf(camera) ?? 0) - each.hfov_deg) < ALIKE_DEG;
}

/** @param {Site} before @param {Site} after @param {CameraClass[]} catalogue @returns {Cost} */
export function costOf(before, after, catalogue) {
  const was = new Map(camerasOf(before).map((camera) => [camera.id, camera]));
  const cost = { added: 0, moved: 0, turned: 0, refitted: 0, removed: 0, units: 0 };
  const price = (/** @type {Camera} */ camera) => classOf(camera, catalogue)?.price ?? UNKNOWN;
  for (const camera of camerasOf(after)) {
    const old = was.get(camera.id);
    was.delete(camera.id);
    if (old === camera) continue;
    if (!old) count(cost, "added", price(camera));
    else if (isRefitted(old, camera)) count(cost, "refitted", price(camera));
    else if (isMoved(old, camera)) count(cost, "moved", MOVE);
    else if (isTurned(old, camera)) count(cost, "turned", TURN);
  }
  cost.removed = was.size;
  return cost;
}

/** @param {Cost} cost @param {"added" | "moved" | "turned" | "refitted"} kind @param {number} units */
function count(cost, kind, units) {
  cost[kind] += 1;
  cost.units += units;
}

/** @param {Site} site */
export function camerasOf(site) {
  return site.floors.flatMap((floor) => floor.cameras ?? []);
}

/** @param {Camera} old @param {Camera} now */
const isRefitted = (old, now) => fieldOf(old) !== fieldOf(now) || String(old.picture) !== String(now.picture);
/** @param {Camera} old @param {Camera} now */
const isMoved = (old, now) => String(old.position) !== String(now.position) || old.height_m !== now.height_m;
/** @param {Camera} old @param {Camera} now */
const isTurned = (old, now) =>
  old.pan_deg !== now.pan_deg || old.tilt_deg !== now.tilt_deg || (old.roll_deg ?? 0) !== (now.roll_deg ?? 0);
