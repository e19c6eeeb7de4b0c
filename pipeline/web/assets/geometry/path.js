// @ts-check
/** Rings and raster cells as the data of SVG paths, in metres, y as on the plan. */

/** So many to a metre: a path is told to the millimetre. */
const PER_METRE = 1000;

/**
 * Return rings as path data; holes stay open under the rule evenodd, and under nonzero too.
 *
 * @param {Float64Array[]} rings
 */
export function pathOf(rings) {
  let path = "";
  for (const ring of rings) {
    for (let at = 0; at < ring.length; at += 2) {
      const x = Math.round(ring[at] * PER_METRE) / PER_METRE;
      const y = Math.round(ring[at + 1] * PER_METRE) / PER_METRE;
      path += `${at ? "L" : "M"}${x} ${y}`;
    }
    path += "Z";
  }
  return path;
}

/**
 * Return the cells of a meter that are required and not covered as path data: runs of cells, those
 * of neighbouring rows that are alike as one.
 *
 * @param {import("./meter.js").Meter} meter
 */
export function blindPathOf(meter) {
  const { columns, rows, lacking, cell, west, south } = meter;
  let path = "";
  /** @type {Map<number, number>} where runs that are open begin, by first and last cell */
  let open = new Map();
  for (let row = 0; row <= rows; row++) {
    /** @type {Map<number, number>} */
    const now = new Map();
    for (let column = 0; row < rows && column < columns; column++) {
      if (lacking[row * columns + column] === 0) continue;
      const from = column;
      while (column < columns && lacking[row * columns + column] > 0) column++;
      const key = from * (columns + 1) + column;
      now.set(key, open.get(key) ?? row);
      open.delete(key);
    }
    for (const [key, begun] of open) {
      const from = Math.floor(key / (columns + 1));
      const to = key % (columns + 1);
      const x = Math.round((west + from * cell) * PER_METRE) / PER_METRE;
      const y = Math.round((south + begun * cell) * PER_METRE) / PER_METRE;
      const wide = Math.round((to - from) * cell * PER_METRE) / PER_METRE;
      const deep = Math.round((row - begun) * cell * PER_METRE) / PER_METRE;
      path += `M${x} ${y}h${wide}v${deep}h${-wide}Z`;
    }
    open = now;
  }
  return path;
}
