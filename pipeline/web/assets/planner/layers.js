// @ts-check
/**
 * Which layers are shown: those that the page draws itself can be hidden, and one more can be asked
 * of the server: how sure, how dense, by how many cameras, into what is private, at night.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./board.js").Board} Board
 */
import { ApiError, api } from "../api.js";
import { word } from "../words.js";
import { byId, element, shape } from "./element.js";
import { polygonsData } from "./path_data.js";

const OWN = /** @type {const} */ (["covered", "blind", "cones", "names", "walls", "devices"]);
const ASKED = /** @type {const} */ (["none", "guaranteed", "nominal", "density", "k_fold", "leaks", "night"]);
const WAIT_MS = 250;

/** @typedef {{key: string, label: string, polygons: number[][][][], area_m2?: number}} Band */

export class Layers {
  /** @param {Desk} desk @param {Board} board */
  constructor(desk, board) {
    this.desk = desk;
    this.board = board;
    this.panel = byId("panel-layers");
    /** @type {string} */
    this.asked = "none";
    /** @type {Set<string>} */
    this.hidden = new Set();
    /** @type {Band[]} */
    this.bands = [];
    /** @type {AbortController | null} */
    this.asking = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.refused = "";
    desk.on("language", () => this.draw());
    for (const topic of /** @type {const} */ (["site", "floor", "profile"]))
      desk.on(topic, () => this.#soon());
    this.draw();
  }

  draw() {
    const group = (/** @type {string} */ key, /** @type {Node[]} */ ...parts) =>
      element("fieldset", {}, element("legend", {}, word(key)), ...parts);
    this.panel.replaceChildren(
      group("planner.layers.asked", ...ASKED.map((name) => this.#choice(name)), this.#legend()),
      group("planner.layers.own", ...OWN.map((name) => this.#switch(name))),
    );
  }

  /** @param {string} name */
  #switch(name) {
    const input = element("input", { type: "checkbox", checked: !this.hidden.has(name), "data-layer": name });
    input.addEventListener("change", () => {
      if (input.checked) this.hidden.delete(name);
      else this.hidden.add(name);
      this.board.root.classList.toggle(`no-${name}`, !input.checked);
    });
    return element(
      "label",
      { class: "check" },
      input,
      element("span", { class: `key key-${name}`, "aria-hidden": true }),
      word(`planner.layer.${name}`),
    );
  }

  /** @param {string} name */
  #choice(name) {
    const input = element("input", {
      type: "radio",
      name: "layer",
      value: name,
      checked: this.asked === name,
    });
    input.addEventListener("change", () => this.show(name));
    return element("label", { class: "check" }, input, word(`planner.layer.${name}`));
  }

  /** @param {string} name */
  show(name) {
    this.asked = name;
    this.board.root.dataset.layer = name;
    this.bands = [];
    this.#paint();
    this.#ask();
  }

  #soon() {
    if (this.asked === "none") return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#ask(), WAIT_MS);
  }

  async #ask() {
    this.asking?.abort();
    if (this.asked === "none") return;
    this.asking = new AbortController();
    const { signal } = this.asking;
    const { site, profile, floorId } = this.desk;
    try {
      const told = await api(
        "POST",
        "/api/plan/layer",
        { site, profile, floor: floorId, layer: this.asked },
        { signal, stay: true },
      );
      if (signal.aborted) return;
      this.bands = bandsOf(told);
      this.refused = "";
    } catch (error) {
      if (error instanceof DOMException) return;
      if (!(error instanceof ApiError)) throw error;
      this.bands = [];
      this.refused = error.status === 0 ? word("planner.state.lost") : error.message;
    }
    this.#paint();
  }

  #paint() {
    const paths = this.bands.map((band) =>
      shape("path", {
        class: `band ${this.asked} band-${band.key}`,
        "data-band": band.key,
        d: polygonsData(band.polygons),
      }),
    );
    this.board.layers.extra.replaceChildren(...paths);
    this.panel.querySelector(".legend")?.replaceWith(this.#legend());
  }

  #legend() {
    const rows = this.bands.map((band) =>
      element(
        "li",
        {},
        element("span", { class: `swatch band-${band.key}`, "aria-hidden": true }),
        band.label,
      ),
    );
    if (this.refused) rows.push(element("li", { class: "bad" }, this.refused));
    return element("ul", { class: "legend", "aria-live": "polite" }, ...rows);
  }
}

/** Return the bands of a layer as the server tells them. @param {any} told @returns {Band[]} */
function bandsOf(told) {
  return (told.bands ?? []).map((/** @type {any} */ band) => ({
    ...band,
    polygons: band.polygons ?? band.rings ?? [],
  }));
}
