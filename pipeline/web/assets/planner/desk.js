// @ts-check
/**
 * What the page works on: the site with its history, which floor is shown, what is chosen.
 * Parts of the page tell it what the user does, and hear from it by topic.
 *
 * @typedef {import("./plan.js").Site} Site
 * @typedef {import("./plan.js").Floor} Floor
 * @typedef {import("./plan.js").Selection} Selection
 * @typedef {"site" | "live" | "floor" | "selection" | "tool" | "language" | "scene" | "estimate"
 *   | "numbers" | "server" | "saved" | "profile" | "underlay" | "catalogue"} Topic
 */
import { History } from "./history.js";
import { chosen } from "./plan.js";
import { settled } from "./settle.js";

export class Desk {
  /** @param {Site} site @param {string} revision @param {string} role */
  constructor(site, revision, role) {
    /** @type {History<Site>} */
    this.history = new History(site);
    /** The site as it is in the file. */
    this.base = site;
    this.revision = revision;
    this.role = role;
    this.floorId = site.floors[0].id;
    /** @type {Selection | null} */
    this.selection = null;
    this.tool = "select";
    this.profile = "full-coverage";
    /** @type {Map<Topic, ((detail?: unknown) => void)[]>} */
    this.ears = new Map();
  }

  get site() {
    return this.history.value;
  }

  /** @returns {Floor} */
  get floor() {
    return this.site.floors.find((each) => each.id === this.floorId) ?? this.site.floors[0];
  }

  get thing() {
    return chosen(this.floor, this.selection);
  }

  /** @param {Topic} topic @param {(detail?: any) => void} ear */
  on(topic, ear) {
    this.ears.set(topic, [...(this.ears.get(topic) ?? []), ear]);
  }

  /** @param {Topic} topic @param {unknown} [detail] */
  tell(topic, detail) {
    for (const ear of this.ears.get(topic) ?? []) ear(detail);
  }

  /** Make an edit that is undone at once.
   * @param {string} label a word's key @param {Site} site */
  make(label, site) {
    this.#settle();
    this.history.make(label, settled(site, [this.base, this.site]));
    this.#changed();
  }

  /** @param {string} label */
  begin(label) {
    this.#settle();
    this.history.begin(label);
  }

  /** Show a step of what was begun; only what must follow at once hears of it.
   * @param {Site} site @param {string} [cameraId] the one camera that it moves */
  live(site, cameraId) {
    this.history.live(site);
    this.tell("live", cameraId);
  }

  commit() {
    this.#settle();
    this.history.commit();
    this.#changed();
  }

  cancel() {
    this.history.cancel();
    this.#changed();
  }

  undo() {
    this.#settle();
    const label = this.history.undo();
    if (label) this.#changed();
    return label;
  }

  redo() {
    this.#settle();
    const label = this.history.redo();
    if (label) this.#changed();
    return label;
  }

  /** Take the site as it is in the file now; history goes on. @param {Site} site @param {string} revision */
  known(site, revision) {
    this.base = site;
    this.revision = revision;
    this.tell("saved");
  }

  /** Go on from what was written of a plan, which may be rounded: it is the same step of the history.
   * @param {Site} sent @param {Site} written @param {string} revision */
  saved(sent, written, revision) {
    if (this.history.value === sent) this.history.value = written;
    this.known(written, revision);
    this.#changed();
  }

  /** @param {Selection | null} selection */
  select(selection) {
    if (selection?.id === this.selection?.id && selection?.list === this.selection?.list) return;
    this.selection = selection;
    this.tell("selection");
  }

  /** @param {string} id */
  show(id) {
    if (id === this.floorId || !this.site.floors.some((each) => each.id === id)) return;
    this.floorId = id;
    this.selection = null;
    this.tell("floor");
    this.tell("selection");
  }

  /** @param {string} tool */
  take(tool) {
    if (tool === this.tool) return;
    this.tool = tool;
    this.tell("tool");
  }

  /** Have what was begun say what a file would. */
  #settle() {
    const { open, value } = this.history;
    if (open) this.history.live(settled(value, [this.base, open.value]));
  }

  #changed() {
    if (!this.site.floors.some((each) => each.id === this.floorId)) {
      this.floorId = this.site.floors[0].id;
      this.tell("floor");
    }
    if (this.selection && !this.thing) this.select(null);
    this.tell("site");
  }
}
