// @ts-check
/**
 * Prints the floor on a sheet of A3: the plan to scale with true views, its legend, and the list of
 * cameras; or positions alone, for whoever hangs them.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./board.js").Board} Board
 * @typedef {import("./exact.js").Exact} Exact
 */
import { language, word } from "../words.js";
import { ask } from "./dialog.js";
import { byId, element } from "./element.js";
import { percent } from "./figures.js";
import { strengthOf, tintOf } from "./floor_drawing.js";
import { classOf } from "./cost.js";
import { toHundredth } from "./edits.js";
import { boundsOf, fieldOf, nameOf } from "./plan.js";

/** What the picture on a sheet of A3 measures, in millimetres; the style sheet has the same. */
const SHEET_MM = { width: 400, height: 238 };
const PX_PER_MM = 96 / 25.4;
/** The scales that a plan is drawn at: the largest that fits. */
const SCALES = [
  20, 25, 50, 75, 100, 150, 200, 250, 300, 400, 500, 600, 750, 1000, 1250, 1500, 2000, 2500, 5000,
];

/** Return the scale at which so many metres fit onto the sheet, and infinity where none does.
 * @param {number} wide_m @param {number} high_m */
export function scaleFor(wide_m, high_m) {
  const least = Math.max((wide_m * 1000) / (SHEET_MM.width - 4), (high_m * 1000) / (SHEET_MM.height - 4));
  return SCALES.find((each) => each >= least) ?? Infinity;
}

export class Printing {
  /** @param {Desk} desk @param {Board} board @param {Exact} exact
   * @param {import("./catalogue.js").CameraClass[]} catalogue */
  constructor(desk, board, exact, catalogue) {
    this.catalogue = catalogue;
    this.desk = desk;
    this.board = board;
    this.exact = exact;
    this.sheet = byId("sheet");
  }

  async ask() {
    const answer = await ask(
      word("planner.print.title"),
      [element("p", {}, word("planner.print.what"))],
      [
        { key: "planner.print.positions", value: "positions" },
        { key: "planner.print.full", value: "full", isMain: true },
      ],
    );
    if (answer === "full" || answer === "positions") this.print(answer);
  }

  /** @param {"full" | "positions"} what */
  print(what) {
    this.prepare(what);
    addEventListener("afterprint", () => this.restore(), { once: true });
    window.print();
  }

  /** Have the page be the sheet. @param {"full" | "positions"} what */
  prepare(what) {
    const { view } = this.board;
    this.before = {
      width: view.width,
      height: view.height,
      scale: view.scale,
      left: view.left,
      top: view.top,
      margins: view.margins,
    };
    document.body.dataset.print = what;
    const [width, height] = [SHEET_MM.width * PX_PER_MM, SHEET_MM.height * PX_PER_MM];
    view.resize(width, height);
    view.margins = { left: 0, right: 0, top: 0, bottom: 0 };
    this.board.span(width, height);
    this.board.fit();
    this.scale = this.#drawToScale();
    this.sheet.replaceChildren(this.#head(what), this.#legend(what), this.#schedule(what));
  }

  /** Draw the plan at a scale of round figures. @returns {number} */
  #drawToScale() {
    const { x0, y0, x1, y1 } = boundsOf(this.desk.floor);
    const scale = scaleFor(x1 - x0, y1 - y0);
    if (!Number.isFinite(scale)) return scale;
    this.board.view.scale = (1000 / scale) * PX_PER_MM;
    this.board.view.centre((x0 + x1) / 2, (y0 + y1) / 2);
    this.board.place();
    return scale;
  }

  restore() {
    delete document.body.dataset.print;
    if (this.before) Object.assign(this.board.view, this.before);
    const { width, height } = this.board.view;
    this.board.span(width, height);
    this.board.place();
    this.sheet.replaceChildren();
  }

  /** @param {string} what */
  #head(what) {
    const { site, floor } = this.desk;
    const summary = this.exact.isExact ? this.exact.numbers?.summary : null;
    const figures =
      summary && what === "full"
        ? word("planner.print.figures", {
            covered: percent(summary.covered_pct),
            nominal: percent(summary.nominal_pct),
            spots: summary.blind_spots,
          })
        : "";
    return element(
      "header",
      {},
      element("h1", {}, `${nameOf(site, language())} · ${nameOf(floor, language())}`),
      element(
        "p",
        {},
        word(`planner.print.${what}`),
        figures ? ` · ${figures}` : "",
        this.scale && Number.isFinite(this.scale) ? ` · 1:${this.scale} (A3)` : "",
        ` · ${new Date().toLocaleDateString(language())}`,
      ),
    );
  }

  /** @param {string} what */
  #legend(what) {
    const { floor } = this.desk;
    const full = what === "full" ? ["covered", "blind", "coarse", "cone"] : [];
    const walls = new Set(
      (floor.occluders ?? []).map((each) => `wall tint-${tintOf(each)} is-${strengthOf(each)}`),
    );
    const keys = [
      ...["camera", ...full].map((key) => item(`swatch ${key}`, word(`planner.legend.${key}`))),
      floor.zones?.length ? item("swatch zone", word("planner.list.zones")) : null,
      floor.prohibited?.length ? item("swatch prohibited", word("planner.list.prohibited")) : null,
      ...[...walls].map((look) =>
        item(
          `swatch ${look}`,
          word(`planner.kind.${look.match(/tint-(\w+)/)?.[1]}`) +
            (look.includes("is-low")
              ? word("planner.legend.low")
              : look.includes("is-hanging")
                ? word("planner.legend.hanging")
                : ""),
        ),
      ),
    ];
    return element("ul", { class: "legend" }, ...keys);
  }

  /** @param {string} what */
  #schedule(what) {
    const heads = ["camera", "class", "x", "y", "height", "pan", "tilt", "field"];
    const rows = (this.desk.floor.cameras ?? []).map((camera) => {
      const field = fieldOf(camera);
      const cells = [
        classOf(camera, this.catalogue)?.name[language()] ?? camera.picture.join("×"),
        ...[...camera.position, camera.height_m, camera.pan_deg, camera.tilt_deg].map(toHundredth),
        field === null ? "–" : toHundredth(field),
      ];
      return element(
        "tr",
        {},
        element("th", { scope: "row" }, `${nameOf(camera, language())} (${camera.id})`),
        ...cells.map((each) => element("td", {}, each)),
      );
    });
    return element(
      "table",
      { class: `schedule ${what}` },
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          ...heads.map((key) => element("th", { scope: "col" }, word(`planner.column.${key}`))),
        ),
      ),
      element("tbody", {}, ...rows),
    );
  }
}

/** @param {string} sign @param {string} words */
const item = (sign, words) => element("li", {}, element("span", { class: sign }), words);
