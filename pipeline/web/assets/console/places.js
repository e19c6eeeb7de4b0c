// @ts-check
/**
 * Where words stand on a plan that hides as little as can be.
 *
 * @typedef {import("./state.js").Rings} Rings
 */

/** @typedef {{x0: number, y0: number, x1: number, y1: number}} Box */

/** @param {number} x @param {number} y @param {number} wide @param {number} high @returns {Box} */
export const boxAround = (x, y, wide, high) => ({
  x0: x - wide / 2,
  y0: y - high / 2,
  x1: x + wide / 2,
  y1: y + high / 2,
});

/** @param {Rings} rings @returns {Box} */
export function boxOf(rings) {
  const [xs, ys] = [0, 1].map((n) => (rings[0] ?? [[0, 0]]).map((point) => point[n]));
  return { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) };
}

/** Return where something of a size stands best beside a box: hiding least of what is taken, within
 * bounds, and rather to the right than elsewhere.
 * @param {Box} box @param {number[]} size @param {number} gap @param {Box[]} taken @param {number[]} bounds @returns {Box} */
export function placeBeside(box, [wide, high], gap, taken, [left, low, right, top]) {
  const [mx, my] = [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2];
  const [beside, above] = [(box.x1 - box.x0 + wide) / 2 + gap, (box.y1 - box.y0 + high) / 2 + gap];
  const places = [
    [mx + beside, my],
    [mx - beside, my],
    [mx, my - above],
    [mx, my + above],
    [mx + beside, my - above],
    [mx - beside, my - above],
  ].map(([x, y]) => {
    const held = boxAround(
      Math.max(Math.min(x, right - wide / 2), left + wide / 2),
      Math.max(Math.min(y, top - high / 2), low + high / 2),
      wide,
      high,
    );
    return { held, cost: [box, ...taken].reduce((sum, each) => sum + overlap(held, each), 0) };
  });
  return places.reduce((best, each) => (each.cost < best.cost - 1e-9 ? each : best)).held;
}

/** @param {Box} a @param {Box} b */
const overlap = (a, b) =>
  Math.max(0, Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0)) * Math.max(0, Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0));

/** Return where a name is best put: the middle of the box of the first ring. @param {Rings} rings @returns {[number, number]} */
export function middleOf(rings) {
  const box = boxOf(rings);
  return [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2];
}

/** Return how wide a text is at 12 px, by its letters. @param {string} text */
export const widthOf = (text) => [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 12.5 : 6.9), 0);
