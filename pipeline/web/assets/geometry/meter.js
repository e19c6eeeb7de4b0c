// @ts-check
/**
 * About how much of what must be seen is seen: counters on a raster, kept up to date cone by cone.
 *
 * A cell counts as required where its middle is, and as covered where enough cameras see its middle
 * for every clause on it, as the summary of an audit counts each square metre once. Moving a camera
 * takes its old cones off and puts its new ones on; nothing else is looked at. What comes out is an
 * estimate, and is shown as one.
 */

import { boundsOf } from "./place.js";

/** So many required cells are enough for a thousandth; no raster is finer or coarser than this. */
const CELLS = 400_000;
const FINEST_M = 0.05;
const COARSEST_M = 0.25;

/**
 * What must be seen in a way, by so many cameras each.
 *
 * @typedef {{look: string, minCameras: number, rings: Float64Array[]}} Demand
 */

/** Cells of a tile, to each side, as a power of two: blindness is drawn tile by tile. */
export const TILE_BITS = 6;

/** Counters of one look: `need` has a bit for each of its demands, `count` cameras that see it. */
/** @typedef {{mins: number[], need: Uint8Array, count: Uint8Array}} Layer */

export class Meter {
  /** @param {Demand[]} demands */
  constructor(demands) {
    const [west, south, east, north] = boundsOf(demands.flatMap((demand) => demand.rings));
    const isEmpty = !(east > west);
    this.west = isEmpty ? 0 : west;
    this.south = isEmpty ? 0 : south;
    this.cell = cellOf(demands);
    this.columns = isEmpty ? 0 : Math.ceil((east - west) / this.cell);
    this.rows = isEmpty ? 0 : Math.ceil((north - south) / this.cell);
    /** How many demands on each cell are not met. */
    this.lacking = new Uint8Array(this.columns * this.rows);
    /** Whether anything is required there. */
    this.required = new Uint8Array(this.columns * this.rows);
    this.requiredCells = 0;
    this.coveredCells = 0;
    /** Tiles of which a cell has turned covered or blind since they were last drawn. */
    this.tileColumns = (this.columns >> TILE_BITS) + 1;
    this.tileRows = (this.rows >> TILE_BITS) + 1;
    this.isStale = new Uint8Array(this.tileColumns * this.tileRows).fill(1);
    /** @type {Map<string, Layer>} */
    this.layers = new Map();
    for (const demand of demands) this.#require(demand);
    for (const is of this.required) this.requiredCells += is;
  }

  /** The share of what must be seen that is, in percent. */
  get coveredPct() {
    return this.requiredCells ? (100 * this.coveredCells) / this.requiredCells : 0;
  }

  /** @param {Demand} demand */
  #require(demand) {
    let layer = this.layers.get(demand.look);
    if (!layer) {
      const size = this.columns * this.rows;
      layer = { mins: [], need: new Uint8Array(size), count: new Uint8Array(size) };
      this.layers.set(demand.look, layer);
    }
    let bit = layer.mins.indexOf(demand.minCameras);
    if (bit < 0) bit = layer.mins.push(demand.minCameras) - 1;
    const { need } = layer;
    this.#spans(demand.rings, (from, to) => {
      for (let k = from; k < to; k++) {
        if (need[k] & (1 << bit)) continue;
        need[k] |= 1 << bit;
        this.lacking[k]++;
        this.required[k] = 1;
      }
    });
  }

  /**
   * Count a cone of a look once more, or once less.
   *
   * @param {string} look
   * @param {Float64Array[]} rings
   * @param {1 | -1} by
   */
  count(look, rings, by) {
    const layer = this.layers.get(look);
    if (!layer) return;
    const { need, count, mins } = layer;
    const { lacking } = this;
    const isSimple = mins.length === 1;
    const turns = by > 0 ? mins[0] : mins[0] - 1;
    let covered = 0;
    this.#spans(rings, (from, to) => {
      for (let k = from; k < to; k++) {
        if (need[k] === 0) continue;
        const now = (count[k] += by);
        if (isSimple) {
          if (now !== turns) continue;
          if (by > 0 ? --lacking[k] === 0 : lacking[k]++ === 0) {
            covered += by;
            this.#turned(k);
          }
          continue;
        }
        for (let bit = 0; bit < mins.length; bit++) {
          if (!(need[k] & (1 << bit)) || now !== (by > 0 ? mins[bit] : mins[bit] - 1)) continue;
          if (by > 0 ? --lacking[k] === 0 : lacking[k]++ === 0) {
            covered += by;
            this.#turned(k);
          }
        }
      }
    });
    this.coveredCells += covered;
  }

  /**
   * Note that a cell has turned covered or blind.
   *
   * @param {number} k
   */
  #turned(k) {
    const row = Math.floor(k / this.columns);
    const column = k - row * this.columns;
    this.isStale[(row >> TILE_BITS) * this.tileColumns + (column >> TILE_BITS)] = 1;
  }

  /**
   * Visit the cells whose middles lie within rings, row by row, as numbers from one to another.
   *
   * @param {Float64Array[]} rings
   * @param {(from: number, to: number) => void} visit
   */
  #spans(rings, visit) {
    const { columns, rows, west, south, cell } = this;
    if (rings.length === 0 || columns === 0) return;
    const [left, bottom, right, top] = boundsOf(rings);
    const low = Math.max(0, Math.ceil((bottom - south) / cell - 0.5));
    const high = Math.min(rows - 1, Math.floor((top - south) / cell - 0.5));
    if (high < low || right < west || left > west + columns * cell) return;
    const { starts, crossings } = crossed(rings, low, high, south, cell);
    for (let row = low; row <= high; row++) {
      const end = starts[row - low + 1];
      for (let at = starts[row - low]; at + 1 < end; at += 2) {
        const from = Math.max(0, Math.ceil((crossings[at] - west) / cell - 0.5));
        const to = Math.min(columns, Math.ceil((crossings[at + 1] - west) / cell - 0.5));
        if (from < to) visit(row * columns + from, row * columns + to);
      }
    }
  }
}

