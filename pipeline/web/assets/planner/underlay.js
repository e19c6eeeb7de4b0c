// @ts-check
/**
 * A picture below the plan, to draw after: it can be made paler, turned, moved and scaled, and stays
 * through everything. The picture lies with the server; where it lies on the plan is kept with it.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./board.js").Board} Board
 * @typedef {{x_m: number, y_m: number, width_m: number, height_m: number, turn_deg: number, opacity: number}} Placed
 */
import { ApiError, api } from "../api.js";
import { word } from "../words.js";
import { byId, element, shape } from "./element.js";

/** What a picture of a plan spans before anybody has measured it. */
const USUAL_M = 100;
const OPACITY = 0.6;

export class Underlay {
  /** @param {Desk} desk @param {Board} board @param {(words: string) => void} say */
  constructor(desk, board, say) {
    this.desk = desk;
    this.board = board;
    this.say = say;
    this.bar = byId("underlay-bar");
    /** @type {Map<string, {url: string, placed: Placed} | null>} */
    this.pictures = new Map();
    this.image = shape("image", { preserveAspectRatio: "none" });
    board.layers.underlay.append(this.image);
    desk.on("floor", () => this.load());
    desk.on("language", () => this.draw());
  }

  get now() {
    return this.pictures.get(this.desk.floorId) ?? null;
  }

  /** Whether there is nothing but the picture that a measure could be of. */
  get isAlone() {
    return this.now !== null && !this.desk.floor.occluders?.length;
  }

  /** Fetch the picture of the floor that is shown, unless that was done. */
  async load() {
    const { floorId } = this.desk;
    if (!this.pictures.has(floorId)) {
      this.pictures.set(floorId, null);
      try {
        const response = await fetch(`/api/underlay/${encodeURIComponent(floorId)}`, {
          credentials: "same-origin",
        });
        if (response.ok) await this.#take(floorId, await response.blob());
      } catch {
        // Without the server there is no picture; it comes when the floor is shown again.
        this.pictures.delete(floorId);
      }
    }
    this.draw();
  }

  /** Lay a picture below the floor that is shown, and leave it with the server.
   * @param {Blob} file */
  async put(file) {
    const { floorId } = this.desk;
    this.#forget(floorId);
    await this.#take(floorId, file);
    this.draw();
    this.board.flyTo(this.#box(), 1);
    try {
      await api("PUT", `/api/underlay/${encodeURIComponent(floorId)}`, file);
      this.say(word("planner.underlay.kept"));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.say(word("planner.underlay.here", { why: error.message }));
    }
  }

  /** Stretch the picture about the plan's origin. @param {number} alongX @param {number} alongY */
  scale(alongX, alongY) {
    const { now } = this;
    if (!now) return;
    const { placed } = now;
    placed.x_m *= alongX;
    placed.y_m *= alongY;
    placed.width_m *= alongX;
    placed.height_m *= alongY;
    this.#changed();
  }

  /** Go along where the plan above is scaled. @param {number} alongX @param {number} alongY */
  follow(alongX, alongY) {
    this.scale(alongX, alongY);
  }

  draw() {
    const { now } = this;
    this.bar.hidden = !now;
    this.image.setAttribute("visibility", now ? "visible" : "hidden");
    if (!now) return;
    const { x_m, y_m, width_m, height_m, turn_deg, opacity } = now.placed;
    const turn = `translate(${x_m} ${y_m}) rotate(${turn_deg}) translate(0 ${height_m}) scale(1 -1)`;
    const attributes = { href: now.url, width: width_m, height: height_m, opacity, transform: turn };
    for (const [name, value] of Object.entries(attributes)) this.image.setAttribute(name, String(value));
    this.bar.replaceChildren(...this.#fields(now.placed));
  }

  /** @param {Placed} placed */
  #fields(placed) {
    const opacity = element("input", {
      type: "range",
      min: 0,
      max: 1,
      step: 0.05,
      value: placed.opacity,
      id: "underlay-opacity",
    });
    opacity.addEventListener("input", () => {
      placed.opacity = Number(opacity.value);
      this.image.setAttribute("opacity", opacity.value);
    });
    opacity.addEventListener("change", () => this.#keep());
    const number = (/** @type {"x_m" | "y_m" | "width_m" | "turn_deg"} */ field) => {
      const input = element("input", {
        type: "number",
        step: "any",
        value: Math.round(placed[field] * 100) / 100,
        id: `underlay-${field}`,
      });
      input.addEventListener("change", () => this.#set(placed, field, Number(input.value)));
      return [element("label", { for: `underlay-${field}` }, word(`planner.underlay.${field}`)), input];
    };
    const inputs = /** @type {const} */ (["x_m", "y_m", "width_m", "turn_deg"]).flatMap(number);
    return [
      element("label", { for: "underlay-opacity" }, word("planner.underlay.opacity")),
      opacity,
      element(
        "details",
        {},
        element("summary", {}, word("planner.underlay.place")),
        element("div", { class: "grid" }, ...inputs),
      ),
    ];
  }

  /** @param {Placed} placed @param {"x_m" | "y_m" | "width_m" | "turn_deg"} field @param {number} value */
  #set(placed, field, value) {
    if (!Number.isFinite(value) || (field === "width_m" && value <= 0)) return this.draw();
    if (field === "width_m") placed.height_m *= value / placed.width_m;
    placed[field] = value;
    this.#changed();
  }

  #changed() {
    this.#keep();
    this.draw();
  }

  #box() {
    const { x_m, y_m, width_m, height_m } = this.now?.placed ?? { x_m: 0, y_m: 0, width_m: 1, height_m: 1 };
    return { x0: x_m, y0: y_m, x1: x_m + width_m, y1: y_m + height_m };
  }

  /** @param {string} floorId @param {Blob} file */
  async #take(floorId, file) {
    const url = URL.createObjectURL(file);
    const size = await sizeOf(url);
    const height_m = (USUAL_M * size.height) / size.width;
    const usual = { x_m: 0, y_m: 0, width_m: USUAL_M, height_m, turn_deg: 0, opacity: OPACITY };
    this.pictures.set(floorId, { url, placed: this.#kept(floorId) ?? usual });
  }

  /** @param {string} floorId */
  #key(floorId) {
    return `sightline.underlay/${this.desk.base.id}/${floorId}`;
  }

  /** @param {string} floorId @returns {Placed | null} */
  #kept(floorId) {
    try {
      return JSON.parse(localStorage.getItem(this.#key(floorId)) ?? "null");
    } catch {
      return null;
    }
  }

  #keep() {
    try {
      localStorage.setItem(this.#key(this.desk.floorId), JSON.stringify(this.now?.placed));
    } catch {
      this.say(word("planner.draft.full"));
    }
  }

  /** @param {string} floorId */
  #forget(floorId) {
    const old = this.pictures.get(floorId);
    if (old) URL.revokeObjectURL(old.url);
    localStorage.removeItem(this.#key(floorId));
  }
}

/** @param {string} url @returns {Promise<{width: number, height: number}>} */
function sizeOf(url) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve({ width: image.naturalWidth, height: image.naturalHeight });
    image.onerror = () => reject(new Error("this is no picture"));
    image.src = url;
  });
}
