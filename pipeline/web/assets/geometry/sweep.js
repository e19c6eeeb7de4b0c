// @ts-check
/**
 * What lies in all of some regions and in none of others, swept around an eye: exact.
 *
 * Everything that a camera sees is told by what lies along each ray from it. Between the directions
 * in which edges begin, end or cross, their order along a ray stays the same, so that one look at
 * the order tells all of that slab (see `edges.js`, whose inverse distances are straight lines
 * there). `chains.js` makes rings of the slabs. No coordinate is ever rounded to a grid.
 */

import { Chains, EYE, Ends } from "./chains.js";
import { angleFrom } from "./expansion.js";

/** @typedef {import("./edges.js").Edges} Edges */

/** Diamond angle; directions that lie so close are one. */
const SAME_ANGLE = 1e-14;

/** Relative; inverse distances that differ by less are the same. */
const SAME = 1e-13;

/** Metres; a gap between two intervals, or an interval, as thin as this on both sides is none. */
const THIN_M = 1e-10;

/** Everything that a sweep needs, kept from one to the next. */
class Room {
  constructor() {
    this.chains = new Chains();
    this.before = new Ends();
    this.after = new Ends();
    this.upTo = new Ends();
    this.first = new Ends();
    this.wound = new Int32Array(64);
    /** Edges of the slab, nearest first, with their inverse distances on both sides. */
    this.order = /** @type {number[]} */ ([]);
    this.from = new Float64Array(1024);
    this.to = new Float64Array(1024);
  }

  /** @param {number} count */
  fit(count) {
    if (this.from.length < count) {
      this.from = new Float64Array(2 * count);
      this.to = new Float64Array(2 * count);
    }
  }
}

const room = new Room();

/**
 * Return the rings of what lies in all layers of ALL and none of NONE, about an eye at x, y.
 *
 * @param {Edges} edges
 * @param {number} x
 * @param {number} y
 * @param {number} refX direction in which to begin: for what does not go all round, away from it
 * @param {number} refY
 * @returns {Float64Array[]} outer rings counter-clockwise, holes clockwise, x, y, x, y … each
 */
export function swept(edges, x, y, refX = 1, refY = 0) {
  const { chains } = room;
  chains.clear();
  room.fit(edges.count);
  if (edges.count === 0) return [];
  const stops = stopsOf(edges, refX, refY);
  const active = stops.crossing.slice();
  const { before, first } = room;
  before.count = 0;
  first.count = 0;
  let isBegun = false;
  for (let at = 0; at < stops.keys.length;) {
    const key = stops.keys[at];
    const [dx, dy] = [stops.xs[at], stops.ys[at]];
    for (; at < stops.keys.length && stops.keys[at] - key <= SAME_ANGLE; at++) {
      const edge = stops.edges[at];
      if (edge >= 0) active.push(edge);
      else if (edge > NOBODY) remove(active, -1 - edge);
    }
    if (at === stops.keys.length) {
      // The last stop is the ray at which all began.
      chains.end(room.before, first, dx, dy);
      break;
    }
    slab(edges, active, dx, dy, stops.xs[at], stops.ys[at], !isBegun);
    isBegun = true;
  }
  return chains.rings(x, y);
}

/** In place of an edge: nothing begins or ends. */
const NOBODY = -(2 ** 31);

/**
 * @typedef {{keys: Float64Array, xs: Float64Array, ys: Float64Array, edges: Int32Array,
 *   crossing: number[]}} Stops
 */

/**
 * Return the directions in which edges begin (their number) or end (-1 - their number), in order,
 * with the direction of reference first and last; `crossing` are edges that lie across it.
 *
 * @param {Edges} edges
 * @param {number} refX
 * @param {number} refY
 * @returns {Stops}
 */
