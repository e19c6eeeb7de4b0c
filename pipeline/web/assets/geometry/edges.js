// @ts-check
/**
 * Straight edges as an eye at the origin sees them: between which directions, and how far away.
 *
 * An edge from a to b, e = b - a, is met in the direction d at distance 1 / (p·dx + q·dy), with
 * p = ey / (a × e) and q = -ex / (a × e), d of length 1. The inverse of the distance is a linear
 * function of the direction: edges are compared, and cross, as straight lines do, and a homothety
 * about the eye by a ratio k divides p and q by k. An edge that the eye sees end-on has no angle,
 * hides nothing and is left out.
 */

import { doubled } from "./expansion.js";

/** @typedef {import("./expansion.js").Views} Views */

/** Sine of an angle; what is seen under less is rounding. */
const NEEDLE = 1e-12;

/** Sine of an angle; an edge that is seen under less runs nearly along the ray, so that distances
 * on it have few digits: they are kept between those of its ends. */
const GRAZING = 1e-5;

/** Layers of regions: what is counted together. Those of ALL must hold a place, others must not. */
export const ALL = 1;
export const NONE = -1;

export class Edges {
  constructor() {
    this.count = 0;
    /** Directions where edges begin and end, counter-clockwise: x, y, x, y of each. */
    this.ends = new Float64Array(4 * 512);
    /** p and q of each edge. */
    this.lines = new Float64Array(2 * 512);
    /** The least and the greatest inverse distance on each. */
    this.limits = new Float64Array(2 * 512);
    /** The layer of each, positive where one enters its region there on the way out, else negative. */
    this.layers = new Int32Array(512);
    /** For each layer from 1 on, whether it is of ALL or of NONE. */
    this.kinds = [0];
    /** The layer of what lies in view: nothing beyond it matters; 0 where there is none. */
    this.view = 0;
  }

  clear() {
    this.count = 0;
    this.kinds.length = 1;
    this.view = 0;
  }

  /**
   * Begin a layer; return its number.
   *
   * @param {number} kind
   */
  layer(kind) {
    this.kinds.push(kind);
    return this.kinds.length - 1;
  }

  /**
   * Add what an eye sees between walls: the far ends of what lies in view, as a layer of ALL.
   *
   * @param {Views} views
   * @param {import("./mesh.js").Mesh} mesh
   * @param {number} x
   * @param {number} y
   */
  addViews(views, mesh, x, y) {
    const layer = (this.view = this.layer(ALL));
    const { xs, ys, tail, head } = mesh;
    const room = views.room;
    for (let n = 0, at = 0; n < views.count; n++, at += 5) {
      const wall = room[at + 4];
      const ax = xs[tail[wall]] - x;
      const ay = ys[tail[wall]] - y;
      const ex = xs[head[wall]] - xs[tail[wall]];
      const ey = ys[head[wall]] - ys[tail[wall]];
      const across = ax * ey - ay * ex;
      const near = Math.hypot(ax, ay);
      const far = Math.hypot(ax + ex, ay + ey);
      if (across <= NEEDLE * near * far) continue;
      this.#put(room[at], room[at + 1], room[at + 2], room[at + 3], ey / across, -ex / across, -layer);
      if (across < GRAZING * near * far) this.#limit(near, far, 1);
    }
  }

  /**
   * Add a ring to a layer: of a region where it goes counter-clockwise, of a hole where clockwise.
   *
   * Edges that are entered on the way out are moved away by the ratio `near`, those that are left
   * by `far`: what lies between is the shadow of what is in the ring.
   *
   * @param {ArrayLike<number>} ring x, y, x, y …, not closed
   * @param {number} x the eye
   * @param {number} y
   * @param {number} layer
   * @param {number} near
   * @param {number} far
   */
  addRing(ring, x, y, layer, near = 1, far = 1) {
    let ax = ring[ring.length - 2] - x;
    let ay = ring[ring.length - 1] - y;
    for (let at = 0; at < ring.length; at += 2) {
      const bx = ring[at] - x;
      const by = ring[at + 1] - y;
      const across = ax * by - ay * bx;
      const sine = Math.abs(across) / (Math.hypot(ax, ay) * Math.hypot(bx, by));
      if (sine > NEEDLE) {
        const leaves = across > 0;
        const scaled = across * (leaves ? far : near);
        const p = (by - ay) / scaled;
        const q = (ax - bx) / scaled;
        if (leaves) this.#put(ax, ay, bx, by, p, q, -layer);
        else this.#put(bx, by, ax, ay, p, q, layer);
        if (sine < GRAZING) this.#limit(Math.hypot(ax, ay), Math.hypot(bx, by), leaves ? far : near);
      }
      ax = bx;
      ay = by;
    }
  }

  /**
   * @param {number} ax
   * @param {number} ay
   * @param {number} bx
   * @param {number} by
   * @param {number} p
   * @param {number} q
   * @param {number} layer
   */
  #put(ax, ay, bx, by, p, q, layer) {
    const n = this.count++;
    if (n >= this.layers.length) {
      this.ends = doubled(this.ends);
      this.lines = doubled(this.lines);
      this.limits = doubled(this.limits);
      const wider = new Int32Array(2 * this.layers.length);
      wider.set(this.layers);
      this.layers = wider;
    }
    this.ends[4 * n] = ax;
    this.ends[4 * n + 1] = ay;
    this.ends[4 * n + 2] = bx;
    this.ends[4 * n + 3] = by;
    this.lines[2 * n] = p;
    this.lines[2 * n + 1] = q;
    this.limits[2 * n] = 0;
    this.limits[2 * n + 1] = Infinity;
    this.layers[n] = layer;
  }

  /**
   * Keep distances on the last edge between those of its ends, moved away by a ratio.
   *
   * @param {number} one
   * @param {number} other
   * @param {number} ratio
   */
  #limit(one, other, ratio) {
    const n = this.count - 1;
    this.limits[2 * n] = 1 / (Math.max(one, other) * ratio);
    this.limits[2 * n + 1] = 1 / (Math.min(one, other) * ratio);
  }
}
