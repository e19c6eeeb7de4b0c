// @ts-check
/**
 * The tool in hand when nothing else is: chooses what is pressed, and drags cameras, handles, corners.
 *
 * @typedef {import("./board.js").Board} Board
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./plan.js").Point} Point
 * @typedef {import("./plan.js").ListName} ListName
 * @typedef {import("./plan.js").Selection} Selection
 * @typedef {import("./estimate.js").Estimate} Estimate
 * @typedef {import("./handles.js").Handles} Handles
 * @typedef {import("./handles.js").HandleName} HandleName
 * @typedef {import("./corners.js").Corners} Corners
 * @typedef {{move: (event: PointerEvent) => void, label: string}} Drag
 */
import { patched, toMillimetre } from "./edits.js";
import { corners } from "./plan.js";
import { wallAt } from "./floor_drawing.js";
import { snapped } from "./snap.js";

const WALL_PX = 6;

export class SelectTool {
  /** @param {Desk} desk @param {Board} board @param {Estimate} estimate @param {Handles} handles @param {Corners} corners */
  constructor(desk, board, estimate, handles, corners) {
    this.desk = desk;
    this.board = board;
    this.estimate = estimate;
    this.handles = handles;
    this.corners = corners;
    /** @type {Drag | null} */
    this.drag = null;
    this.isBegun = false;
    /** @type {Element | null} */
    this.pressed = null;
  }

  /** @param {PointerEvent} event */
  down(event) {
    const target = /** @type {Element} */ (event.target);
    this.isBegun = false;
    this.pressed = target;
    this.drag = this.#handle(target) ?? this.#corner(target, event) ?? this.#camera(target, event);
    this.drag ??= this.#whole(target, event);
    return this.drag !== null;
  }

  /** @param {PointerEvent} event */
  move(event) {
    if (!this.drag) return;
    if (!this.isBegun) this.desk.begin(this.drag.label);
    this.isBegun = true;
    this.drag.move(event);
  }

  up() {
    if (this.isBegun) this.desk.commit();
    this.drag = null;
    this.isBegun = false;
  }

  cancel() {
    if (this.isBegun) this.desk.cancel();
    this.drag = null;
    this.isBegun = false;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key !== "Escape") return false;
    if (this.drag) this.cancel();
    else this.desk.select(null);
    return true;
  }

  /** @param {Element} target @returns {Drag | null} */
  #handle(target) {
    const name = /** @type {HandleName | undefined} */ (
      target.closest("[data-handle]")?.getAttribute("data-handle") ?? undefined
    );
    if (!name) return null;
    const label =
      name === "turn" ? "planner.did.turn" : name === "reach" ? "planner.did.tilt" : "planner.did.field";
    return { label, move: (event) => this.handles.drag(name, this.board.spot(event), event.shiftKey) };
  }

  /** @param {Element} target @param {PointerEvent} event @returns {Drag | null} */
  #corner(target, event) {
    const at = target.closest("[data-corner]")?.getAttribute("data-corner");
    if (at === null || at === undefined) return null;
    const number = this.corners.take(
      Number(at),
      target.closest("[data-between]") !== null,
      this.board.spot(event),
    );
    return {
      label: "planner.did.corner",
      move: (moved) => this.corners.drag(number, this.board.spot(moved), moved),
    };
  }

  /** @param {Element} target @param {PointerEvent} event @returns {Drag | null} */
  #camera(target, event) {
    const id = target.closest(".camera")?.getAttribute("data-id");
    const camera = (this.desk.floor.cameras ?? []).find((each) => each.id === id);
    if (!camera || !id) return null;
    this.desk.select({ list: "cameras", id });
    const from = this.board.spot(event);
    const gap = [camera.position[0] - from[0], camera.position[1] - from[1]];
    return { label: "planner.did.move", move: (moved) => this.#moveCamera(id, gap, moved) };
  }

  /** @param {string} id @param {number[]} gap @param {PointerEvent} event */
  #moveCamera(id, gap, event) {
    const spot = this.board.spot(event);
    /** @type {Point} */
    const at = [spot[0] + gap[0], spot[1] + gap[1]];
    const held = snapped(this.estimate, this.board, at, event);
    const position = [toMillimetre(held.at[0]), toMillimetre(held.at[1])];
    this.desk.live(patched(this.desk.site, this.desk.floorId, "cameras", id, { position }), id);
  }

  /** Take a chosen area or wall as a whole; any other is left until the pointer is lifted.
   * @param {Element} target @param {PointerEvent} event @returns {Drag | null} */
  #whole(target, event) {
    const { selection, thing } = this.desk;
    const found = this.#under(target, event);
    if (!thing || !selection || found?.id !== selection.id || found.list !== selection.list) return null;
    const from = this.board.spot(event);
    const shape = corners(thing);
    if (!shape) return null;
    const label = "planner.did.shift";
    return { label, move: (moved) => this.#shift(shape, from, this.board.spot(moved)) };
  }

  /** @param {{field: string, points: Point[]}} shape @param {Point} from @param {Point} to */
  #shift(shape, from, to) {
    const { site, floorId, selection } = this.desk;
    const moved = shape.points.map(([x, y]) => [
      toMillimetre(x + to[0] - from[0]),
      toMillimetre(y + to[1] - from[1]),
    ]);
    if (selection)
      this.desk.live(patched(site, floorId, selection.list, selection.id, { [shape.field]: moved }));
  }

  /** Choose what lies under a pointer that was lifted where it was pressed. @param {PointerEvent} event */
  click(event) {
    this.desk.select(this.#under(this.pressed, event));
  }

  /** @param {Element | null} target @param {PointerEvent} event @returns {Selection | null} */
  #under(target, event) {
    const wall = wallAt(this.desk.floor, this.board.spot(event), this.board.metres(WALL_PX));
    if (wall) return { list: "occluders", id: wall.id };
    const area = target?.closest(".area");
    if (!area) return null;
    return {
      list: /** @type {ListName} */ (area.getAttribute("data-list")),
      id: area.getAttribute("data-id") ?? "",
    };
  }
}