function stopsOf(edges, refX, refY) {
  const { ends, count } = edges;
  const size = 2 * count + 2;
  const keys = new Float64Array(size);
  const crossing = [];
  keys[0] = 0;
  keys[size - 1] = 4;
  for (let n = 0; n < count; n++) {
    const start = angleFrom(refX, refY, ends[4 * n], ends[4 * n + 1]) % 4;
    const end = angleFrom(refX, refY, ends[4 * n + 2], ends[4 * n + 3]) || 4;
    keys[2 * n + 1] = start;
    keys[2 * n + 2] = end;
    if (start > end) crossing.push(n);
  }
  const order = new Uint32Array(size);
  for (let n = 0; n < size; n++) order[n] = n;
  order.subarray(1, size - 1).sort((a, b) => keys[a] - keys[b]);
  const stops = {
    keys: new Float64Array(size), xs: new Float64Array(size), ys: new Float64Array(size),
    edges: new Int32Array(size), crossing,
  };
  const ref = Math.hypot(refX, refY);
  for (let k = 0; k < size; k++) {
    const n = order[k];
    stops.keys[k] = keys[n];
    if (n === 0 || n === size - 1) {
      stops.xs[k] = refX / ref;
      stops.ys[k] = refY / ref;
      stops.edges[k] = NOBODY;
      continue;
    }
    const edge = (n - 1) >> 1;
    const isEnd = (n - 1) & 1;
    const dx = ends[4 * edge + 2 * isEnd];
    const dy = ends[4 * edge + 2 * isEnd + 1];
    const length = Math.sqrt(dx * dx + dy * dy);
    stops.xs[k] = dx / length;
    stops.ys[k] = dy / length;
    stops.edges[k] = isEnd ? -1 - edge : edge;
  }
  return stops;
}

/**
 * @param {number[]} active
 * @param {number} edge
 */
function remove(active, edge) {
  const at = active.indexOf(edge);
  if (at >= 0) {
    active[at] = active[active.length - 1];
    active.pop();
  }
}

/**
 * Add what lies between two rays.
 *
 * @param {Edges} edges
 * @param {number[]} active
 * @param {number} fromX
 * @param {number} fromY
 * @param {number} toX
 * @param {number} toY
 * @param {boolean} isFirst
 */
function slab(edges, active, fromX, fromY, toX, toY, isFirst) {
  const { order } = room;
  order.length = 0;
  const isSeen = wind(edges, active);
  if (isSeen) {
    for (const edge of active) {
      inverse(edges, edge, fromX, fromY, toX, toY);
      order.push(edge);
    }
    pruned(edges, order);
    sorted(order, 1, 1);
  }
  const cuts = crossings(order);
  let startX = fromX;
  let startY = fromY;
  for (const share of cuts) {
    // Inverse distances are linear along the chord between the two directions.
    const cutX = fromX + share * (toX - fromX);
    const cutY = fromY + share * (toY - fromY);
    const length = Math.hypot(cutX, cutY);
    part(edges, active, startX, startY, cutX / length, cutY / length, isFirst);
    isFirst = false;
    startX = cutX / length;
    startY = cutY / length;
  }
  part(edges, active, startX, startY, toX, toY, isFirst);
}

/**
 * Write how far away an edge is on both sides of a slab, inversely.
 *
 * @param {Edges} edges
 * @param {number} edge
 * @param {number} fromX
 * @param {number} fromY
 * @param {number} toX
 * @param {number} toY
 */
function inverse({ lines, limits }, edge, fromX, fromY, toX, toY) {
  const p = lines[2 * edge];
  const q = lines[2 * edge + 1];
  const least = limits[2 * edge];
  const most = limits[2 * edge + 1];
  room.from[edge] = Math.min(most, Math.max(least, p * fromX + q * fromY));
  room.to[edge] = Math.min(most, Math.max(least, p * toX + q * toY));
}

/**
 * Count in which layers the eye lies, as edges along the ray tell; whether anything can be seen.
 *
 * @param {Edges} edges
 * @param {number[]} active
 */
function wind(edges, active) {
  const { kinds, layers } = edges;
  if (room.wound.length < kinds.length) room.wound = new Int32Array(2 * kinds.length);
  const { wound } = room;
  wound.fill(0, 0, kinds.length);
  let met = 0;
  for (const edge of active) {
    const layer = layers[edge];
    if (layer > 0) wound[layer]--;
    else wound[-layer]++;
  }
  for (const edge of active) if (kinds[Math.abs(layers[edge])] > 0) met |= 1 << Math.abs(layers[edge]);
  for (let layer = 1; layer < kinds.length; layer++) {
    if (kinds[layer] > 0 && !(met & (1 << layer))) return false;
  }
  return true;
}

/**
 * Leave out what lies wholly beyond what lies in view.
 *
 * @param {Edges} edges
 * @param {number[]} order
 */
function pruned(edges, order) {
  const { from, to } = room;
  let wall = -1;
  if (edges.view) for (const edge of order) if (edges.layers[edge] === -edges.view) wall = edge;
  if (wall < 0) return;
  let left = 0;
  for (const edge of order) {
    const isBeyond =
      edge !== wall && from[edge] < from[wall] * (1 - SAME) && to[edge] < to[wall] * (1 - SAME);
    if (!isBeyond) order[left++] = edge;
  }
  order.length = left;
}

