// @ts-check
/**
 * The handles of the chosen camera: where it looks, how wide, and how far off its picture's middle
 * meets the ground. Each is a slider of its own for the keyboard.
 *
 * @typedef {import("./board.js").Board} Board
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./plan.js").Camera} Camera
 * @typedef {import("./plan.js").Point} Point
 * @typedef {"turn" | "left" | "right" | "reach"} HandleName
 */
import { word } from "../words.js";
import { patched, toHundredth, turned } from "./edits.js";
import { put, shape } from "./element.js";
import { chosen, fieldOf, fieldPatch } from "./plan.js";

const ARM_PX = 62;
const APART_PX = 26;
const FURTHEST_M = 80;
const FIELD_DEG = { least: 1, most: 179 };
const RADIANS = Math.PI / 180;

/** Return how far off the middle of a camera's picture meets the ground; infinite where it never does.
 * @param {{height_m: number, tilt_deg: number}} camera */
export function reachOf(camera) {
  if (camera.tilt_deg <= 0) return Infinity;
  return camera.height_m / Math.tan(camera.tilt_deg * RADIANS);
}

/** Return the tilt at which the middle of the picture meets the ground so far off.
 * @param {number} height_m @param {number} reach_m */
export function tiltFor(height_m, reach_m) {
  return toHundredth(Math.atan2(height_m, Math.max(reach_m, 0)) / RADIANS);
}

export class Handles {
  /** @param {Desk} desk @param {Board} board */
  constructor(desk, board) {
    this.desk = desk;
    this.board = board;
    /** @type {Map<HandleName, SVGGElement>} */
    this.signs = new Map();
    this.arm = shape("path", { class: "handle-arm" });
    desk.on("selection", () => this.draw());
    desk.on("site", () => this.draw());
    desk.on("live", () => this.place());
    desk.on("tool", () => this.draw());
    desk.on("language", () => this.draw(true));
    board.onView(() => this.place());
  }

  /** @returns {Camera | null} */
  get camera() {
    const { selection, floor, tool } = this.desk;
    if (selection?.list !== "cameras" || tool !== "select") return null;
    return /** @type {Camera | null} */ (chosen(floor, selection));
  }

