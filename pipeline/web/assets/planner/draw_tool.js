// @ts-check
/**
 * Draws walls, zones, gates and prohibited zones: corner by corner with the pointer, or by numbers.
 * Enter, a double click, or the first corner ends it; Backspace takes the last corner back.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./board.js").Board} Board
 * @typedef {import("./plan.js").Point} Point
 * @typedef {import("./plan.js").ListName} ListName
 * @typedef {"wall" | "zone" | "gate" | "prohibited"} Drawn
 */
import { both, learnBoth, word } from "../words.js";
import { added, freshId, toMillimetre } from "./edits.js";
import { byId, element, shape } from "./element.js";
import { hint } from "./hint.js";
import { kindOptions } from "./kinds.js";
import { lineData } from "./path_data.js";
import { THICKNESS_M } from "./plan.js";

const CLOSE_PX = 10;
const NEAR_PX = 10;
/** @type {Record<Drawn, {list: "zones" | "prohibited" | "occluders", kind: string, least: number}>} */
const KINDS = {
  wall: { list: "occluders", kind: "wall", least: 2 },
  zone: { list: "zones", kind: "corridor", least: 3 },
  gate: { list: "zones", kind: "gate", least: 3 },
  prohibited: { list: "prohibited", kind: "toilet", least: 3 },
};

export class DrawTool {
  /** @param {Desk} desk @param {Board} board @param {Drawn} what @param {(words: string) => void} say */
  constructor(desk, board, what, say) {
    this.desk = desk;
    this.board = board;
    this.what = what;
    this.say = say;
    this.of = KINDS[what];
    this.kind = this.of.kind;
    this.bar = byId("tool-bar");
    /** @type {Point[]} */
    this.points = [];
    this.path = shape("path", { class: `sketch ${what}` });
    this.start = shape("g", { class: "sketch-start" }, shape("circle", { r: 6 }));
    desk.on("language", () => this.desk.tool === what && this.#bar());
    desk.on("floor", () => this.desk.tool === what && this.cancel());
  }

  begin() {
    void learnBoth();
    this.points = [];
    this.board.layers.sketch.append(this.path);
    this.#bar();
    this.#draw();
  }

  end() {
    this.points = [];
    this.path.remove();
    this.board.remove(this.start);
    this.bar.hidden = true;
    hint("");
  }

  cancel() {
    this.points = [];
    this.#draw();
  }

  down() {
    return false;
  }

  /** @param {PointerEvent} event */
  click(event) {
    const at = this.#held(event);
    if (this.points.length > 2 && this.#isNear(at, this.points[0], CLOSE_PX)) return this.#close();
    const last = this.points.at(-1);
    if (last && this.#isNear(at, last, 4)) return void (this.points.length >= this.of.least && this.finish());
    this.#add(at);
  }

  /** @param {PointerEvent} event */
  hover(event) {
    if (this.points.length) this.#draw(this.#held(event));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Enter") this.finish();
    else if (event.key === "Backspace") this.#back();
    else if (event.key === "Escape" && this.points.length) this.cancel();
    else if (event.key === "Escape") this.desk.take("select");
    else return false;
    return true;
  }

  /** End where it began; a wall goes all around then. */
  #close() {
    if (this.of.list === "occluders") this.#add(this.points[0]);
    this.finish();
  }

  finish() {
    const { desk, of, points } = this;
    if (points.length < of.least) return this.say(word("planner.draw.few", { least: of.least }));
    this.points = [];
    const id = freshId(desk.site, STEMS[this.what]);
    const isWall = of.list === "occluders";
    const shaped = isWall
      ? { line: points, thickness_m: THICKNESS_M }
      : { name: this.#name(id), ring: points };
    const thing = /** @type {any} */ ({ id, kind: this.kind, ...shaped });
    desk.make("planner.did.draw", added(desk.site, desk.floorId, of.list, [thing]));
    desk.take("select");
    desk.select({ list: of.list, id });
    this.say(word("planner.added", { id }));
  }

  /** @param {string} id */
  #name(id) {
    const number = id.slice(id.lastIndexOf("-") + 1);
    const { zh, en } = both(`planner.kind.${this.kind}`);
    return { zh: `${zh} ${number}`, en: `${en} ${number}` };
  }

  /** @param {Point} at */
  #add(at) {
    this.points.push([toMillimetre(at[0]), toMillimetre(at[1])]);
    this.#draw();
    this.#list();
    this.say(
      word("planner.draw.corner", { number: this.points.length, x: at[0].toFixed(2), y: at[1].toFixed(2) }),
    );
  }

  #back() {
    this.points.pop();
    this.#draw();
    this.#list();
  }

