// @ts-check
/**
 * The corners of an area or a wall as numbers, each of which can be changed, added and taken away.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./plan.js").Thing} Thing
 * @typedef {import("./plan.js").Point} Point
 */
import { word } from "../words.js";
import { patched, toMillimetre } from "./edits.js";
import { element } from "./element.js";
import { corners } from "./plan.js";

/** What has more corners than this is shown in part. */
const MOST = 200;

/** @param {Desk} desk @param {Thing} thing */
export function pointsTable(desk, thing) {
  const drawn = corners(thing);
  const { selection } = desk;
  if (!drawn || !selection) return element("p");
  const put = (/** @type {Point[]} */ points) =>
    desk.make(
      "planner.did.corner",
      patched(desk.site, desk.floorId, selection.list, selection.id, { [drawn.field]: points }),
    );
  const rows = drawn.points
    .slice(0, MOST)
    .map((point, at) => row(drawn.points, point, at, put, drawn.field === "ring" ? 3 : 2));
  const head = ["planner.points.number", "planner.points.x", "planner.points.y", "planner.points.more"];
  return element(
    "details",
    { class: "points" },
    element("summary", {}, word("planner.points", { count: drawn.points.length })),
    element(
      "table",
      {},
      element(
        "thead",
        {},
        element("tr", {}, ...head.map((key) => element("th", { scope: "col" }, word(key)))),
      ),
      element("tbody", {}, ...rows),
    ),
  );
}

/** @param {Point[]} points @param {Point} point @param {number} at @param {(points: Point[]) => void} put @param {number} least */
function row(points, point, at, put, least) {
  const cell = (/** @type {0 | 1} */ axis) => {
    const input = element("input", {
      type: "number",
      step: "any",
      value: point[axis],
      id: `field-point-${at}-${axis}`,
      "aria-label": word("planner.points.of", { axis: axis ? "y" : "x", number: at + 1 }),
    });
    input.addEventListener("change", () => {
      const value = Number(input.value);
      if (!input.value.trim() || !Number.isFinite(value)) return void (input.value = String(point[axis]));
      const moved = /** @type {Point} */ ([...point]);
      moved[axis] = toMillimetre(value);
      put(points.map((each, n) => (n === at ? moved : each)));
    });
    return element("td", {}, input);
  };
  const next = points[(at + 1) % points.length];
  const between = /** @type {Point} */ ([
    toMillimetre((point[0] + next[0]) / 2),
    toMillimetre((point[1] + next[1]) / 2),
  ]);
  const add = small("+", word("planner.points.add", { number: at + 1 }), () =>
    put([...points.slice(0, at + 1), between, ...points.slice(at + 1)]),
  );
  const drop = small("−", word("planner.points.drop", { number: at + 1 }), () =>
    put(points.filter((_, n) => n !== at)),
  );
  drop.disabled = points.length <= least;
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, at + 1),
    cell(0),
    cell(1),
    element("td", {}, add, drop),
  );
}

/** @param {string} sign @param {string} label @param {() => void} act */
function small(sign, label, act) {
  return element(
    "button",
    { type: "button", class: "small", "aria-label": label, title: label, on: { click: act } },
    sign,
  );
}
