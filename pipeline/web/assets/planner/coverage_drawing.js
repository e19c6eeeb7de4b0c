// @ts-check
/**
 * What is seen and what is not: what must be seen in green, and over it in red what no camera sees.
 * The red that follows the hand is the browser's; blind spots with their numbers are the server's,
 * and leave the drawing as soon as the plan is no longer the one that they are of.
 *
 * @typedef {import("./board.js").Board} Board
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./estimate.js").Estimate} Estimate
 * @typedef {import("./exact.js").Exact} Exact
 */
import { word } from "../words.js";
import { shape } from "./element.js";
import { squareMetres } from "./figures.js";
import { polygonsData, ringsData } from "./path_data.js";

export class CoverageDrawing {
  /** @param {Desk} desk @param {Board} board @param {Estimate} estimate @param {Exact} exact */
  constructor(desk, board, estimate, exact) {
    this.desk = desk;
    this.board = board;
    this.estimate = estimate;
    this.exact = exact;
    this.blind = shape("path", { class: "blind-about" });
    board.layers.blind.append(this.blind);
    this.spots = shape("g", { class: "spots" });
    board.layers.blind.append(this.spots);
    /** @type {SVGGElement[]} */
    this.discs = [];
    /** @type {any} the numbers whose spots are drawn */
    this.drawn = null;
    desk.on("estimate", () => this.#about());
    desk.on("scene", () => this.#required());
    desk.on("floor", () => this.#required());
    desk.on("numbers", () => this.#exactly());
    desk.on("floor", () => this.#exactly(true));
    desk.on("live", () => this.#exactly());
    desk.on("language", () => this.#exactly(true));
  }

  #about() {
    this.blind.setAttribute("d", this.estimate.floor?.blindPath() ?? "");
  }

  #required() {
    const looks = /** @type {any[]} */ (this.estimate.scene?.looks ?? []);
    const paths = looks
      .flatMap((look) => look.required)
      .map((each) => shape("path", { class: "required", d: polygonsData(each.polygons) }));
    this.board.layers.covered.replaceChildren(...paths);
  }

  /** @param {boolean} [anew] */
  #exactly(anew = false) {
    const { isExact, floor } = this.exact;
    this.board.root.classList.toggle("exact", isExact);
    if (!isExact || (!anew && this.drawn === floor)) return;
    this.drawn = floor;
    for (const disc of this.discs) this.board.remove(disc);
    const spots = /** @type {any[]} */ (floor?.blind_spots ?? []);
    this.spots.replaceChildren(...spots.map((spot) => this.#spot(spot)));
    this.discs = spots.map((spot, at) => this.#disc(spot, at + 1));
  }

  /** @param {any} spot */
  #spot(spot) {
    const kind = spot.cause === "density" ? "coarse" : "unseen";
    return shape("path", { class: `spot ${kind}`, d: ringsData([spot.ring, ...spot.holes]) });
  }

  /** @param {any} spot @param {number} number */
  #disc(spot, number) {
    const label = word("planner.spot", {
      number,
      area: squareMetres(spot.area_m2),
      cause: word(`planner.cause.${spot.cause}`),
    });
    const disc = shape(
      "g",
      { class: "disc", "data-spot": spot.id, role: "img", "aria-label": label },
      shape("title", {}, label),
      shape("circle", { r: 9 }),
      shape("text", { y: 4, "aria-hidden": true }, number),
    );
    this.board.layers.ghost.append(disc);
    this.board.stand(disc, [spot.x_m, spot.y_m]);
    return disc;
  }
}
