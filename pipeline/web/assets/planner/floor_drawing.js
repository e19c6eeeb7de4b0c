// @ts-check
/**
 * What stands on a floor: its outline, zones, prohibited zones, walls, and their names.
 * Walls of one tint and thickness are one path, so that thousands of them cost no more than one.
 *
 * @typedef {import("./board.js").Board} Board
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./plan.js").Floor} Floor
 * @typedef {import("./plan.js").Zone} Zone
 * @typedef {import("./plan.js").Prohibited} Prohibited
 * @typedef {import("./plan.js").Occluder} Occluder
 * @typedef {import("./plan.js").Point} Point
 */
import { language, word } from "../words.js";
import { shape } from "./element.js";
import { lineData, ringsData } from "./path_data.js";
import { THICKNESS_M, boxAround, middleOf, nameOf } from "./plan.js";

/** Kinds of what hides that have a tint of their own; the others are drawn as walls. */
export const TINTED = ["wall", "door", "glass", "fence", "hedge", "furniture"];
/** So much wider than its area a name may be. */
const SPARE = 1.25;
const LETTER_PX = 6;
const CHARACTER_PX = 11.5;

/** Return about how many pixels a name takes. @param {string} words */
function widthOf(words) {
  return [...words].reduce((sum, letter) => sum + (letter > "⺀" ? CHARACTER_PX : LETTER_PX), 0);
}

/** People walk below what begins higher than this. */
const HEADROOM_M = 2;

/** Return the tint in which something that hides is drawn. @param {Occluder} each */
export function tintOf(each) {
  return TINTED.includes(each.kind) ? each.kind : "wall";
}

/** Tell how something that hides is drawn: full, pale where one sees over it, dashed where it hangs.
 * @param {Occluder} each */
export function strengthOf(each) {
  if ((each.bottom_m ?? 0) >= HEADROOM_M) return "hanging";
  return each.top_m === undefined || each.top_m === null ? "full" : "low";
}

export class FloorDrawing {
  /** @param {Desk} desk @param {Board} board */
  constructor(desk, board) {
    this.desk = desk;
    this.board = board;
    /** @type {Partial<Floor>} what is drawn */
    this.drawn = {};
    /** Names of areas, with the metres and the pixels that they have room for and need.
     * @type {{sign: SVGGElement, wide_m: number, need_px: number}[]} */
    this.names = [];
    board.onView(() => this.#makeRoom());
    desk.on("site", () => this.draw());
    desk.on("live", () => this.draw());
    desk.on("floor", () => this.draw());
    desk.on("selection", () => this.mark());
    desk.on("language", () => this.draw(true));
  }

  /** Draw what is not drawn yet as it is now. @param {boolean} [anew] */
  draw(anew = false) {
    const floor = this.desk.floor;
    const differs = (/** @type {keyof Floor} */ part) => anew || floor[part] !== this.drawn[part];
    if (differs("outline") || differs("voids") || differs("lit")) this.#drawGround(floor);
    if (differs("zones") || differs("prohibited")) this.#drawAreas(floor);
    if (differs("occluders")) this.#drawWalls(floor);
    if (differs("devices")) this.#drawDevices(floor);
    this.drawn = floor;
  }

  mark() {
    const { selection } = this.desk;
    for (const area of this.board.root.querySelectorAll(".area")) {
      const isChosen =
        area.getAttribute("data-id") === selection?.id && area.getAttribute("data-list") === selection?.list;
      area.classList.toggle("chosen", isChosen);
      area.setAttribute("aria-pressed", String(isChosen));
    }
    this.#markWall();
  }

  /** @param {Floor} floor */
  #drawGround(floor) {
    this.board.layers.outline.replaceChildren(
      shape("path", { class: "ground", d: lineData(floor.outline, true) }),
      shape("path", { class: "void", d: ringsData(floor.voids ?? []) }),
      shape("path", { class: "lit", d: ringsData(floor.lit ?? []) }),
    );
  }

  /** @param {Floor} floor */
  #drawAreas(floor) {
    for (const { sign } of this.names) this.board.remove(sign);
    this.names = [];
    const draw = (/** @type {"zones" | "prohibited"} */ list) => {
      const areas = /** @type {(Zone | Prohibited)[]} */ (floor[list] ?? []);
      this.board.layers[list].replaceChildren(...areas.map((each) => this.#area(list, each)));
      for (const each of areas) this.#name(list, each);
    };
    draw("zones");
    draw("prohibited");
    this.#makeRoom();
    this.mark();
  }

  /** @param {"zones" | "prohibited"} list @param {Zone | Prohibited} each */
  #area(list, each) {
    const label = word(`planner.area.${list}`, {
      name: nameOf(each, language()),
      kind: word(`planner.kind.${each.kind}`),
    });
    return shape("path", {
      class: `area ${list}`,
      d: lineData(each.ring, true),
      role: "button",
      tabindex: -1,
      "aria-label": label,
      "data-list": list,
      "data-id": each.id,
    });
  }

