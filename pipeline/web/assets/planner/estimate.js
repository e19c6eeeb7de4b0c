// @ts-check
/**
 * What the browser itself computes of the plan on the desk: the "≈", at once and without the server.
 * Cameras follow every move; another wall or zone needs a new scene, which the server makes.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./plan.js").Camera} Camera
 * @typedef {import("./plan.js").Site} Site
 */
import { ApiError, api } from "../api.js";
import { Floor } from "../geometry/floor.js";
import { waitAfter_ms } from "./exact.js";
import { hungCamera, poseOf } from "./hung.js";

/** Fields of a camera that its pose holds, and those that no view depends on. */
const POSED = ["position", "height_m", "pan_deg", "tilt_deg", "roll_deg"];
const APART = ["name", "tolerance", "ptz", "fps", "bitrate_mbps", "recorder", "networked"];
const POSE = new Set([...POSED, ...APART, "backup_min", "retention_days"]);
/** Fields of a floor that no view depends on. */
const IDLE = new Set(["cameras", "gates", "devices", "name", "mounting", "underlay"]);

export class Estimate {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    /** @type {Map<string, any>} */
    this.scenes = new Map();
    /** @type {Map<string, Floor>} */
    this.floors = new Map();
    /** @type {Map<string, Map<string, Camera>>} cameras as they were last told to a floor */
    this.told = new Map();
    /** @type {Site | null} the site that the scenes were made of */
    this.of = null;
    /** The profile that they were made for. */
    this.profile = "";
    /** @type {AbortController | null} */
    this.asking = null;
    /** Whether a scene could not be had, and is asked for again when the server is back. */
    this.isOwed = false;
    this.failures = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    desk.on("site", () => this.#follow());
    desk.on("floor", () => this.#follow());
    desk.on("live", (id) => this.#live(id));
    desk.on("profile", () => this.ask());
    desk.on("server", ({ isLost }) => !isLost && this.isOwed && this.ask());
  }

  /** The floor that is shown, or null before its scene has come. */
  get floor() {
    return this.#built(this.desk.floorId);
  }

  /** About which share of the whole site is covered, in percent; null before its scene has come. */
  share() {
    let required_m2 = 0;
    let covered_m2 = 0;
    for (const [id, scene] of this.scenes) {
      required_m2 += scene.required_m2;
      covered_m2 += ((this.#built(id)?.coveredPct() ?? 0) / 100) * scene.required_m2;
    }
    if (!this.scenes.size) return null;
    return required_m2 ? (100 * covered_m2) / required_m2 : 0;
  }

  /** What would be blind without a camera, as path data. @param {string} id */
  blindWithout(id) {
    const { floor } = this;
    const hung = floor?.cameras.get(id);
    if (!floor || !hung) return "";
    floor.remove(id);
    const path = floor.blindPath();
    floor.add(hung.camera);
    return path;
  }

  get scene() {
    return this.scenes.get(this.desk.floorId) ?? null;
  }

  /** Ask for the scene of the site as it is now. */
  async ask() {
    this.#callOff();
    const asking = new AbortController();
    this.asking = asking;
    const { site, profile } = this.desk;
    try {
      const scene = await api(
        "POST",
        "/api/plan/scene",
        { site, profile },
        { signal: asking.signal, stay: true },
      );
      // What is called off while it comes in comes as nothing.
      if (asking.signal.aborted) return;
      this.#take(scene, site, profile);
      this.desk.tell("server", { isLost: false });
    } catch (error) {
      if (asking.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.isOwed = error.status === 0 || error.status >= 500;
      if (this.isOwed) this.timer = setTimeout(() => this.ask(), waitAfter_ms(this.failures++));
      this.desk.tell("server", { isLost: this.isOwed, error });
    }
  }

  #callOff() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.isOwed = false;
  }

  /** @param {any} scene @param {Site} site @param {string} profile */
  #take(scene, site, profile) {
    this.of = site;
    this.profile = profile;
    this.failures = 0;
    this.floors.clear();
    this.told.clear();
    this.scenes = new Map(scene.floors.map((/** @type {any} */ each) => [each.id, each]));
    for (const floor of site.floors) {
      this.told.set(floor.id, new Map((floor.cameras ?? []).map((camera) => [camera.id, camera])));
    }
    this.#keepUp();
    this.desk.tell("scene");
    this.desk.tell("estimate");
  }

  /** @param {string} floorId */
  #built(floorId) {
    const built = this.floors.get(floorId);
    const scene = this.scenes.get(floorId);
    if (built || !scene) return built ?? null;
    const floor = new Floor(scene);
    this.floors.set(floorId, floor);
    return floor;
  }

  #follow() {
    if (this.#needsScene()) this.ask();
    // What was undone meanwhile needs no scene of its own, and must not be drawn over by it.
    else this.#callOff();
    this.#keepUp();
    this.desk.tell("estimate");
  }

  #needsScene() {
    const { of, desk } = this;
    if (!of || this.profile !== desk.profile) return true;
    const isSame = of.floors.length === desk.site.floors.length;
    return !isSame || desk.site.floors.some((floor, at) => differs(of.floors[at], floor, IDLE));
  }

  /** Tell the geometry which cameras of the floor that is shown are gone, new, or hang otherwise. */
  #keepUp() {
    const { floor } = this;
    const told = this.told.get(this.desk.floorId);
    if (!floor || !told) return;
    const cameras = this.desk.floor.cameras ?? [];
    const here = new Set(cameras.map((camera) => camera.id));
    for (const id of [...told.keys()]) if (!here.has(id)) this.#drop(floor, told, id);
    for (const camera of cameras) this.#hang(floor, told, camera);
  }

  /** @param {Floor} floor @param {Map<string, Camera>} told @param {string} id */
  #drop(floor, told, id) {
    floor.remove(id);
    told.delete(id);
  }

  /** @param {Floor} floor @param {Map<string, Camera>} told @param {Camera} camera */
  #hang(floor, told, camera) {
    const before = told.get(camera.id);
    if (before === camera) return;
    told.set(camera.id, camera);
    if (before && !differs(before, camera, POSE)) floor.move(camera.id, poseOf(camera));
    else floor.add(hungCamera(camera));
  }

  /** @param {string | undefined} id */
  #live(id) {
    if (id === undefined) return;
    this.#keepUp();
    this.desk.tell("estimate", id);
  }
}

/** Tell whether two values differ in a field that is not one of those.
 * @param {Record<string, any>} one @param {Record<string, any>} other @param {Set<string>} but */
function differs(one, other, but) {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].some((key) => !but.has(key) && one[key] !== other[key]);
}