  /** Hold a place to corners that are drawn, and to right angles; not with Alt or Ctrl.
   * @param {PointerEvent} event @returns {Point} */
  #held(event) {
    const spot = this.board.spot(event);
    if (event.altKey || event.ctrlKey) return spot;
    const near = this.board.metres(NEAR_PX);
    const corner = nearest(this.desk.floor, spot, near);
    if (corner) return corner;
    let [x, y] = spot;
    for (const each of [this.points.at(-1), this.points[0]]) {
      if (each && Math.abs(each[0] - x) < near) x = each[0];
      if (each && Math.abs(each[1] - y) < near) y = each[1];
    }
    return [x, y];
  }

  /** @param {Point} one @param {Point} other @param {number} px */
  #isNear(one, other, px) {
    return Math.hypot(one[0] - other[0], one[1] - other[1]) < this.board.metres(px);
  }

  /** @param {Point} [next] */
  #draw(next) {
    const points = next ? [...this.points, next] : this.points;
    this.path.setAttribute("d", lineData(points, this.of.list !== "occluders" && points.length > 2));
    if (!this.points.length) return this.board.remove(this.start);
    if (!this.start.isConnected) this.board.layers.sketch.append(this.start);
    this.board.stand(this.start, this.points[0]);
  }

  #bar() {
    const kinds = kindOptions(this.of.list).map(([kind, words]) =>
      element("option", { value: kind, selected: kind === this.kind }, words),
    );
    const kind = element(
      "select",
      { id: "draw-kind", on: { change: () => (this.kind = kind.value) } },
      ...kinds,
    );
    const x = element("input", { id: "draw-x", type: "number", step: "any", required: true });
    const y = element("input", { id: "draw-y", type: "number", step: "any", required: true });
    const typed = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#add([Number(x.value), Number(y.value)]);
      x.select();
      x.focus();
    };
    this.bar.replaceChildren(
      element("label", { for: "draw-kind" }, word("planner.kind")),
      kind,
      element(
        "form",
        { class: "row", on: { submit: typed } },
        element("label", { for: "draw-x" }, "x"),
        x,
        element("label", { for: "draw-y" }, "y"),
        y,
        element("button", { type: "submit" }, word("planner.draw.add")),
      ),
      element(
        "button",
        { type: "button", class: "main", on: { click: () => this.finish() } },
        word("planner.draw.finish"),
      ),
      element("span", { id: "draw-count", class: "quiet" }),
    );
    this.bar.hidden = false;
    hint(word(`planner.draw.hint.${this.of.list === "occluders" ? "line" : "ring"}`));
    this.#list();
  }

  #list() {
    const count = this.bar.querySelector("#draw-count");
    if (count) count.textContent = word("planner.draw.count", { count: this.points.length });
  }
}

/** @type {Record<Drawn, string>} */
const STEMS = { wall: "wall", zone: "zone", gate: "gate", prohibited: "private" };

/** Return the corner drawn nearest to a place, within so many metres.
 * @param {import("./plan.js").Floor} floor @param {Point} at @param {number} within_m @returns {Point | null} */
function nearest(floor, at, within_m) {
  const rings = [
    floor.outline,
    ...[...(floor.zones ?? []), ...(floor.prohibited ?? [])].map((each) => each.ring),
  ];
  for (const wall of floor.occluders ?? []) rings.push(wall.line ?? wall.ring ?? []);
  let best = null;
  let least = within_m;
  for (const ring of rings) {
    for (const corner of ring) {
      const away = Math.hypot(corner[0] - at[0], corner[1] - at[1]);
      if (away >= least) continue;
      least = away;
      best = corner;
    }
  }
  return best;
}
