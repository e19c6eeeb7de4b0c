// @ts-check
/**
 * A picture below the plan, to draw after: it can be made paler, turned, moved and scaled, and stays
 * through everything. The picture lies with the server; where it lies is the floor's `underlay` of the
 * site file, or is kept by the browser until the file names a picture.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./board.js").Board} Board
 * @typedef {{picture?: string, x_m: number, y_m: number, width_m: number, height_m: number,
 *   rotation_deg: number, opacity: number}} Placed
 */
import { ApiError, api } from "../api.js";
import { word } from "../words.js";
import { onFloor, toHundredth, toMillimetre } from "./edits.js";
import { byId, element, shape } from "./element.js";

/** What a picture of a plan spans before anybody has measured it. */
const USUAL_M = 100;
/** As a site file has it that does not say. */
const OPACITY = 0.5;

export class Underlay {
  /** @param {Desk} desk @param {Board} board @param {(words: string) => void} say */
  constructor(desk, board, say) {
    this.desk = desk;
    this.board = board;
    this.say = say;
    this.bar = byId("underlay-bar");
    /** Pictures by floor, with where they lie unless the site says so. @type {Map<string, {url: string, place: Placed} | null>} */
    this.pictures = new Map();
    /** By floor, which picture of the site that is; none where it was laid here. @type {Map<string, string>} */
    this.names = new Map();
    this.image = shape("image", { preserveAspectRatio: "none" });
    board.layers.underlay.append(this.image);
    desk.on("floor", () => void this.load());
    desk.on("site", () => void this.load());
    desk.on("language", () => this.draw());
  }

  /** Where the picture of the floor that is shown lies, or null where it has none. @returns {Placed | null} */
  get placed() {
    const { floorId } = this.desk;
    const picture = this.pictures.get(floorId);
    return picture ? { ...picture.place, ...this.#stated(floorId) } : null;
  }

  /** Whether there is nothing but the picture that a measure could be of. */
  get isAlone() {
    return this.placed !== null && !this.desk.floor.occluders?.length;
  }

  /** Fetch the picture that the floor that is shown names, unless it is there; it may be gone back to. */
  async load() {
    const { floorId } = this.desk;
    const name = this.#stated(floorId).picture;
    const isSaved = this.desk.base.floors.some((floor) => floor.id === floorId);
    if (name && name !== this.names.get(floorId) && isSaved) {
      // What was laid here is named by the site once the server has it.
      const isHere = this.pictures.has(floorId) && !this.names.has(floorId);
      this.names.set(floorId, name);
      if (!isHere) await this.#fetch(floorId, name);
    }
    this.draw();
  }

  /** @param {string} floorId @param {string} name */
  async #fetch(floorId, name) {
    const isAsked = () => this.names.get(floorId) === name;
    const path = `/api/underlay/${encodeURIComponent(floorId)}?picture=${encodeURIComponent(name)}`;
    try {
      const response = /** @type {Response} */ (await api("GET", path, undefined, { raw: true }));
      const file = await response.blob();
      if (!isAsked()) return;
      this.#drop(floorId);
      await this.#take(floorId, file);
    } catch (error) {
      if (!isAsked()) return;
      this.#drop(floorId);
      // Without the server there is no picture; it comes when the floor is shown again.
      if (!(error instanceof ApiError) || error.status === 0) this.names.delete(floorId);
    }
  }

