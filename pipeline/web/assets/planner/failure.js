// @ts-check
/**
 * N−1: while a camera is pointed at or has the focus, what its failure would open shows in amber.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./board.js").Board} Board
 * @typedef {import("./estimate.js").Estimate} Estimate
 * @typedef {import("./exact.js").Exact} Exact
 */
import { language, word } from "../words.js";
import { opened } from "./camera_form.js";
import { byId, put, shape, write } from "./element.js";
import { nameOf } from "./plan.js";

const WAIT_MS = 120;

export class Failure {
  /** @param {Desk} desk @param {Board} board @param {Estimate} estimate @param {Exact} exact */
  constructor(desk, board, estimate, exact) {
    this.desk = desk;
    this.board = board;
    this.estimate = estimate;
    this.exact = exact;
    this.words = byId("failure");
    this.path = shape("path", { class: "opened" });
    board.layers.slack.append(this.path);
    /** @type {string | null} */
    this.id = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    for (const event of ["pointerover", "focusin"])
      board.root.addEventListener(event, (told) => this.#at(told.target));
    for (const event of ["pointerleave", "focusout"])
      board.root.addEventListener(event, () => this.#soon(null));
    desk.on("live", () => this.#clear());
    desk.on("site", () => this.#clear());
    desk.on("floor", () => this.#clear());
  }

  /** @param {EventTarget | null} target */
  #at(target) {
    this.#soon(/** @type {Element | null} */ (target)?.closest(".camera")?.getAttribute("data-id") ?? null);
  }

  /** @param {string | null} id */
  #soon(id) {
    if (id === this.id) return;
    this.id = id;
    clearTimeout(this.timer);
    if (id === null) this.#clear();
    else this.timer = setTimeout(() => this.#show(id), WAIT_MS);
  }

  /** @param {string} id */
  #show(id) {
    const camera = this.desk.floor.cameras?.find((each) => each.id === id);
    if (!camera || this.desk.history.open) return;
    this.path.setAttribute("d", this.estimate.blindWithout(id));
    const of = (this.exact.isExact ? (this.exact.floor?.cameras ?? []) : []).find(
      (/** @type {any} */ each) => each.id === id,
    );
    const opens = of ? opened(of.opens, this.desk) : "…";
    this.words.textContent = word("planner.failure", { name: nameOf(camera, language()), opens });
  }

  #clear() {
    clearTimeout(this.timer);
    this.id = null;
    put(this.path, "d", "");
    write(this.words, "");
  }
}
