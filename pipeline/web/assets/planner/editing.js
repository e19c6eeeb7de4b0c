// @ts-check
/**
 * What the user does to what is chosen: move, turn, copy, paste, remove; and what is added.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./plan.js").Camera} Camera
 * @typedef {import("./plan.js").Point} Point
 * @typedef {import("./plan.js").Floor} Floor
 */
import { word } from "../words.js";
import { added, freshId, patched, removed, toHundredth, toMillimetre, turned } from "./edits.js";
import { corners, fieldOf, fieldPatch } from "./plan.js";

const BESIDE_M = 1;
/** Steps that follow within so long are one entry of the history. */
const BURST_MS = 350;

export class Editing {
  /** @param {Desk} desk @param {(words: string) => void} say */
  constructor(desk, say) {
    this.desk = desk;
    this.say = say;
    /** @type {Camera | null} what was copied */
    this.copied = null;
    /** What is being stepped, while steps follow one another. */
    this.burst = "";
    /** The entry of the history that its steps go into. @type {Desk["history"]["open"]} */
    this.entry = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** @returns {Camera | null} */
  get camera() {
    return this.desk.selection?.list === "cameras" ? /** @type {Camera | null} */ (this.desk.thing) : null;
  }

  /** Move what is chosen. @param {number} dx @param {number} dy */
  nudge(dx, dy) {
    const { desk } = this;
    const { thing, selection } = desk;
    if (!thing || !selection) return;
    const moved = (/** @type {Point} */ [x, y]) => [toMillimetre(x + dx), toMillimetre(y + dy)];
    const drawn = corners(thing);
    const patch = this.camera
      ? { position: moved(this.camera.position) }
      : drawn
        ? { [drawn.field]: drawn.points.map(moved) }
        : {};
    this.#step("planner.did.move", patch);
    if (this.camera)
      this.say(
        word("planner.at", { x: this.camera.position[0].toFixed(1), y: this.camera.position[1].toFixed(1) }),
      );
  }

  /** @param {number} degrees */
  turn(degrees) {
    if (!this.camera) return;
    this.#step("planner.did.turn", { pan_deg: turned(this.camera.pan_deg + degrees) });
    this.say(word("planner.looks", { pan: this.camera.pan_deg }));
  }

  /** @param {number} degrees */
  tilt(degrees) {
    if (!this.camera) return;
    this.#step("planner.did.tilt", {
      tilt_deg: toHundredth(Math.min(90, Math.max(-90, this.camera.tilt_deg + degrees))),
    });
    this.say(word("planner.tilts", { tilt: this.camera.tilt_deg }));
  }

  /** @param {number} degrees */
  widen(degrees) {
    const field = this.camera && fieldOf(this.camera);
    if (!this.camera || field === null) return;
    const most = this.camera.lens?.hfov_deg === undefined ? 179 : 279;
    this.#step(
      "planner.did.field",
      fieldPatch(this.camera, toHundredth(Math.min(most, Math.max(1, field + degrees)))),
    );
    this.say(word("planner.widens", { field: fieldOf(this.camera) ?? "" }));
  }

  /** @param {number} metres */
  raise(metres) {
    if (!this.camera) return;
    this.#step("planner.did.move", { height_m: toMillimetre(Math.max(0.1, this.camera.height_m + metres)) });
    this.say(word("planner.hangs", { height: this.camera.height_m }));
  }

  copy() {
    if (!this.camera) return;
    this.copied = this.camera;
    this.say(word("planner.copied", { id: this.camera.id }));
  }

  /** @param {Point} [at] where to, else beside what was copied */
  paste(at) {
    if (!this.copied) return;
    const [x, y] = this.copied.position;
    this.addCamera(
      { ...this.copied, position: at ?? [toMillimetre(x + BESIDE_M), toMillimetre(y + BESIDE_M)] },
      "planner.did.paste",
    );
  }

  duplicate() {
    this.copy();
    this.paste();
  }

  /** Hang a camera under a fresh id, and choose it. @param {Camera} camera @param {string} [did] */
  addCamera(camera, did = "planner.did.add") {
    const { desk } = this;
    const id = freshId(desk.site, "cam");
    const made = { ...camera, id };
    delete made.name;
    desk.make(did, added(desk.site, desk.floorId, "cameras", [made]));
    desk.select({ list: "cameras", id });
    this.say(word("planner.added", { id }));
  }

  remove() {
    const { desk } = this;
    const { selection } = desk;
    if (!selection) return;
    desk.make("planner.did.remove", removed(desk.site, desk.floorId, selection.list, selection.id));
    this.say(word("planner.removed", { id: selection.id }));
  }

  addFloor() {
    const { desk } = this;
    const id = freshId(desk.site, "floor");
    /** @type {Floor} */
    const made = {
      id,
      name: word("planner.floor.new", { number: desk.site.floors.length + 1 }),
      outline: desk.floor.outline,
    };
    desk.make("planner.did.floor", { ...desk.site, floors: [...desk.site.floors, made] });
    desk.show(id);
  }

  removeFloor() {
    const { desk } = this;
    if (desk.site.floors.length < 2) return;
    const floors = desk.site.floors.filter((each) => each.id !== desk.floorId);
    desk.make("planner.did.floor", { ...desk.site, floors });
  }

  /** Make one step of what is chosen; steps of one kind that follow quickly are one entry.
   * @param {string} did @param {Record<string, unknown>} patch */
  #step(did, patch) {
    const { desk } = this;
    const { selection } = desk;
    if (!selection) return;
    const burst = `${did} ${selection.list} ${selection.id}`;
    if (this.burst !== burst || !this.#isOpen) desk.begin(did);
    this.burst = burst;
    this.entry = desk.history.open;
    const cameraId = selection.list === "cameras" ? selection.id : undefined;
    desk.live(patched(desk.site, desk.floorId, selection.list, selection.id, patch), cameraId);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#rest(), BURST_MS);
  }

  /** Whether what is open is still the steps' own entry, and not a drag that has begun meanwhile. */
  get #isOpen() {
    return this.entry !== null && this.entry === this.desk.history.open;
  }

  #rest() {
    if (this.#isOpen) this.desk.commit();
    this.burst = "";
    this.entry = null;
  }
}
