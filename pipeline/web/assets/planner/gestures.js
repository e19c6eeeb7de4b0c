// @ts-check
/**
 * Pointers on the board: wheel and pinch come nearer, the tool in hand gets the rest.
 *
 * @typedef {import("./board.js").Board} Board
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {{
 *   down?: (event: PointerEvent) => boolean | void,
 *   move?: (event: PointerEvent) => void,
 *   up?: (event: PointerEvent) => void,
 *   click?: (event: PointerEvent) => void,
 *   cancel?: () => void,
 *   key?: (event: KeyboardEvent) => boolean | void,
 *   hover?: (event: PointerEvent) => void,
 *   begin?: () => void,
 *   end?: () => void,
 * }} Tool
 * A tool that returns false of `down` leaves the pointer to the board, which then shifts the plan, or
 * clicks where it did not move.
 */
const CLICK_PX = 4;
const WHEEL_STEP = 1.0016;

export class Gestures {
  /** @param {Desk} desk @param {Board} board */
  constructor(desk, board) {
    this.desk = desk;
    this.board = board;
    /** @type {Map<string, Tool>} */
    this.tools = new Map();
    /** @type {Map<number, PointerEvent>} */
    this.pointers = new Map();
    /** @type {"tool" | "shift" | "pinch" | null} */
    this.doing = null;
    this.hasMoved = false;
    /** @type {Tool | undefined} */
    this.held = undefined;
    const { root } = board;
    root.addEventListener("pointerdown", (event) => this.#down(event));
    root.addEventListener("pointermove", (event) => this.#move(event));
    root.addEventListener("pointerup", (event) => this.#up(event));
    root.addEventListener("pointercancel", (event) => this.#lost(event));
    root.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    desk.on("tool", () => this.#changed());
  }

  /** @param {string} name @param {Tool} tool */
  add(name, tool) {
    this.tools.set(name, tool);
  }

  get tool() {
    return this.tools.get(this.desk.tool);
  }

  #changed() {
    this.held?.cancel?.();
    this.held?.end?.();
    this.held = this.tool;
    this.board.root.dataset.tool = this.desk.tool;
    this.held?.begin?.();
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button > 1) return;
    this.pointers.set(event.pointerId, event);
    this.board.root.setPointerCapture(event.pointerId);
    if (this.pointers.size === 2) {
      this.tool?.cancel?.();
      this.doing = "pinch";
      return;
    }
    this.hasMoved = false;
    const isTaken = event.button === 0 && this.tool?.down?.(event) !== false;
    this.doing = isTaken ? "tool" : "shift";
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return this.tool?.hover?.(event);
    const first = Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY);
    if (!this.hasMoved && this.doing !== "pinch" && first < CLICK_PX) return;
    this.hasMoved = true;
    if (this.doing === "tool") this.tool?.move?.(event);
    else this.#drift(before, event);
    if (this.doing !== "tool") this.pointers.set(event.pointerId, event);
  }

  /** Shift the plan with one pointer, or come nearer with two.
   * @param {PointerEvent} before @param {PointerEvent} event */
  #drift(before, event) {
    const { view } = this.board;
    const other = [...this.pointers.values()].find((each) => each.pointerId !== event.pointerId);
    if (this.doing === "pinch" && other) {
      const [px, py] = this.board.pixel(event);
      const [ox, oy] = this.board.pixel(other);
      const was = Math.hypot(before.clientX - other.clientX, before.clientY - other.clientY);
      const is = Math.hypot(event.clientX - other.clientX, event.clientY - other.clientY);
      if (was > 0) view.zoom((px + ox) / 2, (py + oy) / 2, is / was);
      view.shift((event.clientX - before.clientX) / 2, (event.clientY - before.clientY) / 2);
    } else {
      view.shift(event.clientX - before.clientX, event.clientY - before.clientY);
    }
    this.board.place();
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (!this.pointers.delete(event.pointerId)) return;
    if (this.doing === "tool") this.tool?.up?.(event);
    else if (this.doing === "shift" && !this.hasMoved) this.tool?.click?.(event);
    if (!this.pointers.size) this.doing = null;
    else if (this.doing === "pinch") this.doing = "shift";
  }

  /** @param {PointerEvent} event */
  #lost(event) {
    if (!this.pointers.delete(event.pointerId)) return;
    if (this.doing === "tool") this.tool?.cancel?.();
    if (!this.pointers.size) this.doing = null;
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    event.preventDefault();
    const step = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 30 : event.deltaY;
    this.board.view.zoom(...this.board.pixel(event), WHEEL_STEP ** -step);
    this.board.place();
  }
}
