// @ts-check
/**
 * What keys do. Letters alone are heard only where the drawing has the focus, or nothing has.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./board.js").Board} Board
 * @typedef {import("./editing.js").Editing} Editing
 * @typedef {import("./gestures.js").Gestures} Gestures
 * @typedef {import("./handles.js").Handles} Handles
 * @typedef {import("./corners.js").Corners} Corners
 */

const STEP_M = 0.1;
const LONG_M = 1;
const PAN_PX = 60;
/** @type {Record<string, [number, number]>} */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
/** @type {Record<string, string>} */
export const TOOL_KEYS = {
  v: "select",
  c: "camera",
  w: "wall",
  z: "zone",
  g: "gate",
  p: "prohibited",
  i: "who",
  m: "scale",
};

export class Keys {
  /** @param {{desk: Desk, board: Board, editing: Editing, gestures: Gestures, handles: Handles,
   *   corners: Corners, commands: Record<"undo" | "redo" | "save" | "help" | "fix", () => void>}} parts */
  constructor({ desk, board, editing, gestures, handles, corners, commands }) {
    this.desk = desk;
    this.board = board;
    this.editing = editing;
    this.gestures = gestures;
    this.handles = handles;
    this.corners = corners;
    this.commands = commands;
    document.addEventListener("keydown", (event) => this.#down(event));
    board.root.addEventListener("focusin", (event) => this.#focused(/** @type {Element} */ (event.target)));
  }

  /** Choose the camera or area that the focus comes to. @param {Element} target */
  #focused(target) {
    const id = target.closest(".camera")?.getAttribute("data-id");
    if (!id || this.desk.tool !== "select") return;
    this.desk.select({ list: "cameras", id });
    const camera = this.desk.floor.cameras?.find((each) => each.id === id);
    if (camera && target.matches(":focus-visible")) this.board.reveal(camera.position);
  }

  /** @param {KeyboardEvent} event */
  #down(event) {
    const target = /** @type {Element} */ (event.target);
    if (target.closest("dialog") || event.defaultPrevented) return;
    const isTyping = target.matches(
      "input:not([type=range]):not([type=checkbox]):not([type=radio]), select, textarea",
    );
    if (
      event.ctrlKey || event.metaKey ? this.#command(event, isTyping) : !isTyping && this.#key(event, target)
    )
      event.preventDefault();
  }

  /** @param {KeyboardEvent} event @param {boolean} isTyping */
  #command(event, isTyping) {
    const key = event.key.toLowerCase();
    if (key === "s") return done(this.commands.save);
    if (isTyping) return false;
    if (key === "z") return done(event.shiftKey ? this.commands.redo : this.commands.undo);
    if (key === "y") return done(this.commands.redo);
    if (key === "c" && !getSelection()?.toString()) return done(() => this.editing.copy());
    if (key === "v") return done(() => this.editing.paste());
    if (key === "d") return done(() => this.editing.duplicate());
    return false;
  }

  /** @param {KeyboardEvent} event @param {Element} target */
  #key(event, target) {
    if (event.key === "?") return done(this.commands.help);
    const isHere = target === document.body || target.closest(".drawing") !== null;
    if (!isHere) return false;
    const isButton = target.matches("button, a, summary, [role=tab]");
    if (isButton && (event.key === "Enter" || event.key === " ")) return false;
    if (this.#handle(event, target) || this.#corner(event, target)) return true;
    if (this.gestures.tool?.key?.(event)) return true;
    if (event.key === "Enter" || event.key === " ") return this.#press(target);
    return this.#onThing(event) || this.#onView(event) || this.#letter(event);
  }

  /** @param {KeyboardEvent} event @param {Element} target */
  #handle(event, target) {
    const name = /** @type {any} */ (target.getAttribute("data-handle"));
    const way = WAYS[event.key];
    if (!name || !way) return false;
    const steps = (way[0] + way[1]) * (event.shiftKey ? 10 : 1);
    this.handles.nudge(name, name === "turn" ? -way[0] * Math.abs(steps) || steps : steps);
    return true;
  }

  /** @param {KeyboardEvent} event @param {Element} target */
  #corner(event, target) {
    const at = target.getAttribute("data-corner");
    if (at === null) return false;
    const way = WAYS[event.key];
    const step = event.shiftKey ? LONG_M : STEP_M;
    if (way) return done(() => this.corners.nudge(Number(at), way[0] * step, way[1] * step));
    if (event.key === "Delete" || event.key === "Backspace")
      return done(() => this.corners.remove(Number(at)));
    return false;
  }

  /** @param {Element} target */
  #press(target) {
    const area = target.closest(".area, .camera");
    if (!area) return false;
    const list = /** @type {any} */ (area.getAttribute("data-list") ?? "cameras");
    this.desk.select({ list, id: area.getAttribute("data-id") ?? "" });
    return true;
  }

  /** @param {KeyboardEvent} event */
  #onThing(event) {
    const { editing, desk } = this;
    if (!desk.thing) return false;
    const way = WAYS[event.key];
    const step = event.shiftKey ? LONG_M : STEP_M;
    if (way) return done(() => editing.nudge(way[0] * step, way[1] * step));
    if (event.key === "Delete" || event.key === "Backspace") return done(() => editing.remove());
    if (!editing.camera) return false;
    const wide = event.shiftKey ? 10 : 1;
    /** @type {Record<string, () => void>} */
    const acts = {
      "[": () => editing.turn(1),
      "]": () => editing.turn(-1),
      "{": () => editing.turn(10),
      "}": () => editing.turn(-10),
      "+": () => editing.widen(1),
      "=": () => editing.widen(1),
      "-": () => editing.widen(-1),
      _: () => editing.widen(-10),
      ",": () => editing.tilt(-1),
      ".": () => editing.tilt(1),
      PageUp: () => editing.raise(0.1 * wide),
      PageDown: () => editing.raise(-0.1 * wide),
    };
    const act = acts[event.key];
    return act ? done(act) : false;
  }

  /** @param {KeyboardEvent} event */
  #onView(event) {
    const { view } = this.board;
    const way = WAYS[event.key];
    if (way) view.shift(-way[0] * PAN_PX, way[1] * PAN_PX);
    else if (event.key === "+" || event.key === "=") view.zoom(view.width / 2, view.height / 2, 1.25);
    else if (event.key === "-") view.zoom(view.width / 2, view.height / 2, 0.8);
    else if (event.key === "0") return done(() => this.board.fit());
    else return false;
    this.board.place();
    return true;
  }

  /** @param {KeyboardEvent} event */
  #letter(event) {
    const tool = TOOL_KEYS[event.key.toLowerCase()];
    if (event.altKey) return false;
    if (event.key.toLowerCase() === "f") return done(this.commands.fix);
    return tool ? done(() => this.desk.take(tool)) : false;
  }
}

/** @param {() => void} act */
function done(act) {
  act();
  return true;
}
