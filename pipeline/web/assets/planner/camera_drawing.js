// @ts-check
/**
 * Cameras on the board: a sign for each, which is a control of its own, and what it sees.
 *
 * @typedef {import("./board.js").Board} Board
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./plan.js").Camera} Camera
 * @typedef {import("./estimate.js").Estimate} Estimate
 * @typedef {{camera: Camera, sign: SVGGElement, body: SVGPathElement, cone: SVGPathElement, name: SVGTextElement}} Drawn
 */
import { language, word } from "../words.js";
import { put, shape } from "./element.js";
import { CAMERA_SIGN, DOME_SIGN } from "./path_data.js";
import { fieldOf, nameOf } from "./plan.js";

/** From here on names of cameras stand beside them. */
const NAMED_PX_PER_M = 14;

/** Return how a camera is told to who does not see the drawing. @param {Camera} camera */
export function cameraLabel(camera) {
  return word("planner.camera.label", {
    name: nameOf(camera, language()),
    x: camera.position[0].toFixed(1),
    y: camera.position[1].toFixed(1),
    pan: camera.pan_deg,
    field: fieldOf(camera) ?? "–",
  });
}

export class CameraDrawing {
  /** @param {Desk} desk @param {Board} board @param {Estimate} estimate */
  constructor(desk, board, estimate) {
    this.desk = desk;
    this.board = board;
    this.estimate = estimate;
    /** @type {Map<string, Drawn>} */
    this.drawn = new Map();
    desk.on("site", () => this.draw());
    desk.on("floor", () => this.draw());
    desk.on("language", () => this.#rename());
    desk.on("selection", () => this.mark());
    desk.on("live", (id) => this.#follow(id));
    desk.on("estimate", (id) => this.#cones(id));
    board.onView(() => this.#named());
  }

  draw() {
    const cameras = this.desk.floor.cameras ?? [];
    const here = new Set(cameras.map((camera) => camera.id));
    for (const [id, each] of this.drawn) if (!here.has(id)) this.#remove(id, each);
    for (const camera of cameras) this.#put(camera);
    this.mark();
  }

  mark() {
    const { selection } = this.desk;
    for (const [id, { sign, cone }] of this.drawn) {
      const isChosen = selection?.list === "cameras" && selection.id === id;
      if (sign.classList.contains("chosen") === isChosen && sign.hasAttribute("aria-pressed")) continue;
      sign.classList.toggle("chosen", isChosen);
      cone.classList.toggle("chosen", isChosen);
      this.board.layers[isChosen ? "cone" : "cones"].append(cone);
      sign.setAttribute("aria-pressed", String(isChosen));
    }
  }

  /** @param {string} id */
  focus(id) {
    this.drawn.get(id)?.sign.focus({ preventScroll: true });
  }

  /** @param {Camera} camera */
  #put(camera) {
    const each = this.drawn.get(camera.id) ?? this.#made(camera);
    if (each.camera === camera && each.sign.isConnected && each.sign.hasAttribute("aria-label")) return;
    each.sign.setAttribute("aria-label", cameraLabel(camera));
    each.name.textContent = nameOf(camera, language());
    this.#pose(each, camera);
  }

  /** @param {Drawn} each @param {Camera} camera */
  #pose(each, camera) {
    const isRound = Boolean(camera.heads) || (fieldOf(camera) ?? 0) >= 170;
    each.camera = camera;
    put(each.body, "d", isRound ? DOME_SIGN : CAMERA_SIGN);
    put(each.body, "transform", `rotate(${-camera.pan_deg})`);
    this.board.stand(each.sign, camera.position);
  }

  /** @param {Camera} camera @returns {Drawn} */
  #made(camera) {
    const body = shape("path", { class: "body" });
    const name = shape("text", { class: "camera-name", y: 22, "aria-hidden": true });
    const hit = shape("circle", { class: "hit", r: 13 });
    const sign = shape(
      "g",
      { class: "camera", role: "button", tabindex: 0, "data-id": camera.id },
      hit,
      body,
      name,
    );
    const cone = shape("path", { class: "cone", "data-id": camera.id });
    this.board.layers.signs.append(sign);
    this.board.layers.cones.append(cone);
    const each = { camera, sign, body, cone, name };
    this.drawn.set(camera.id, each);
    return each;
  }

  /** @param {string} id @param {Drawn} each */
  #remove(id, each) {
    this.drawn.delete(id);
    this.board.remove(each.sign);
    each.cone.remove();
  }

  /** @param {string | undefined} id */
  #follow(id) {
    const each = id === undefined ? undefined : this.drawn.get(id);
    const camera = (this.desk.floor.cameras ?? []).find((one) => one.id === id);
    if (each && camera) this.#pose(each, camera);
  }

  /** @param {string | undefined} id */
  #cones(id) {
    const floor = this.estimate.floor;
    const which = id === undefined ? [...this.drawn.values()] : [this.drawn.get(id)];
    for (const each of which) each?.cone.setAttribute("d", floor?.conePath(each.camera.id) ?? "");
  }

  #rename() {
    for (const each of this.drawn.values()) {
      each.sign.setAttribute("aria-label", cameraLabel(each.camera));
      each.name.textContent = nameOf(each.camera, language());
    }
  }

  #named() {
    this.board.root.classList.toggle("named", this.board.view.scale >= NAMED_PX_PER_M);
  }
}
