// @ts-check
/**
 * Sets the scale by two points whose distance is known. A second measure in another direction shows
 * whether the plan is stretched: where both differ by more than a tenth, that is said first.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./board.js").Board} Board
 * @typedef {import("./plan.js").Point} Point
 * @typedef {{from: Point, to: Point, metres: number}} Measure
 */
import { word } from "../words.js";
import { onFloor, scaled } from "./edits.js";
import { byId, element, shape } from "./element.js";
import { hint } from "./hint.js";
import { lineData } from "./path_data.js";

/** Two measures that differ by more show a plan that is stretched. */
const STRETCHED = 0.1;

/** Return by how much the plan must grow for a measure to come true. @param {Measure} measure */
export function factorOf({ from, to, metres }) {
  return metres / Math.hypot(to[0] - from[0], to[1] - from[1]);
}

/** Tell whether two measures show that the plan is stretched. @param {Measure[]} measures */
export function isStretched(measures) {
  if (measures.length < 2) return false;
  const [one, other] = measures.map(factorOf);
  return Math.abs(one / other - 1) > STRETCHED;
}

/** Return the factors along x and y that make both measures true, or null where their directions are
 * too alike to tell. @param {Measure[]} measures @returns {[number, number] | null} */
export function stretch(measures) {
  const [[ax, ay, a], [bx, by, b]] = measures.map(({ from, to, metres }) => [
    (to[0] - from[0]) ** 2,
    (to[1] - from[1]) ** 2,
    metres ** 2,
  ]);
  const whole = ax * by - ay * bx;
  if (Math.abs(whole) < 0.05 * (ax + ay) * (bx + by)) return null;
  const [alongX, alongY] = [(a * by - ay * b) / whole, (ax * b - a * bx) / whole];
  return alongX > 0 && alongY > 0 ? [Math.sqrt(alongX), Math.sqrt(alongY)] : null;
}

export class ScaleTool {
  /** @param {Desk} desk @param {Board} board @param {import("./underlay.js").Underlay} underlay
   * @param {{measured: (measures: Measure[]) => Promise<boolean>}} importing @param {(words: string) => void} say */
  constructor(desk, board, underlay, importing, say) {
    this.desk = desk;
    this.board = board;
    this.underlay = underlay;
    this.importing = importing;
    this.say = say;
    this.bar = byId("tool-bar");
    /** @type {Point[]} */
    this.points = [];
    /** @type {Measure[]} */
    this.measures = [];
    this.path = shape("path", { class: "measure" });
    desk.on("language", () => this.desk.tool === "scale" && this.#bar());
  }

  begin() {
    this.points = [];
    this.measures = [];
    this.board.layers.sketch.append(this.path);
    this.#bar();
    this.#draw();
  }

  end() {
    this.path.remove();
    this.bar.hidden = true;
    hint("");
  }

  down() {
    return false;
  }

  /** @param {PointerEvent} event */
  click(event) {
    if (this.points.length === 2) this.points = [];
    this.points.push(this.board.spot(event));
    this.#draw();
    this.#bar();
    if (this.points.length === 2) document.getElementById("scale-metres")?.focus();
  }

  /** @param {PointerEvent} event */
  hover(event) {
    if (this.points.length === 1) this.#draw(this.board.spot(event));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key !== "Escape") return false;
    if (this.points.length) this.begin();
    else this.desk.take("select");
    return true;
  }

  /** @param {Point} [next] */
  #draw(next) {
    const now = next ? [...this.points, next] : this.points;
    const lines = [...this.measures.map(({ from, to }) => [from, to]), now];
    this.path.setAttribute("d", lines.map((line) => lineData(line)).join(""));
  }