  /** @param {boolean} [anew] */
  draw(anew = false) {
    const wanted = this.camera ? namesFor(this.camera) : [];
    const isSame = !anew && wanted.length === this.signs.size && wanted.every((name) => this.signs.has(name));
    if (!isSame) {
      for (const sign of this.signs.values()) this.board.remove(sign);
      this.signs = new Map(wanted.map((name) => [name, this.#made(name)]));
      this.board.layers.handles.prepend(this.arm);
    }
    this.place();
  }

  place() {
    const { camera } = this;
    if (!camera) return this.arm.setAttribute("d", "");
    const spots = this.#spots(camera);
    const [x, y] = camera.position;
    let data = "";
    for (const [name, sign] of this.signs) {
      const at = spots[name];
      this.board.stand(sign, at);
      data += `M${x} ${y}L${at[0]} ${at[1]}`;
      this.#tell(name, sign, camera);
    }
    this.arm.setAttribute("d", data);
  }

  /** Move a handle to a place of the plan. @param {HandleName} name @param {Point} at @param {boolean} coarse */
  drag(name, at, coarse) {
    const { camera } = this;
    if (!camera) return;
    const [dx, dy] = [at[0] - camera.position[0], at[1] - camera.position[1]];
    const step = coarse ? 15 : 0.5;
    const angle = Math.atan2(dy, dx) / RADIANS;
    if (name === "turn") this.#live({ pan_deg: turned(Math.round(angle / step) * step) });
    else if (name === "reach") this.#live({ tilt_deg: tiltFor(camera.height_m, Math.hypot(dx, dy)) });
    else this.#widen(camera, 2 * Math.abs(signed(angle - camera.pan_deg)), coarse ? 5 : 0.5);
  }

  /** Set what a handle stands for by so much, as arrows do. @param {HandleName} name @param {number} steps */
  nudge(name, steps) {
    const { camera } = this;
    if (!camera) return;
    this.desk.begin(`planner.did.${name === "turn" ? "turn" : name === "reach" ? "tilt" : "field"}`);
    if (name === "turn") this.#live({ pan_deg: turned(camera.pan_deg + steps) });
    else if (name === "reach")
      this.#live({ tilt_deg: toHundredth(Math.min(90, Math.max(-90, camera.tilt_deg - steps))) });
    else this.#widen(camera, (fieldOf(camera) ?? 0) + steps, 0.01);
    this.desk.commit();
  }

  /** @param {Camera} camera @param {number} degrees @param {number} step */
  #widen(camera, degrees, step) {
    const held = Math.min(FIELD_DEG.most, Math.max(FIELD_DEG.least, Math.round(degrees / step) * step));
    this.#live(fieldPatch(camera, toHundredth(held)));
  }

  /** @param {Partial<Camera>} patch */
  #live(patch) {
    const { site, floorId, selection } = this.desk;
    if (selection) this.desk.live(patched(site, floorId, "cameras", selection.id, patch), selection.id);
  }

  /** @param {Camera} camera @returns {Record<HandleName, Point>} */
  #spots(camera) {
    const [x, y] = camera.position;
    const arm_m = this.board.metres(ARM_PX);
    const apart_m = this.board.metres(APART_PX);
    const reach_m = Math.max(apart_m, Math.min(reachOf(camera), FURTHEST_M));
    const turn_m = Math.abs(reach_m - arm_m) < apart_m ? reach_m + apart_m : arm_m;
    const half = (fieldOf(camera) ?? 0) / 2;
    const spot = (/** @type {number} */ away, /** @type {number} */ degrees) => {
      const angle = degrees * RADIANS;
      return /** @type {Point} */ ([x + away * Math.cos(angle), y + away * Math.sin(angle)]);
    };
    return {
      turn: spot(turn_m, camera.pan_deg),
      reach: spot(reach_m, camera.pan_deg),
      left: spot(arm_m, camera.pan_deg + half),
      right: spot(arm_m, camera.pan_deg - half),
    };
  }

  /** @param {HandleName} name */
  #made(name) {
    const mark =
      name === "reach"
        ? shape("path", { d: "M0 -7L7 0L0 7L-7 0Z" })
        : shape("circle", { r: name === "turn" ? 7 : 5.5 });
    const sign = shape(
      "g",
      {
        class: `handle ${name}`,
        role: "slider",
        tabindex: 0,
        "data-handle": name,
        "aria-label": word(`planner.handle.${name}`),
      },
      shape("title", {}, word(`planner.handle.${name}`)),
      shape("circle", { class: "hit", r: 12 }),
      mark,
    );
    sign.setAttribute(
      "aria-valuemin",
      name === "turn" ? "0" : name === "reach" ? "-90" : String(FIELD_DEG.least),
    );
    sign.setAttribute(
      "aria-valuemax",
      name === "turn" ? "360" : name === "reach" ? "90" : String(FIELD_DEG.most),
    );
    this.board.layers.handles.append(sign);
    return sign;
  }

  /** @param {HandleName} name @param {SVGGElement} sign @param {Camera} camera */
  #tell(name, sign, camera) {
    const value = name === "turn" ? camera.pan_deg : name === "reach" ? camera.tilt_deg : fieldOf(camera);
    put(sign, "aria-valuenow", String(value));
    put(sign, "aria-valuetext", `${value}°`);
  }
}

/** @param {Camera} camera @returns {HandleName[]} */
function namesFor(camera) {
  const field = fieldOf(camera);
  const hasEdges = !camera.heads && field !== null && field < 180;
  return hasEdges ? ["turn", "reach", "left", "right"] : ["turn", "reach"];
}

/** Return an angle from -180 up to 180. @param {number} degrees */
function signed(degrees) {
  return ((((degrees + 180) % 360) + 360) % 360) - 180;
}
