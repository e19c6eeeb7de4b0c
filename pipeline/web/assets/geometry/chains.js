// @ts-check
/**
 * Rings of a region about the eye, put together from what lies along one ray after another.
 *
 * Along a ray the region has intervals. Between two rays each end of an interval runs along one
 * edge; at a ray the ends of before and of after are sorted by distance and joined in pairs, by a
 * piece of the ray where they do not meet. Rings go with the region on their left: outer ones
 * counter-clockwise, holes clockwise.
 */

import { doubled } from "./expansion.js";

/** Metres; corners that lie so close are one. */
const SAME_M = 1e-9;

/** Square metres; rings around less are rounding. */
const DUST_M2 = 1e-12;

/** The edge that an interval which begins at the eye begins at. */
export const EYE = -1;

/** Ends of intervals at a ray, nearest first: the nearer and the farther one in turn. */
export class Ends {
  constructor() {
    this.count = 0;
    /** How far each is from the eye. */
    this.away = new Float64Array(64);
    /** The edge along which it runs. */
    this.edge = new Int32Array(64);
    /** The corner that was drawn last of its ring, or first. */
    this.corner = new Int32Array(64);
  }

  /**
   * @param {number} away
   * @param {number} edge
   */
  push(away, edge) {
    const n = this.count++;
    if (n >= this.edge.length) {
      this.away = doubled(this.away);
      for (const name of /** @type {const} */ (["edge", "corner"])) {
        const wider = new Int32Array(2 * this[name].length);
        wider.set(this[name]);
        this[name] = wider;
      }
    }
    this.away[n] = away;
    this.edge[n] = edge;
  }
}

export class Chains {
  constructor() {
    this.corners = 0;
    this.xs = new Float64Array(512);
    this.ys = new Float64Array(512);
    /** The corner after each, -1 where there is none yet. */
    this.after = new Int32Array(512).fill(-1);
  }

  clear() {
    this.corners = 0;
  }

  /**
   * Join the ends before a ray and those after it.
   *
   * @param {Ends} before
   * @param {Ends} after
   * @param {number} dx the direction of the ray, of length 1
   * @param {number} dy
   * @param {Float64Array} lines p and q of edges
   */
  join(before, after, dx, dy, lines) {
    let i = 0;
    let j = 0;
    while (i < before.count || j < after.count) {
      const first = takesBefore(before, i, after, j) ? i++ : -1 - j++;
      const second = takesBefore(before, i, after, j) ? i++ : -1 - j++;
      if (first >= 0 && second >= 0) this.#close(before, first, second, dx, dy);
      else if (first < 0 && second < 0) this.#open(after, -1 - first, -1 - second, dx, dy);
      else if (first >= 0) this.#goOn(before, first, after, -1 - second, dx, dy, lines);
      else this.#goOn(before, second, after, -1 - first, dx, dy, lines);
    }
  }

  /**
   * Begin at a ray as if nothing were known of what lies before it.
   *
   * @param {Ends} after
   * @param {number} dx
   * @param {number} dy
   */
  begin(after, dx, dy) {
    for (let n = 0; n < after.count; n++) {
      after.corner[n] = this.#corner(after.away[n] * dx, after.away[n] * dy);
    }
  }

  /**
   * End at the ray at which all began, all round.
   *
   * @param {Ends} before
   * @param {Ends} first the ends there, as they were when it began
   * @param {number} dx
   * @param {number} dy
   */
  end(before, first, dx, dy) {
    let i = 0;
    let j = 0;
    while (i < before.count || j < first.count) {
      const one = takesBefore(before, i, first, j) ? i++ : -1 - j++;
      const other = takesBefore(before, i, first, j) ? i++ : -1 - j++;
      if (one >= 0 && other >= 0) this.#close(before, one, other, dx, dy);
      else if (one < 0 && other < 0) {
        const nearer = -1 - one;
        const pair = [first.corner[nearer], first.corner[-1 - other]];
        const low = nearer % 2 === 0 ? 0 : 1;
        this.after[pair[low]] = pair[1 - low];
      } else {
        const n = one >= 0 ? one : other;
        const begun = first.corner[-1 - (one >= 0 ? other : one)];
        const here = this.#grown(before, n, before.away[n] * dx, before.away[n] * dy);
        if (n % 2) this.after[here] = begun;
        else this.after[begun] = here;
      }
    }
  }

