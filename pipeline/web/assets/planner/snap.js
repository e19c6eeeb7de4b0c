// @ts-check
/**
 * Snapping: near a wall a camera hangs on its face, unless Alt or Ctrl is held.
 *
 * @typedef {import("./plan.js").Point} Point
 * @typedef {{at: Point, normal_deg: number | null}} Held
 */
const NEAR_PX = 12;

/** Return where a camera at a place would hang, and where the wall it hangs on faces, if on any.
 * @param {import("./estimate.js").Estimate} estimate @param {import("./board.js").Board} board
 * @param {Point} at @param {{altKey: boolean, ctrlKey: boolean}} keys @returns {Held} */
export function snapped(estimate, board, at, keys) {
  if (keys.altKey || keys.ctrlKey) return { at, normal_deg: null };
  const wall = estimate.floor?.snap(at[0], at[1], Math.min(board.metres(NEAR_PX), 1.5)) ?? null;
  if (!wall) return { at, normal_deg: null };
  return { at: [wall.x_m, wall.y_m], normal_deg: wall.normal_deg };
}
