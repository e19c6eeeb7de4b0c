// @ts-check
/**
 * Which part of the plan the board shows: pixels of the screen for metres of the plan.
 * y goes up on the plan and down on the screen.
 *
 * @typedef {import("./plan.js").Point} Point
 * @typedef {import("./plan.js").Bounds} Bounds
 */
export const NEAREST_PX_PER_M = 800;
export const FURTHEST_PX_PER_M = 0.2;

export class View {
  constructor() {
    this.width = 800;
    this.height = 600;
    /** Pixels a metre takes. */
    this.scale = 10;
    /** Where the plan's origin lies on the screen. */
    this.left = 0;
    this.top = 600;
    /** What the page lays over the board at its edges, in pixels. */
    this.margins = { left: 0, right: 0, top: 0, bottom: 0 };
  }

  /** @param {number} x @param {number} y @returns {Point} */
  toScreen(x, y) {
    return [this.left + x * this.scale, this.top - y * this.scale];
  }

  /** @param {number} px @param {number} py @returns {Point} */
  toPlan(px, py) {
    return [(px - this.left) / this.scale, (this.top - py) / this.scale];
  }

  /** The matrix that draws metres of the plan onto the screen. */
  get matrix() {
    return `matrix(${this.scale} 0 0 ${-this.scale} ${this.left} ${this.top})`;
  }

  /** Show all of a box, with an edge around it. @param {Bounds} box @param {number} [edgePx] */
  fit(box, edgePx = 10) {
    const { left, right, top, bottom } = this.margins;
    const wide = Math.max(box.x1 - box.x0, 0.5);
    const high = Math.max(box.y1 - box.y0, 0.5);
    const room = (/** @type {number} */ px) => Math.max(px - 2 * edgePx, 20);
    this.scale = bounded(
      Math.min(room(this.width - left - right) / wide, room(this.height - top - bottom) / high),
    );
    this.centre((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2);
  }

  /** @param {number} x @param {number} y */
  centre(x, y) {
    const { left, right, top, bottom } = this.margins;
    this.left = (this.width + left - right) / 2 - x * this.scale;
    this.top = (this.height + top - bottom) / 2 + y * this.scale;
  }

  /** Come nearer by a factor; what is below that pixel stays there.
   * @param {number} px @param {number} py @param {number} factor */
  zoom(px, py, factor) {
    const [x, y] = this.toPlan(px, py);
    this.scale = bounded(this.scale * factor);
    this.left = px - x * this.scale;
    this.top = py + y * this.scale;
  }

  /** @param {number} px @param {number} py */
  shift(px, py) {
    this.left += px;
    this.top += py;
  }

  /** Take another size, the middle of the plan staying in the middle.
   * @param {number} width @param {number} height */
  resize(width, height) {
    this.shift((width - this.width) / 2, (height - this.height) / 2);
    this.width = width;
    this.height = height;
  }
}

/** @param {number} scale */
const bounded = (scale) => Math.min(NEAREST_PX_PER_M, Math.max(FURTHEST_PX_PER_M, scale));

/** Return the length of a scale bar for so many metres: 1, 2 or 5 times a power of ten, at most a fifth.
 * @param {number} wide_m */
export function barLength(wide_m) {
  const wanted = wide_m / 5;
  const decade = 10 ** Math.floor(Math.log10(wanted));
  return Math.max(...[1, 2, 5].map((step) => step * decade).filter((length) => length <= wanted));
}
