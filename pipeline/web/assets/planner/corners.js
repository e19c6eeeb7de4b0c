// @ts-check
/**
 * The corners of the chosen area or wall: each can be dragged, moved by arrows and taken away, and
 * between two of them a new one is drawn out.
 *
 * @typedef {import("./board.js").Board} Board
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./plan.js").Point} Point
 */
import { word } from "../words.js";
import { patched, toMillimetre } from "./edits.js";
import { shape } from "./element.js";
import { corners } from "./plan.js";

/** What has more corners than this is edited by its numbers alone. */
const MOST = 120;
const LINE_UP_PX = 8;

export class Corners {
  /** @param {Desk} desk @param {Board} board */
  constructor(desk, board) {
    this.desk = desk;
    this.board = board;
    /** @type {SVGGElement[]} */
    this.signs = [];
    desk.on("selection", () => this.draw());
    desk.on("site", () => this.draw());
    desk.on("tool", () => this.draw());
    desk.on("live", (cameraId) => cameraId === undefined && this.#place());
    desk.on("language", () => this.draw());
  }

  get shape() {
    const { thing, tool } = this.desk;
    return thing && tool === "select" ? corners(thing) : null;
  }

  draw() {
    for (const sign of this.signs) this.board.remove(sign);
    this.signs = [];
    const points = this.shape?.points ?? [];
    if (!points.length || points.length > MOST) return;
    this.signs = [
      ...points.map((_, at) => this.#corner(at)),
      ...this.#gaps(points).map((at) => this.#gap(at)),
    ];
    this.#place();
  }

  /** Take hold of a corner, or make one of a gap. @param {number} at @param {boolean} isGap @param {Point} spot */
  take(at, isGap, spot) {
    this.made = isGap ? { at: at + 1, spot } : null;
    return isGap ? at + 1 : at;
  }

  /** @param {number} at @param {Point} spot @param {{altKey: boolean, ctrlKey: boolean}} keys */
  drag(at, spot, keys) {
    const { shape: drawn } = this;
    if (!drawn) return;
    const points = [...drawn.points];
    if (this.made?.at === at) points.splice(at, 0, spot);
    this.made = null;
    points[at] = this.#linedUp(points, at, spot, keys);
    this.#live(drawn.field, points);
  }

  /** @param {number} at @param {number} dx @param {number} dy */
  nudge(at, dx, dy) {
    const { shape: drawn } = this;
    if (!drawn?.points[at]) return;
    this.desk.begin("planner.did.corner");
    const points = [...drawn.points];
    points[at] = [toMillimetre(points[at][0] + dx), toMillimetre(points[at][1] + dy)];
    this.#live(drawn.field, points);
    this.desk.commit();
    this.#focus(at);
  }

  /** @param {number} at */
  remove(at) {
    const { shape: drawn } = this;
    if (!drawn || drawn.points.length <= (drawn.field === "ring" ? 3 : 2)) return;
    this.desk.begin("planner.did.corner");
    this.#live(
      drawn.field,
      drawn.points.filter((_, each) => each !== at),
    );
    this.desk.commit();
    this.#focus(Math.max(0, at - 1));
  }

  /** @param {number} at */
  #focus(at) {
    this.signs[at]?.focus({ preventScroll: true });
  }

  /** Hold a corner to the coordinates of its neighbours where it nearly has them.
   * @param {Point[]} points @param {number} at @param {Point} spot
   * @param {{altKey: boolean, ctrlKey: boolean}} keys @returns {Point} */
  #linedUp(points, at, spot, keys) {
    const near = this.board.metres(LINE_UP_PX);
    let [x, y] = spot;
    if (!keys.altKey && !keys.ctrlKey) {
      for (const step of [1, points.length - 1]) {
        const [nx, ny] = points[(at + step) % points.length];
        if (Math.abs(nx - x) < near) x = nx;
        if (Math.abs(ny - y) < near) y = ny;
      }
    }
    return [toMillimetre(x), toMillimetre(y)];
  }

  /** @param {string} field @param {Point[]} points */
  #live(field, points) {
    const { site, floorId, selection } = this.desk;
    if (selection) this.desk.live(patched(site, floorId, selection.list, selection.id, { [field]: points }));
  }

  /** @param {Point[]} points */
  #gaps(points) {
    const many = this.shape?.field === "ring" ? points.length : points.length - 1;
    return Array.from({ length: many }, (_, at) => at);
  }

  #place() {
    const points = this.shape?.points ?? [];
    for (const sign of this.signs) {
      const at = Number(sign.getAttribute("data-corner"));
      const [x, y] = points[at] ?? [0, 0];
      const [nx, ny] = points[(at + 1) % points.length] ?? [x, y];
      this.board.stand(sign, sign.hasAttribute("data-between") ? [(x + nx) / 2, (y + ny) / 2] : [x, y]);
    }
  }

  /** @param {number} at */
  #corner(at) {
    const [x, y] = this.shape?.points[at] ?? [0, 0];
    const label = word("planner.corner", { number: at + 1, x: x.toFixed(1), y: y.toFixed(1) });
    return this.#sign(
      { class: "corner", role: "button", tabindex: 0, "data-corner": at, "aria-label": label },
      shape("rect", { x: -4.5, y: -4.5, width: 9, height: 9 }),
    );
  }

  /** @param {number} at */
  #gap(at) {
    return this.#sign(
      { class: "corner between", "data-corner": at, "data-between": "" },
      shape("circle", { r: 3.5 }),
    );
  }

  /** @param {Record<string, unknown>} attributes @param {SVGElement} mark */
  #sign(attributes, mark) {
    const sign = shape("g", attributes, shape("circle", { class: "hit", r: 9 }), mark);
    this.board.layers.handles.append(sign);
    return sign;
  }
}
