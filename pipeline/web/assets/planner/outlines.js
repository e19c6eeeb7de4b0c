// @ts-check
/**
 * What a camera's picture covers, walls aside, which depends on its lens, tilt and height and not on
 * where it hangs: the server computes it, and what it has told once is known.
 *
 * @typedef {import("./plan.js").Camera} Camera
 * @typedef {import("./plan.js").Site} Site
 * @typedef {import("../geometry/floor.js").SentCamera} SentCamera
 * @typedef {{sent: SentCamera, outlines: number[][][][][]}} Told
 */
import { api } from "../api.js";

/** Fields that do not change what a picture covers in its camera's own frame. */
const APART = new Set([
  "id",
  "name",
  "position",
  "pan_deg",
  "stream",
  "fps",
  "bitrate_mbps",
  "recorder",
  "networked",
  "backup_min",
  "retention_days",
  "tolerance",
  "ptz",
]);

/** Return what two cameras have in common whose pictures cover the same in their own frames.
 * @param {Camera} camera @param {string} profile */
export function shapeOf(camera, profile) {
  const fields = Object.entries(camera).filter(([key]) => !APART.has(key));
  return JSON.stringify([profile, ...fields.sort(([one], [other]) => (one < other ? -1 : 1))]);
}

export class Outlines {
  constructor() {
    /** @type {Map<string, Told>} */
    this.known = new Map();
  }

  /** @param {Camera} camera @param {string} profile @returns {Told | null} */
  find(camera, profile) {
    return this.known.get(shapeOf(camera, profile)) ?? null;
  }

  /** Keep what a scene tells of its cameras. @param {any} scene a floor of it @param {Camera[]} cameras @param {string} profile */
  learn(scene, cameras, profile) {
    const entries = new Map(cameras.map((camera) => [camera.id, camera]));
    for (const sent of scene.cameras) {
      const camera = entries.get(sent.id);
      if (camera) this.known.set(shapeOf(camera, profile), { sent, outlines: scene.outlines });
    }
  }

  /** Ask the server, with a plan that holds this one camera and nothing that speaks of others.
   * @param {Site} site @param {string} floorId @param {Camera} camera @param {string} profile */
  async ask(site, floorId, camera, profile) {
    const alone = { ...camera, recorder: undefined };
    const floors = site.floors
      .filter((floor) => floor.id === floorId)
      .map((floor) => ({ ...floor, cameras: [alone], gates: undefined, devices: undefined }));
    // What the file says besides speaks of cameras that this plan does not hold, and stays out of it.
    const apart = { camera_list: null, delivery: null };
    const plan = { format: site.format, id: site.id, name: site.name, floors, ...apart };
    const scene = await api("POST", "/api/plan/scene", { site: plan, profile }, { stay: true });
    this.learn(scene.floors[0], [camera], profile);
  }
}