  /** @param {"zones" | "prohibited"} list @param {Zone | Prohibited} each */
  #name(list, each) {
    const words = shape("text", { class: `name ${list}`, "aria-hidden": true }, nameOf(each, language()));
    const sign = shape("g", { class: "name-sign" }, words);
    this.board.layers.names.append(sign);
    this.board.stand(sign, middleOf(each.ring));
    const { x0, x1 } = boxAround(each.ring);
    this.names.push({ sign, wide_m: x1 - x0, need_px: widthOf(words.textContent ?? "") });
  }

  /** Leave out names that are wider than what they name, which would lie over one another. */
  #makeRoom() {
    const { scale } = this.board.view;
    for (const { sign, wide_m, need_px } of this.names) {
      sign.classList.toggle("cramped", wide_m * scale * SPARE < need_px);
    }
  }

  /** @param {Floor} floor */
  #drawWalls(floor) {
    /** @type {Map<string, {attributes: Record<string, unknown>, data: string}>} */
    const paths = new Map();
    for (const each of floor.occluders ?? []) {
      const thick = each.line ? (each.thickness_m ?? THICKNESS_M) : 0;
      const look = `wall tint-${tintOf(each)} is-${strengthOf(each)} ${each.line ? "line" : "solid"}`;
      const key = `${look} ${thick}`;
      const path = paths.get(key) ?? {
        attributes: { class: look, "stroke-width": thick || undefined },
        data: "",
      };
      path.data += each.line ? lineData(each.line) : lineData(each.ring ?? [], true);
      paths.set(key, path);
    }
    const drawn = [...paths.values()].map(({ attributes, data }) =>
      shape("path", { ...attributes, d: data }),
    );
    this.board.layers.walls.replaceChildren(...drawn);
    this.#markWall();
  }

  #markWall() {
    this.board.layers.shapes.querySelector(".chosen-wall")?.remove();
    const { selection, thing } = this.desk;
    if (selection?.list !== "occluders" || !thing) return;
    const wall = /** @type {Occluder} */ (thing);
    const data = wall.line ? lineData(wall.line) : lineData(wall.ring ?? [], true);
    this.board.layers.shapes.prepend(shape("path", { class: "chosen-wall", d: data }));
  }

  /** @param {Floor} floor */
  #drawDevices(floor) {
    for (const old of this.board.layers.signs.querySelectorAll(".device"))
      this.board.remove(/** @type {SVGGElement} */ (old));
    for (const each of floor.devices ?? []) {
      const at = each.position ?? each.line?.[0];
      if (!at) continue;
      const title = shape("title", {}, `${word(`planner.device.${each.kind}`)} ${each.id}`);
      const sign = shape(
        "g",
        { class: "device" },
        title,
        shape("rect", { x: -3, y: -3, width: 6, height: 6 }),
      );
      this.board.layers.signs.prepend(sign);
      this.board.stand(sign, at);
    }
  }
}

/** Return the wall nearest to a place, within so many metres, or null.
 * @param {Floor} floor @param {Point} at @param {number} within_m @returns {Occluder | null} */
export function wallAt(floor, at, within_m) {
  let best = null;
  let nearest = within_m;
  for (const each of floor.occluders ?? []) {
    const points = each.line ?? each.ring ?? [];
    const last = each.line ? points.length - 1 : points.length;
    const half = each.line ? (each.thickness_m ?? THICKNESS_M) / 2 : 0;
    for (let n = 0; n < last; n += 1) {
      const away = Math.max(0, distance(at, points[n], points[(n + 1) % points.length]) - half);
      if (away < nearest) {
        nearest = away;
        best = each;
      }
    }
  }
  return best;
}

/** @param {Point} at @param {Point} from @param {Point} to */
function distance(at, from, to) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const long = dx * dx + dy * dy;
  const share = long ? ((at[0] - from[0]) * dx + (at[1] - from[1]) * dy) / long : 0;
  const held = Math.min(1, Math.max(0, share));
  return Math.hypot(from[0] + held * dx - at[0], from[1] + held * dy - at[1]);
}
