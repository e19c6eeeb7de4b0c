// @ts-check
/**
 * The numbers of what is chosen: everything that the drawing changes can be changed here, too.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./exact.js").Exact} Exact
 * @typedef {import("./plan.js").Camera} Camera
 * @typedef {import("./plan.js").Zone} Zone
 * @typedef {import("./plan.js").Occluder} Occluder
 */
import { word } from "../words.js";
import { areaForm } from "./area_form.js";
import { cameraFacts, cameraForm, cameraValues } from "./camera_form.js";
import { byId, element } from "./element.js";
import { floorForm } from "./floor_form.js";
import { wallForm } from "./wall_form.js";

/** How often fields follow a drag: figures that change faster cannot be read. */
const FOLLOWS_MS = 80;

export class ItemPanel {
  /** @param {Desk} desk @param {Exact} exact @param {import("./editing.js").Editing} editing
   * @param {import("./catalogue.js").CameraClass[]} catalogue */
  constructor(desk, exact, editing, catalogue) {
    this.desk = desk;
    this.exact = exact;
    this.editing = editing;
    this.catalogue = catalogue;
    this.panel = byId("panel-item");
    for (const topic of /** @type {const} */ (["site", "selection", "floor", "language", "catalogue"]))
      desk.on(topic, () => this.draw());
    desk.on("numbers", () => this.#facts());
    /** Whether values were shown a moment ago, and have changed since. */
    this.isFresh = false;
    this.isOwed = false;
    desk.on("live", () => this.#follow());
  }

  draw() {
    const focused = document.activeElement?.id;
    this.panel.replaceChildren(...this.#form());
    this.#facts();
    if (focused?.startsWith("field-")) document.getElementById(focused)?.focus();
  }

  /** @returns {Node[]} */
  #form() {
    const { selection, thing } = this.desk;
    if (!selection || !thing) {
      return [
        element("p", { class: "quiet" }, word("planner.item.none")),
        ...floorForm(this.desk, this.editing),
      ];
    }
    if (selection.list === "cameras")
      return cameraForm(this.desk, /** @type {Camera} */ (thing), this.catalogue, this.editing);
    if (selection.list === "occluders")
      return wallForm(this.desk, /** @type {Occluder} */ (thing), this.editing);
    return areaForm(this.desk, selection.list, /** @type {Zone} */ (thing), this.editing);
  }

  /** Have the fields follow the hand, at once where they have rested. */
  #follow() {
    this.isOwed = this.isFresh;
    if (this.isFresh) return;
    this.#values();
    this.isFresh = true;
    setTimeout(() => {
      this.isFresh = false;
      if (this.isOwed) this.#follow();
    }, FOLLOWS_MS);
  }

  #values() {
    const { selection, thing } = this.desk;
    if (selection?.list !== "cameras" || !thing) return;
    const values = cameraValues(/** @type {Camera} */ (thing));
    for (const input of this.panel.querySelectorAll("input")) {
      const value = values[input.dataset.field ?? input.dataset.slider ?? ""];
      const isHeld = value === undefined || input === document.activeElement;
      if (!isHeld && Number(input.value) !== value) input.value = String(value);
    }
  }

  #facts() {
    const box = this.panel.querySelector(".facts");
    const { selection } = this.desk;
    if (!box || !selection) return;
    const isStale = !this.exact.isExact;
    box.classList.toggle("stale", isStale);
    if (selection.list === "cameras")
      box.replaceChildren(...cameraFacts(this.exact.floor, selection.id, this.desk));
    else if (selection.list === "zones") box.replaceChildren(...zoneFacts(this.exact.floor, selection.id));
  }
}

/** @param {any} floor @param {string} id */
function zoneFacts(floor, id) {
  const rows = (floor?.zones ?? []).filter((/** @type {any} */ each) => each.id === id);
  if (!rows.length) return [element("p", { class: "quiet" }, word("planner.zone.unasked"))];
  return rows.map((/** @type {any} */ each) => zoneRow(each));
}

/** @param {any} each */
function zoneRow(each) {
  const share = (Math.floor((each.covered_pct + 1e-7) * 10) / 10).toFixed(1);
  const verdict = word(each.verdict === "pass" ? "planner.verdict.met" : "planner.verdict.failed");
  return element(
    "p",
    { class: each.verdict === "pass" ? "good" : "bad" },
    word("planner.zone.row", {
      clause: each.clause,
      verdict,
      share,
      density: each.density_px_per_m,
      plane: each.plane_m,
    }),
  );
}
