// @ts-check
/**
 * Hangs cameras of a class of the catalogue: a click places one, at a wall it looks away from it;
 * with Shift more follow.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./board.js").Board} Board
 * @typedef {import("./estimate.js").Estimate} Estimate
 * @typedef {import("./editing.js").Editing} Editing
 * @typedef {import("./catalogue.js").CameraClass} CameraClass
 * @typedef {import("./plan.js").Point} Point
 */
import { language, word } from "../words.js";
import { hung } from "./catalogue.js";
import { toMillimetre, turned } from "./edits.js";
import { byId, element, shape } from "./element.js";
import { CAMERA_SIGN } from "./path_data.js";
import { middleOf } from "./plan.js";
import { hint } from "./hint.js";
import { snapped } from "./snap.js";

const FORMS = ["bullet", "dome", "fisheye", "ptz", "multi_head"];

export class AddTool {
  /** @param {Desk} desk @param {Board} board @param {Estimate} estimate @param {Editing} editing @param {CameraClass[]} catalogue */
  constructor(desk, board, estimate, editing, catalogue) {
    this.desk = desk;
    this.board = board;
    this.estimate = estimate;
    this.editing = editing;
    this.catalogue = catalogue;
    this.bar = byId("tool-bar");
    this.chosen = catalogue.find((each) => each.id === "bullet-5mp-4mm") ?? catalogue[0];
    this.ghost = shape("g", { class: "ghost-camera" }, shape("path", { d: CAMERA_SIGN }));
    desk.on("language", () => this.desk.tool === "camera" && this.begin());
  }

  begin() {
    const select = element(
      "select",
      { id: "class-picker", on: { change: () => this.#pick(select.value) } },
      ...this.#groups(),
    );
    this.bar.replaceChildren(
      element("label", { for: "class-picker" }, word("planner.class")),
      select,
      element("button", { type: "button", on: { click: () => this.#middle() } }, word("planner.add.middle")),
    );
    this.bar.hidden = false;
    hint(word("planner.add.hint"));
  }

  end() {
    this.bar.hidden = true;
    hint("");
    this.board.remove(this.ghost);
  }

  down() {
    return false;
  }

  /** @param {PointerEvent} event */
  click(event) {
    const { at, normal_deg } = snapped(this.estimate, this.board, this.board.spot(event), event);
    this.#hang(at, normal_deg);
    if (!event.shiftKey) this.desk.take("select");
  }

  /** @param {PointerEvent} event */
  hover(event) {
    const { at, normal_deg } = snapped(this.estimate, this.board, this.board.spot(event), event);
    if (!this.ghost.isConnected) this.board.layers.sketch.append(this.ghost);
    this.ghost.firstElementChild?.setAttribute("transform", `rotate(${-(normal_deg ?? 0)})`);
    this.board.stand(this.ghost, at);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key !== "Escape") return false;
    this.desk.take("select");
    return true;
  }

  /** @param {Point} at @param {number | null} normal_deg */
  #hang(at, normal_deg) {
    const position = /** @type {Point} */ ([toMillimetre(at[0]), toMillimetre(at[1])]);
    this.editing.addCamera(hung(this.chosen, "", position, turned(Math.round(normal_deg ?? 0))));
  }

  /** Hang one in the middle of what is shown, to be moved by keys or numbers. */
  #middle() {
    const { thing, selection } = this.desk;
    const { view } = this.board;
    const inArea =
      thing && selection && "ring" in thing && thing.ring
        ? middleOf(/** @type {Point[]} */ (thing.ring))
        : null;
    this.#hang(inArea ?? view.toPlan(view.width / 2, view.height / 2), null);
    this.desk.take("select");
  }

  /** @param {string} id */
  #pick(id) {
    this.chosen = this.catalogue.find((each) => each.id === id) ?? this.chosen;
  }

  #groups() {
    return FORMS.map((form) => {
      const options = this.catalogue
        .filter((each) => each.form === form)
        .map((each) =>
          element("option", { value: each.id, selected: each === this.chosen }, each.name[language()]),
        );
      return element("optgroup", { label: word(`planner.form.${form}`) }, ...options);
    });
  }
}