/**
 * Sort edges, the nearest first, at a direction between both sides.
 *
 * @param {number[]} order
 * @param {number} fromShare
 * @param {number} toShare
 */
function sorted(order, fromShare, toShare) {
  const { from, to } = room;
  for (let k = 1; k < order.length; k++) {
    const edge = order[k];
    const near = fromShare * from[edge] + toShare * to[edge];
    let at = k;
    while (at > 0 && fromShare * from[order[at - 1]] + toShare * to[order[at - 1]] < near) {
      order[at] = order[at - 1];
      at--;
    }
    order[at] = edge;
  }
}

/**
 * Return the shares of the way from one side to the other at which edges cross, in order.
 *
 * @param {number[]} order sorted half way
 */
function crossings(order) {
  const { from, to } = room;
  let isSorted = true;
  for (let k = 1; k < order.length && isSorted; k++) {
    const [a, b] = [order[k - 1], order[k]];
    const slack = SAME * (Math.abs(from[a]) + Math.abs(to[a]));
    isSorted = from[a] - from[b] >= -slack && to[a] - to[b] >= -slack;
  }
  if (isSorted) return NO_CUTS;
  const cuts = [];
  for (let i = 0; i < order.length; i++) {
    for (let j = i + 1; j < order.length; j++) {
      const [a, b] = [order[i], order[j]];
      const slack = SAME * (Math.abs(from[a]) + Math.abs(to[a]));
      const one = from[a] - from[b];
      const other = to[a] - to[b];
      if ((one > slack && other < -slack) || (one < -slack && other > slack)) {
        cuts.push(one / (one - other));
      }
    }
  }
  return cuts.sort((a, b) => a - b);
}

/** @type {number[]} */
const NO_CUTS = [];

/**
 * Add what lies between two rays between which nothing crosses.
 *
 * @param {Edges} edges
 * @param {number[]} active
 * @param {number} fromX
 * @param {number} fromY
 * @param {number} toX
 * @param {number} toY
 * @param {boolean} isFirst
 */
function part(edges, active, fromX, fromY, toX, toY, isFirst) {
  const { chains, after, upTo, order } = room;
  const { lines } = edges;
  for (const edge of order) inverse(edges, edge, fromX, fromY, toX, toY);
  sorted(order, 1, 1);
  if (order.length) wind(edges, active);
  intervals(edges);
  if (isFirst) {
    chains.begin(after, fromX, fromY);
    const { first } = room;
    first.count = 0;
    for (let n = 0; n < after.count; n++) {
      first.push(after.away[n], after.edge[n]);
      first.corner[n] = after.corner[n];
    }
  } else chains.join(room.before, after, fromX, fromY, lines);
  // The same ends, as far away as they are on the other side, are those before the next ray.
  for (let n = 0; n < after.count; n++) upTo.corner[n] = after.corner[n];
  [room.before, room.upTo] = [upTo, room.before];
}

/**
 * Write the intervals along the rays of a slab, with their ends on both sides.
 *
 * @param {Edges} edges
 */
function intervals(edges) {
  const { order, wound, after, upTo, from, to } = room;
  const { kinds, layers } = edges;
  after.count = 0;
  upTo.count = 0;
  if (order.length === 0) return;
  let missing = 0;
  for (let layer = 1; layer < kinds.length; layer++) {
    if (kinds[layer] > 0 ? wound[layer] <= 0 : wound[layer] > 0) missing++;
  }
  let isInside = missing === 0;
  if (isInside) turned(EYE, 0, 0);
  for (const edge of order) {
    const layer = Math.abs(layers[edge]);
    const isIn = wound[layer] > 0;
    wound[layer] += layers[edge] > 0 ? 1 : -1;
    if (wound[layer] > 0 !== isIn) missing += (kinds[layer] > 0) === isIn ? 1 : -1;
    if ((missing === 0) !== isInside) {
      isInside = missing === 0;
      turned(edge, 1 / from[edge], 1 / to[edge]);
    }
  }
  if (isInside) {
    // Nothing bounds it: there was no layer that ends.
    after.count--;
    upTo.count--;
  }
}

/**
 * Add the next end of an interval; leave out one that makes a thin interval or gap.
 *
 * @param {number} edge
 * @param {number} near
 * @param {number} far
 */
function turned(edge, near, far) {
  const { after, upTo } = room;
  const last = after.count - 1;
  if (last >= 0 && near - after.away[last] < THIN_M && far - upTo.away[last] < THIN_M) {
    after.count--;
    upTo.count--;
    return;
  }
  after.push(near, edge);
  upTo.push(far, edge);
}