  /**
   * Return all closed rings, each x, y, x, y …, seen from a place instead of the origin.
   *
   * @param {number} x
   * @param {number} y
   * @returns {Float64Array[]}
   */
  rings(x, y) {
    const rings = [];
    const room = new Float64Array(2 * this.corners);
    for (let start = 0; start < this.corners; start++) {
      if (this.after[start] < 0) continue;
      let at = 0;
      for (let n = start; n >= 0;) {
        const cx = this.xs[n];
        const cy = this.ys[n];
        if (at === 0 || Math.abs(cx - room[at - 2]) + Math.abs(cy - room[at - 1]) > SAME_M) {
          room[at++] = cx;
          room[at++] = cy;
        }
        const next = this.after[n];
        this.after[n] = -1;
        n = next;
      }
      while (at > 2 && Math.abs(room[0] - room[at - 2]) + Math.abs(room[1] - room[at - 1]) <= SAME_M) {
        at -= 2;
      }
      if (at < 6 || Math.abs(areaOf(room, at)) < DUST_M2) continue;
      const ring = room.slice(0, at);
      for (let k = 0; k < at; k += 2) {
        ring[k] += x;
        ring[k + 1] += y;
      }
      rings.push(ring);
    }
    return rings;
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  #corner(x, y) {
    const n = this.corners++;
    if (n >= this.after.length) {
      this.xs = doubled(this.xs);
      this.ys = doubled(this.ys);
      const wider = new Int32Array(2 * this.after.length).fill(-1);
      wider.set(this.after);
      this.after = wider;
    }
    this.xs[n] = x;
    this.ys[n] = y;
    this.after[n] = -1;
    return n;
  }

  /**
   * Add a corner to the ring of one end: the farther end of an interval goes on from its last
   * corner, the nearer one comes to its first.
   *
   * @param {Ends} ends
   * @param {number} n
   * @param {number} x
   * @param {number} y
   */
  #grown(ends, n, x, y) {
    const corner = this.#corner(x, y);
    if (n % 2) this.after[ends.corner[n]] = corner;
    else this.after[corner] = ends.corner[n];
    ends.corner[n] = corner;
    return corner;
  }

  /**
   * @param {Ends} before
   * @param {number} one
   * @param {number} other
   * @param {number} dx
   * @param {number} dy
   */
  #close(before, one, other, dx, dy) {
    const here = this.#grown(before, one, before.away[one] * dx, before.away[one] * dy);
    const there = this.#grown(before, other, before.away[other] * dx, before.away[other] * dy);
    if (one % 2) this.after[here] = there;
    else this.after[there] = here;
  }

  /**
   * @param {Ends} after
   * @param {number} one
   * @param {number} other
   * @param {number} dx
   * @param {number} dy
   */
  #open(after, one, other, dx, dy) {
    const here = this.#corner(after.away[one] * dx, after.away[one] * dy);
    const there = this.#corner(after.away[other] * dx, after.away[other] * dy);
    after.corner[one] = here;
    after.corner[other] = there;
    if (one % 2) this.after[there] = here;
    else this.after[here] = there;
  }

  /**
   * @param {Ends} before
   * @param {number} n
   * @param {Ends} after
   * @param {number} m
   * @param {number} dx
   * @param {number} dy
   * @param {Float64Array} lines
   */
  #goOn(before, n, after, m, dx, dy, lines) {
    const one = before.edge[n];
    const other = after.edge[m];
    const from = before.away[n];
    const to = after.away[m];
    const isOne =
      one === other ||
      (one >= 0 && other >= 0 && lines[2 * one] === lines[2 * other] &&
        lines[2 * one + 1] === lines[2 * other + 1]);
    if (!isOne || Math.abs(from - to) > SAME_M) {
      this.#grown(before, n, from * dx, from * dy);
      if (Math.abs(from - to) > SAME_M) this.#grown(before, n, to * dx, to * dy);
    }
    after.corner[m] = before.corner[n];
  }
}

/**
 * Tell whether the next end is one of those before the ray.
 *
 * @param {Ends} before
 * @param {number} i
 * @param {Ends} after
 * @param {number} j
 */
function takesBefore(before, i, after, j) {
  if (i >= before.count) return false;
  return j >= after.count || before.away[i] <= after.away[j];
}

/**
 * Return the area of a ring, positive where it goes counter-clockwise.
 *
 * @param {ArrayLike<number>} ring x, y, x, y …
 * @param {number} length how many numbers it has
 */
export function areaOf(ring, length = ring.length) {
  let twice = 0;
  let ax = ring[length - 2];
  let ay = ring[length - 1];
  for (let at = 0; at < length; at += 2) {
    twice += ax * ring[at + 1] - ay * ring[at];
    ax = ring[at];
    ay = ring[at + 1];
  }
  return twice / 2;
}
