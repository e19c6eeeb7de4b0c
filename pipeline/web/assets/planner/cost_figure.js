// @ts-check
/**
 * The figure of what the changes cost so far.
 *
 * @typedef {import("./desk.js").Desk} Desk
 */
import { word } from "../words.js";
import { costOf } from "./cost.js";
import { byId } from "./element.js";

const KINDS = /** @type {const} */ (["added", "refitted", "moved", "turned", "removed"]);

export class CostFigure {
  /** @param {Desk} desk @param {import("./catalogue.js").CameraClass[]} catalogue */
  constructor(desk, catalogue) {
    this.desk = desk;
    this.catalogue = catalogue;
    this.figure = byId("cost");
    for (const topic of /** @type {const} */ (["site", "saved", "language"]))
      desk.on(topic, () => this.draw());
    this.draw();
  }

  draw() {
    const cost = costOf(this.desk.base, this.desk.site, this.catalogue);
    const parts = KINDS.filter((kind) => cost[kind]).map((kind) =>
      word(`planner.cost.${kind}`, { count: cost[kind] }),
    );
    this.figure.textContent = cost.units.toFixed(1);
    this.figure.title = [word("planner.cost.unit"), ...parts].join(word("list.comma"));
    this.figure.dataset.parts = parts.join(word("list.comma"));
  }
}
