// @ts-check
/** Rings and raster cells as the data of SVG paths, in metres, y as on the plan. */

import { TILE_BITS } from "./meter.js";

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
      path += `${at ? "L" : "M"}${toMillimetre(ring[at])} ${toMillimetre(ring[at + 1])}`;
    }
    path += "Z";
  }
  return path;
}

/** The cells of a meter that are required and not covered as path data, kept tile by tile. */
export class BlindPath {
  /** @param {import("./meter.js").Meter} meter */
  constructor(meter) {
    this.meter = meter;
    this.tiles = new Array(meter.isStale.length).fill("");
    this.path = "";
  }

  /** Return the path as of now; only tiles that have changed are looked at. */
  told() {
    const { isStale, tileColumns } = this.meter;
    let isNew = false;
    for (let tile = 0; tile < isStale.length; tile++) {
      if (!isStale[tile]) continue;
      isStale[tile] = 0;
      const path = tilePath(this.meter, tile % tileColumns, Math.floor(tile / tileColumns));
      isNew ||= path !== this.tiles[tile];
      this.tiles[tile] = path;
    }
    if (isNew) this.path = this.tiles.join("");
    return this.path;
  }
}

/**
 * Return what is blind in one tile: runs of cells, those of neighbouring rows that are alike as one.
 *
 * @param {import("./meter.js").Meter} meter
 * @param {number} tileColumn
 * @param {number} tileRow
 */
function tilePath(meter, tileColumn, tileRow) {
  const { columns, rows, lacking, cell, west, south } = meter;
  const [left, bottom] = [tileColumn << TILE_BITS, tileRow << TILE_BITS];
  const right = Math.min(columns, left + (1 << TILE_BITS));
  const top = Math.min(rows, bottom + (1 << TILE_BITS));
  let path = "";
  /** @type {Map<number, number>} where runs that are open begin, by first and last cell */
  let open = new Map();
  for (let row = bottom; row <= top; row++) {
    /** @type {Map<number, number>} */
    const now = new Map();
    for (let column = left; row < top && column < right; column++) {
      if (lacking[row * columns + column] === 0) continue;
      const from = column;
      while (column < right && lacking[row * columns + column] > 0) column++;
      const key = from * (columns + 1) + column;
      now.set(key, open.get(key) ?? row);
      open.delete(key);
    }
    for (const [key, begun] of open) {
      const from = Math.floor(key / (columns + 1));
      const wide = toMillimetre(((key % (columns + 1)) - from) * cell);
      const deep = toMillimetre((row - begun) * cell);
      path += `M${toMillimetre(west + from * cell)} ${toMillimetre(south + begun * cell)}`;
      path += `h${wide}v${deep}h${-wide}Z`;
    }
    open = now;
  }
  return path;
}

/** @param {number} metres */
function toMillimetre(metres) {
  return Math.round(metres * PER_METRE) / PER_METRE;
}
