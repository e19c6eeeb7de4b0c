// @ts-check
/**
 * The drawing: what stands on a floor, what is seen of it, and its cameras, as SVG.
 * Regions are drawn in metres of the plan below one matrix; signs keep their size on the screen.
 * It is a stack of sheets, so that what follows the hand is laid out and painted apart from what
 * stands still: a browser goes through a sheet when anything on it moves.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./plan.js").Bounds} Bounds
 * @typedef {import("./plan.js").Point} Point
 */
import { byId, shape } from "./element.js";
import { lineData } from "./path_data.js";
import { boundsOf } from "./plan.js";
import { View, barLength } from "./view.js";

/** The sheets with their layers, from the ground up; the later ones lie above. */
const SHEETS = /** @type {const} */ ({
  ground: ["underlay", "outline", "zones", "covered", "extra", "cones"],
  seen: ["cone", "slack", "blind"],
  plan: ["prohibited", "walls", "shapes", "names", "ghost"],
  signs: ["signs"],
  hand: ["handles", "sketch"],
});

/** @typedef {typeof SHEETS[keyof typeof SHEETS][number]} LayerName */

/** What tools, tabs and the status line cover of the board. */
const WIDE_PX = { left: 56, right: 48, top: 46, bottom: 32 };
const NARROW_PX = { left: 38, right: 8, top: 42, bottom: 32 };

export class Board {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.view = new View();
    this.root = byId("board");
    /** @type {SVGGElement[]} what is drawn in metres, a group on each sheet */
    this.worlds = [];
    /** @type {Record<LayerName, SVGGElement>} */
    this.layers = /** @type {any} */ ({});
    for (const [name, layers] of Object.entries(SHEETS)) this.#lay(name, layers);
    this.bar = byId("scale-bar");
    /** Signs by where they stand; each keeps its size. @type {Map<SVGGElement, Point>} */
    this.signs = new Map();
    /** @type {(() => void)[]} */
    this.ears = [];
    /** Where the board is on the screen: asked while something is dragged, it would have the whole
     * drawing laid out at each move. */
    this.corner = { left: 0, top: 0 };
    /** What was shown as a whole last. @type {Bounds | null} */
    this.box = null;
    new ResizeObserver(() => this.#resized()).observe(this.root);
    for (const kind of ["pointerdown", "pointerenter", "wheel"]) {
      this.root.addEventListener(kind, () => this.#locate(), { capture: true, passive: true });
    }
    addEventListener("scroll", () => this.#locate(), { capture: true, passive: true });
    this.#resized();
  }

  /** Lay a sheet with its layers over those before. @param {string} name @param {readonly LayerName[]} layers */
  #lay(name, layers) {
    const world = shape("g", { class: "world" });
    for (const layer of layers) {
      this.layers[layer] = shape("g", { class: `layer-${layer}` });
      world.append(this.layers[layer]);
    }
    this.worlds.push(world);
    this.root.append(shape("svg", { class: `plan-sheet sheet-${name}`, role: "none" }, world));
  }

  /** Have every sheet span so many pixels. @param {number} width @param {number} height */
  span(width, height) {
    for (const sheet of this.root.children) sheet.setAttribute("viewBox", `0 0 ${width} ${height}`);
  }

  /** Have something that keeps its size stand at a place, or move it there.
   * @param {SVGGElement} sign @param {Point} at */
  stand(sign, at) {
    this.signs.set(sign, at);
    sign.setAttribute("transform", this.#standing(at));
  }

  /** @param {SVGGElement} sign */
  remove(sign) {
    this.signs.delete(sign);
    sign.remove();
  }

  /** Draw everything where the view has it now. */
  place() {
    for (const world of this.worlds) world.setAttribute("transform", this.view.matrix);
    for (const [sign, at] of this.signs) sign.setAttribute("transform", this.#standing(at));
    this.#measure();
    for (const ear of this.ears) ear();
  }

  /** @param {() => void} ear called when the view has changed */
  onView(ear) {
    this.ears.push(ear);
  }

  fit() {
    this.box = boundsOf(this.desk.floor);
    this.view.fit(this.box);
    this.place();
  }

  /** Show all of a floor that spans something else than the one before; others keep the view. */
  fitIfElse() {
    const { x0, y0, x1, y1 } = boundsOf(this.desk.floor);
    const was = this.box;
    if (!was || was.x0 !== x0 || was.y0 !== y0 || was.x1 !== x1 || was.y1 !== y1) this.fit();
  }

  /** Bring a box into view, with room around it. @param {Bounds} box @param {number} [least_m] */
  flyTo(box, least_m = 12) {
    const grow = (/** @type {number} */ low, /** @type {number} */ high) => {
      const more = Math.max(0, least_m - (high - low)) / 2;
      return [low - more, high + more];
    };
    const [x0, x1] = grow(box.x0, box.x1);
    const [y0, y1] = grow(box.y0, box.y1);
    this.view.fit({ x0, y0, x1, y1 }, Math.min(80, this.view.width / 8));
    this.place();
  }

  /** Bring a point into view if it is outside of it. @param {Point} at */
  reveal(at) {
    const [px, py] = this.view.toScreen(...at);
    const inside = px > 20 && py > 20 && px < this.view.width - 20 && py < this.view.height - 20;
    if (inside) return;
    this.view.centre(...at);
    this.place();
  }

  /** Draw the eye to a ring for a moment. @param {Point[]} ring */
  flash(ring) {
    const mark = shape("path", { class: "flash", d: lineData(ring, true) });
    this.layers.sketch.append(mark);
    mark.addEventListener("animationend", () => mark.remove());
  }

  /** @param {{clientX: number, clientY: number}} event @returns {Point} */
  pixel(event) {
    return [event.clientX - this.corner.left, event.clientY - this.corner.top];
  }

  /** @param {{clientX: number, clientY: number}} event @returns {Point} */
  spot(event) {
    return this.view.toPlan(...this.pixel(event));
  }

  /** Return how many metres so many pixels are. @param {number} px */
  metres(px) {
    return px / this.view.scale;
  }

  /** @param {Point} at */
  #standing([x, y]) {
    const size = 1 / this.view.scale;
    return `translate(${x} ${y}) scale(${size} ${-size})`;
  }

  #measure() {
    const length_m = barLength(this.view.width / this.view.scale);
    this.bar.style.setProperty("--bar", `${length_m * this.view.scale}px`);
    this.bar.textContent = `${Number(length_m.toPrecision(2))} m`;
  }

  #locate() {
    const { left, top, width, height } = this.root.getBoundingClientRect();
    this.corner = { left, top };
    return { width, height };
  }

  #resized() {
    const { width, height } = this.#locate();
    if (!width || !height) return;
    this.view.resize(width, height);
    this.view.margins = width < 560 ? NARROW_PX : WIDE_PX;
    this.span(width, height);
    this.place();
  }
}
