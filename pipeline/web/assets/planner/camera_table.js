// @ts-check
/**
 * All cameras of the floor as a table: whatever can be done to one on the drawing can be done here.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./plan.js").Camera} Camera
 */
import { language, word } from "../words.js";
import { patched, toHundredth, toMillimetre, turned } from "./edits.js";
import { byId, element } from "./element.js";
import { fieldOf, fieldPatch, nameOf } from "./plan.js";

const PAGE = 40;

/** @type {{key: string, least: number, most: number, value: (camera: Camera) => number | null,
 *   patch: (camera: Camera, value: number) => Partial<Camera>, did: string}[]} */
const COLUMNS = [
  {
    key: "x",
    least: -1e6,
    most: 1e6,
    value: (c) => c.position[0],
    patch: (c, v) => ({ position: [toMillimetre(v), c.position[1]] }),
    did: "move",
  },
  {
    key: "y",
    least: -1e6,
    most: 1e6,
    value: (c) => c.position[1],
    patch: (c, v) => ({ position: [c.position[0], toMillimetre(v)] }),
    did: "move",
  },
  {
    key: "height",
    least: 0.01,
    most: 99.9,
    value: (c) => c.height_m,
    patch: (_, v) => ({ height_m: toMillimetre(v) }),
    did: "move",
  },
  {
    key: "pan",
    least: -360,
    most: 360,
    value: (c) => c.pan_deg,
    patch: (_, v) => ({ pan_deg: turned(v) }),
    did: "turn",
  },
  {
    key: "tilt",
    least: -90,
    most: 90,
    value: (c) => c.tilt_deg,
    patch: (_, v) => ({ tilt_deg: toHundredth(v) }),
    did: "tilt",
  },
  {
    key: "field",
    least: 1,
    most: 179,
    value: fieldOf,
    patch: (c, v) => fieldPatch(c, toHundredth(v)),
    did: "field",
  },
];

export class CameraTable {
  /** @param {Desk} desk @param {(id: string) => void} reveal */
  constructor(desk, reveal) {
    this.desk = desk;
    this.reveal = reveal;
    this.panel = byId("panel-cameras");
    this.search = element("input", { type: "search", id: "camera-search" });
    this.search.addEventListener("input", () => this.#turn(0));
    this.pages = element("div", { class: "row pages" });
    this.table = element("table", { class: "cameras" });
    this.panel.append(element("div", { class: "row" }, this.search), this.table, this.pages);
    this.page = 0;
    for (const topic of /** @type {const} */ (["site", "floor", "language"]))
      desk.on(topic, () => this.draw());
    desk.on("selection", () => this.#mark());
  }

  /** The cameras that are searched for. */
  get found() {
    const wanted = this.search.value.trim().toLowerCase();
    const cameras = this.desk.floor.cameras ?? [];
    if (!wanted) return cameras;
    return cameras.filter((each) => `${each.id} ${nameOf(each, language())}`.toLowerCase().includes(wanted));
  }

  draw() {
    if (this.panel.hidden) return;
    const focused = document.activeElement?.id;
    this.search.placeholder = word("planner.search");
    this.search.setAttribute("aria-label", word("planner.search"));
    const { found } = this;
    this.page = Math.min(this.page, Math.max(0, Math.ceil(found.length / PAGE) - 1));
    const shown = found.slice(this.page * PAGE, (this.page + 1) * PAGE);
    const heads = ["camera", ...COLUMNS.map(({ key }) => key)];
    this.table.replaceChildren(
      element("caption", { class: "hidden" }, word("planner.tab.cameras")),
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          ...heads.map((key) => element("th", { scope: "col" }, word(`planner.column.${key}`))),
        ),
      ),
      element("tbody", {}, ...shown.map((camera) => this.#row(camera))),
    );
    this.#pager(found.length);
    this.#mark();
    if (focused?.startsWith("cell-")) document.getElementById(focused)?.focus();
  }

  /** @param {number} page */
  #turn(page) {
    this.page = page;
    this.draw();
  }

  /** @param {number} many */
  #pager(many) {
    const first = this.page * PAGE;
    const last = Math.min(many, first + PAGE);
    const words = word("planner.table.range", { first: many ? first + 1 : 0, last, all: many });
    const step = (
      /** @type {string} */ sign,
      /** @type {string} */ key,
      /** @type {number} */ to,
      /** @type {boolean} */ isOff,
    ) =>
      element(
        "button",
        {
          type: "button",
          class: "small",
          "aria-label": word(key),
          disabled: isOff,
          on: { click: () => this.#turn(to) },
        },
        sign,
      );
    this.pages.replaceChildren(
      step("‹", "planner.table.before", this.page - 1, this.page === 0),
      element("span", {}, words),
      step("›", "planner.table.after", this.page + 1, last >= many),
    );
  }

  /** @param {Camera} camera */
  #row(camera) {
    const name = nameOf(camera, language());
    const choose = element(
      "button",
      { type: "button", class: "link", on: { click: () => this.#choose(camera.id) } },
      name,
    );
    const cells = COLUMNS.map((column) => element("td", {}, this.#cell(camera, column, name)));
    return element("tr", { "data-id": camera.id }, element("th", { scope: "row" }, choose), ...cells);
  }

  /** @param {Camera} camera @param {typeof COLUMNS[number]} column @param {string} name */
  #cell(camera, column, name) {
    const value = column.value(camera);
    if (value === null) return element("span", { class: "quiet" }, "–");
    const label = `${name} ${word(`planner.column.${column.key}`)}`;
    const input = element("input", {
      type: "number",
      step: "any",
      value: toHundredth(value),
      id: `cell-${camera.id}-${column.key}`,
      "aria-label": label,
    });
    input.addEventListener("change", () => {
      const read = Number(input.value);
      const isGood = input.value.trim() !== "" && read >= column.least && read <= column.most;
      if (!isGood) return void (input.value = String(value));
      const { desk } = this;
      desk.make(
        `planner.did.${column.did}`,
        patched(desk.site, desk.floorId, "cameras", camera.id, column.patch(camera, read)),
      );
    });
    return input;
  }

  /** @param {string} id */
  #choose(id) {
    this.desk.select({ list: "cameras", id });
    this.reveal(id);
  }

  #mark() {
    const { selection } = this.desk;
    for (const row of this.table.querySelectorAll("tbody tr")) {
      row.classList.toggle(
        "chosen",
        selection?.list === "cameras" && row.getAttribute("data-id") === selection.id,
      );
    }
  }
}