  #bar() {
    const ends = ["x1", "y1", "x2", "y2"].map((name, at) => this.#end(name, at));
    const long =
      this.points.length === 2
        ? Math.hypot(this.points[1][0] - this.points[0][0], this.points[1][1] - this.points[0][1])
        : 0;
    const metres = element("input", {
      id: "scale-metres",
      type: "number",
      min: 0.1,
      max: 5000,
      step: "any",
      required: true,
    });
    const form = element(
      "form",
      { class: "row", on: { submit: (/** @type {Event} */ event) => this.#measured(event, metres) } },
      ...ends,
      element("label", { for: "scale-metres" }, word("planner.scale.metres")),
      metres,
      element("button", { type: "submit", class: "main" }, word("planner.scale.set")),
    );
    const more = this.measures.length ? [element("p", {}, this.#told())] : [];
    hint(long ? word("planner.scale.now", { metres: long.toFixed(2) }) : word("planner.scale.hint"));
    this.bar.replaceChildren(form, ...more, ...this.#actions());
    this.bar.hidden = false;
  }

  #told() {
    return this.measures
      .map((each) => word("planner.scale.factor", { factor: factorOf(each).toFixed(4) }))
      .join(word("list.comma"));
  }

  /** @param {string} name @param {number} at */
  #end(name, at) {
    const id = `scale-${name}`;
    const point = this.points[at >> 1];
    const input = element("input", {
      id,
      type: "number",
      step: "any",
      required: true,
      value: point ? point[at % 2].toFixed(2) : "",
    });
    return element("span", { class: "end" }, element("label", { for: id }, name), input);
  }

  /** @param {Event} event @param {HTMLInputElement} metres */
  #measured(event, metres) {
    event.preventDefault();
    const read = ["x1", "y1", "x2", "y2"].map((name) =>
      Number(/** @type {HTMLInputElement} */ (byId(`scale-${name}`)).value),
    );
    const from =
      this.points[0] && near(this.points[0], [read[0], read[1]])
        ? this.points[0]
        : /** @type {Point} */ ([read[0], read[1]]);
    const to =
      this.points[1] && near(this.points[1], [read[2], read[3]])
        ? this.points[1]
        : /** @type {Point} */ ([read[2], read[3]]);
    const measure = { from, to, metres: Number(metres.value) };
    if (!(measure.metres > 0) || Math.hypot(to[0] - from[0], to[1] - from[1]) < 1e-6)
      return this.say(word("planner.scale.same"));
    this.measures = [...this.measures, measure].slice(-2);
    this.points = [];
    this.#draw();
    this.#bar();
    this.say(word("planner.scale.measured", { factor: factorOf(measure).toFixed(4) }));
    document.getElementById("scale-apply")?.focus();
  }

  #actions() {
    if (!this.measures.length) return [];
    const parts = [];
    if (isStretched(this.measures))
      parts.push(element("p", { class: "warn", role: "alert" }, word("planner.scale.stretched")));
    const apply = (
      /** @type {string} */ key,
      /** @type {() => void} */ act,
      /** @type {Record<string, unknown>} */ more,
    ) => element("button", { type: "button", on: { click: act }, ...more }, word(key));
    const mean = this.measures.map(factorOf).reduce((sum, each) => sum + each, 0) / this.measures.length;
    parts.push(
      apply("planner.scale.apply", () => void this.#apply(mean, mean), { id: "scale-apply", class: "main" }),
    );
    const both = this.measures.length === 2 ? stretch(this.measures) : null;
    if (both && isStretched(this.measures))
      parts.push(apply("planner.scale.both", () => void this.#apply(...both), { id: "scale-both" }));
    if (this.measures.length === 1)
      parts.push(element("span", { class: "quiet" }, word("planner.scale.second")));
    return [element("div", { class: "row" }, ...parts)];
  }

  /** Have the plan be so much larger. What was imported and not touched since is read once more, so that
   * gaps are healed at its true size; where both directions differ it is stretched all the same.
   * @param {number} alongX @param {number} alongY */
  async #apply(alongX, alongY) {
    const { desk } = this;
    if (this.underlay.isAlone) this.underlay.scale(alongX, alongY);
    else if (alongX !== alongY || !(await this.importing.measured(this.measures))) {
      if (!desk.floor.underlay) this.underlay.scale(alongX, alongY);
      desk.make(
        "planner.did.scale",
        onFloor(desk.site, desk.floorId, (floor) => scaled(floor, alongX, alongY)),
      );
    }
    desk.take("select");
    this.board.fit();
    this.say(word("planner.scale.done"));
  }
}

/** @param {Point} one @param {Point} other */
const near = (one, other) => Math.abs(one[0] - other[0]) < 0.006 && Math.abs(one[1] - other[1]) < 0.006;
