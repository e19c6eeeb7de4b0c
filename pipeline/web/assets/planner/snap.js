// @ts-check
/**
 * Snapping: near a wall a camera hangs on its face, unless Alt or Ctrl is held.
 *
 * @typedef {import("./plan.js").Point} Point
 * @typedef {{at: Point, normal_deg: number | null}} Held
 */
const NEAR_PX = 12
/** So far a lens stands off the wall that it hangs on, which keeps its mount in the open. */
const OFF_WALL_M = 0.1

/** Return where a camera at a place would hang, and where the wall it hangs on faces, if on any.
 * @param {import("./estimate.js").Estimate} estimate @param {import("./board.js").Board} board
 * @param {Point} at @param {{altKey: boolean, ctrlKey: boolean}} keys @returns {Held} */
export function snapped(estimate, board, at, keys) {
  if (keys.altKey || keys.ctrlKey) return { at, normal_deg: null }
  const wall = estimate.floor?.snap(at[0], at[1], Math.min(board.metres(NEAR_PX), 1.5)) ?? null
  if (!wall) return { at, normal_deg: null }
  const angle = (wall.normal_deg * Math.PI) / 180
  return {
    at: [wall.x_m + OFF_WALL_M * Math.cos(angle), wall.y_m + OFF_WALL_M * Math.sin(angle)],
    normal_deg: wall.normal_deg,
  }
}
