// @ts-check
/**
 * Tells which cameras see a point: by a click, or with a crosshair that arrows move.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./board.js").Board} Board
 * @typedef {import("./estimate.js").Estimate} Estimate
 * @typedef {import("./plan.js").Point} Point
 */
import { language, word } from "../words.js";
import { byId, element, shape } from "./element.js";
import { hint } from "./hint.js";
import { lineData } from "./path_data.js";
import { nameOf } from "./plan.js";

const STEP_M = 0.5;

export class WhoTool {
  /** @param {Desk} desk @param {Board} board @param {Estimate} estimate @param {(id: string) => void} reveal
   * @param {(words: string) => void} say */
  constructor(desk, board, estimate, reveal, say) {
    this.desk = desk;
    this.board = board;
    this.estimate = estimate;
    this.reveal = reveal;
    this.say = say;
    this.bar = byId("tool-bar");
    /** @type {Point | null} */
    this.at = null;
    this.cross = shape(
      "g",
      { class: "crosshair" },
      shape("path", { d: "M-12 0H-4M4 0H12M0 -12V-4M0 4V12" }),
      shape("circle", { r: 3 }),
    );
    this.lines = shape("path", { class: "sees" });
    desk.on("estimate", () => this.at && this.#tell());
    desk.on("language", () => this.desk.tool === "who" && this.#tell());
    desk.on("floor", () => this.desk.tool === "who" && this.begin());
  }

  begin() {
    const { view } = this.board;
    this.at = view.toPlan(view.width / 2, view.height / 2);
    this.board.layers.sketch.append(this.lines, this.cross);
    this.#tell();
    this.bar.hidden = false;
    hint(word("planner.who.hint"));
  }

  end() {
    this.at = null;
    this.board.remove(this.cross);
    this.lines.remove();
    this.bar.hidden = true;
    hint("");
    this.#mark([]);
  }

  down() {
    return false;
  }

  /** @param {PointerEvent} event */
  click(event) {
    this.at = this.board.spot(event);
    this.#tell();
    this.#aloud();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Escape") {
      this.desk.take("select");
      return true;
    }
    const way = /** @type {Record<string, Point>} */ ({
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    })[event.key];
    if (!this.at || (!way && event.key !== "Enter")) return false;
    if (!way) this.#aloud();
    else {
      const step = event.shiftKey ? 10 * STEP_M : STEP_M;
      this.at = [this.at[0] + way[0] * step, this.at[1] + way[1] * step];
      this.board.reveal(this.at);
      this.#tell();
    }
    return true;
  }

  /** Cameras that see the point, each once, with the most pixels per metre that it gives there. */
  get seen() {
    /** @type {Map<string, number | null>} */
    const best = new Map();
    for (const each of this.at ? (this.estimate.floor?.whoSees(...this.at) ?? []) : []) {
      const before = best.get(each.id);
      if (before === undefined || (each.density_px_per_m ?? 0) > (before ?? 0))
        best.set(each.id, each.density_px_per_m);
    }
    return [...best].map(([id, density]) => ({ id, density }));
  }

  #tell() {
    if (!this.at) return;
    const { seen, at } = this;
    this.board.stand(this.cross, at);
    this.lines.setAttribute("d", seen.map(({ id }) => this.#line(id)).join(""));
    this.#mark(seen.map(({ id }) => id));
    const place = word("planner.who.at", { x: at[0].toFixed(1), y: at[1].toFixed(1) });
    const items = seen.map(({ id, density }) => element("li", {}, this.#button(id, density)));
    this.bar.replaceChildren(
      element(
        "strong",
        {},
        place,
        " ",
        word(seen.length ? "planner.who.count" : "planner.who.nobody", { count: seen.length }),
      ),
      element("ul", { class: "who" }, ...items),
    );
  }

  #aloud() {
    const names = this.seen.map(({ id }) => this.#name(id)).join(word("list.comma"));
    this.say(names ? word("planner.who.told", { names }) : word("planner.who.nobody"));
  }

  /** @param {string} id */
  #camera(id) {
    return this.desk.floor.cameras?.find((each) => each.id === id);
  }

  /** @param {string} id */
  #name(id) {
    const camera = this.#camera(id);
    return camera ? nameOf(camera, language()) : id;
  }

  /** @param {string} id @param {number | null} density */
  #button(id, density) {
    const words = density === null ? this.#name(id) : `${this.#name(id)} ${Math.floor(density)} px/m`;
    return element("button", { type: "button", class: "link", on: { click: () => this.reveal(id) } }, words);
  }

  /** @param {string} id */
  #line(id) {
    const camera = this.#camera(id);
    return camera && this.at ? lineData([camera.position, this.at]) : "";
  }

  /** @param {string[]} ids */
  #mark(ids) {
    const wanted = new Set(ids);
    for (const cone of this.board.root.querySelectorAll(".cone")) {
      cone.classList.toggle("sees-it", wanted.has(cone.getAttribute("data-id") ?? ""));
    }
  }
}