  /** Lay a picture below the floor that is shown, and leave it with the server. @param {Blob} file */
  async put(file) {
    const { floorId } = this.desk;
    this.#forget(floorId);
    await this.#take(floorId, file);
    this.draw();
    if (floorId === this.desk.floorId) this.board.flyTo(this.#box(), 1);
    try {
      const { picture } = await api("PUT", `/api/underlay/${encodeURIComponent(floorId)}`, file, {
        stay: true,
      });
      // Another floor may be shown by now.
      this.#set({ picture: picture.picture }, floorId);
      this.say(word("planner.underlay.kept"));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.say(word("planner.underlay.here", { why: error.message }));
    }
  }

  /** Stretch the picture about the plan's origin. @param {number} alongX @param {number} alongY */
  scale(alongX, alongY) {
    const { placed } = this;
    if (!placed) return;
    const { x_m, y_m, width_m, height_m } = placed;
    this.#set({
      x_m: x_m * alongX,
      y_m: y_m * alongY,
      width_m: width_m * alongX,
      height_m: height_m * alongY,
    });
  }

  draw() {
    const { placed } = this;
    const url = this.pictures.get(this.desk.floorId)?.url;
    this.bar.hidden = !placed;
    this.image.setAttribute("visibility", placed ? "visible" : "hidden");
    if (!placed || !url) return;
    const { x_m, y_m, width_m, height_m, rotation_deg, opacity } = placed;
    const transform = `translate(${x_m} ${y_m}) rotate(${rotation_deg}) translate(0 ${height_m}) scale(1 -1)`;
    const attributes = { href: url, width: width_m, height: height_m, opacity, transform };
    for (const [name, value] of Object.entries(attributes)) this.image.setAttribute(name, String(value));
    if (!this.bar.contains(document.activeElement)) this.bar.replaceChildren(...this.#fields(placed));
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
    opacity.addEventListener("input", () => this.image.setAttribute("opacity", opacity.value));
    opacity.addEventListener("change", () => this.#set({ opacity: Number(opacity.value) }));
    const number = (/** @type {"x_m" | "y_m" | "width_m" | "rotation_deg"} */ field) => {
      const id = `underlay-${field}`;
      const input = element("input", { type: "number", step: "any", value: toHundredth(placed[field]), id });
      input.addEventListener("change", () => this.#typed(field, Number(input.value)));
      return element(
        "div",
        { class: "field" },
        element("label", { for: id }, word(`planner.underlay.${field}`)),
        input,
      );
    };
    const inputs = /** @type {const} */ (["x_m", "y_m", "width_m", "rotation_deg"]).map(number);
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

  /** @param {"x_m" | "y_m" | "width_m" | "rotation_deg"} field @param {number} value */
  #typed(field, value) {
    const { placed } = this;
    if (!placed || !Number.isFinite(value) || (field === "width_m" && value <= 0)) return;
    if (field === "width_m")
      this.#set({ width_m: value, height_m: (placed.height_m * value) / placed.width_m });
    else this.#set({ [field]: value });
  }

  /** Change where the picture lies: in the site where that names it, else in the browser's keeping.
   * @param {Partial<Placed>} patch @param {string} [floorId] */
  #set(patch, floorId = this.desk.floorId) {
    const { desk } = this;
    const picture = this.pictures.get(floorId);
    if (!picture || !desk.site.floors.some((floor) => floor.id === floorId)) return;
    const made = rounded({ ...picture.place, ...this.#stated(floorId), ...patch });
    if (made.picture) {
      desk.make(
        "planner.did.underlay",
        onFloor(desk.site, floorId, (floor) => ({ ...floor, underlay: made })),
      );
    } else {
      picture.place = made;
      this.#keep(floorId, made);
      this.draw();
    }
  }

  /** @param {string} floorId @returns {Partial<Placed>} */
  #stated(floorId) {
    const floor = this.desk.site.floors.find((each) => each.id === floorId);
    return /** @type {{underlay?: Partial<Placed>} | undefined} */ (floor)?.underlay ?? {};
  }

  #box() {
    const { x_m, y_m, width_m, height_m } = this.placed ?? { x_m: 0, y_m: 0, width_m: 1, height_m: 1 };
    return { x0: x_m, y0: y_m, x1: x_m + width_m, y1: y_m + height_m };
  }

  /** @param {string} floorId @param {Blob} file */
  async #take(floorId, file) {
    const url = URL.createObjectURL(file);
    const size = await sizeOf(url);
    const height_m = (USUAL_M * size.height) / size.width;
    const usual = { x_m: 0, y_m: 0, width_m: USUAL_M, height_m, rotation_deg: 0, opacity: OPACITY };
    this.pictures.set(floorId, { url, place: this.#kept(floorId) ?? usual });
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

  /** @param {string} floorId @param {Placed} place */
  #keep(floorId, place) {
    try {
      localStorage.setItem(this.#key(floorId), JSON.stringify(place));
    } catch {
      this.say(word("planner.draft.full"));
    }
  }

  /** @param {string} floorId */
  #drop(floorId) {
    const old = this.pictures.get(floorId);
    if (old) URL.revokeObjectURL(old.url);
    this.pictures.delete(floorId);
  }

  /** @param {string} floorId */
  #forget(floorId) {
    this.#drop(floorId);
    this.names.delete(floorId);
    localStorage.removeItem(this.#key(floorId));
  }
}

/** @param {Placed} place @returns {Placed} */
function rounded(place) {
  const made = { ...place };
  for (const field of /** @type {const} */ (["x_m", "y_m", "width_m", "height_m"]))
    made[field] = toMillimetre(made[field]);
  return made;
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