/** Kept from one call to the next. */
let room = { starts: new Int32Array(1024), next: new Int32Array(1024), xs: new Float64Array(8192) };

/**
 * Return where rings cross the middles of rows, from west to east: those of row low + k are
 * crossings[starts[k] … starts[k + 1]].
 *
 * @param {Float64Array[]} rings
 * @param {number} low
 * @param {number} high
 * @param {number} south
 * @param {number} cell
 */
function crossed(rings, low, high, south, cell) {
  const rows = high - low + 1;
  if (room.starts.length < rows + 2) {
    room = { ...room, starts: new Int32Array(2 * rows + 2), next: new Int32Array(2 * rows + 2) };
  }
  const { starts, next } = room;
  starts.fill(0, 0, rows + 2);
  eachEdge(rings, low, high, south, cell, (first, last) => {
    for (let row = first; row <= last; row++) starts[row - low + 1]++;
  });
  for (let k = 0; k < rows; k++) {
    starts[k + 1] += starts[k];
    next[k] = starts[k];
  }
  if (room.xs.length < starts[rows]) room.xs = new Float64Array(2 * starts[rows]);
  const crossings = room.xs;
  eachEdge(rings, low, high, south, cell, (first, last, x, slope) => {
    for (let row = first; row <= last; row++) {
      const k = row - low;
      const here = x + (row - first) * slope;
      let at = next[k]++;
      for (; at > starts[k] && crossings[at - 1] > here; at--) crossings[at] = crossings[at - 1];
      crossings[at] = here;
    }
  });
  return { starts, crossings };
}

/**
 * Visit each edge with the rows whose middles it crosses, where it crosses the first, and how much
 * further east each next row is crossed.
 *
 * @param {Float64Array[]} rings
 * @param {number} low
 * @param {number} high
 * @param {number} south
 * @param {number} cell
 * @param {(first: number, last: number, x: number, slope: number) => void} visit
 */
function eachEdge(rings, low, high, south, cell, visit) {
  for (const ring of rings) {
    let ax = ring[ring.length - 2];
    let ay = ring[ring.length - 1];
    for (let at = 0; at < ring.length; at += 2) {
      const bx = ring[at];
      const by = ring[at + 1];
      const first = Math.max(low, Math.ceil((Math.min(ay, by) - south) / cell - 0.5));
      const last = Math.min(high, Math.ceil((Math.max(ay, by) - south) / cell - 0.5) - 1);
      if (first <= last) {
        const slope = (bx - ax) / (by - ay);
        visit(first, last, ax + ((first + 0.5) * cell + south - ay) * slope, slope * cell);
      }
      ax = bx;
      ay = by;
    }
  }
}

/**
 * Return how wide a cell is, in metres.
 *
 * @param {Demand[]} demands
 */
function cellOf(demands) {
  let most = 0;
  for (const { rings } of demands) {
    const [west, south, east, north] = boundsOf(rings);
    if (east > west) most += (east - west) * (north - south);
  }
  return Math.min(COARSEST_M, Math.max(FINEST_M, Math.sqrt(most / CELLS)));
}
