// @ts-check
/**
 * What stands on a floor: meshes between walls, and everything that may hide some of a plane.
 *
 * A mesh has only occluders that reach from below all planes to above the camera. Of the meshes
 * that Python sent, the one with most walls is taken that are walls from this height too; whatever
 * else hides from there is a shadow, be it without end. So any height has an exact view.
 */

import { isWall, ratiosOf } from "./hiding.js";
import { Mesh } from "./mesh.js";
import { boundsOf, ringOf } from "./place.js";

/** @typedef {import("./hiding.js").Ratios} Ratios */

/**
 * An occluder as a scene tells it; `top_m` is null where it has no top.
 *
 * @typedef {{id: string, kind: string, points: number[][], holes?: number[][][],
 *   bottom_m: number, top_m: number | null}} SentOccluder
 */

/**
 * A mesh as a scene tells it: between all occluders that reach from `low_m` to `high_m`; of the bare
 * outline where `low_m` is null, and without an upper end where `high_m` is.
 *
 * @typedef {{low_m: number | null, high_m: number | null, points: number[],
 *   triangles: number[]}} SentMesh
 */

/**
 * @typedef {{id: string, rings: Float64Array[], bottomM: number, topM: number,
 *   bounds: [number, number, number, number]}} Occluder
 */

/** What hides a plane from a height: the mesh, and what casts which shadow. */
/** @typedef {{mesh: Mesh | null, shadows: {occluder: Occluder, ratios: Ratios}[]}} Hidden */

export class Stage {
  /**
   * @param {SentOccluder[]} occluders
   * @param {SentMesh[]} meshes
   */
  constructor(occluders, meshes) {
    /** @type {Occluder[]} */
    this.occluders = occluders.map((each) => {
      const rings = [
        ringOf(each.points), ...(each.holes ?? []).map((hole) => ringOf(hole, true)),
      ];
      const topM = each.top_m ?? Infinity;
      return { id: each.id, rings, bottomM: each.bottom_m, topM, bounds: boundsOf(rings) };
    });
    this.meshes = meshes.map((sent) => meshOf(sent, this.occluders));
    /** @type {Map<string, Hidden>} */
    this.kept = new Map();
  }

  /**
   * Return what hides a plane from a height.
   *
   * @param {number} heightM
   * @param {number} planeM
   * @returns {Hidden}
   */
  hiding(heightM, planeM) {
    const key = `${heightM}/${planeM}`;
    const kept = this.kept.get(key);
    if (kept) return kept;
    const hidden = this.#hiding(heightM, planeM);
    // A height that is dragged has hundreds of values.
    if (this.kept.size > 64) this.kept.clear();
    this.kept.set(key, hidden);
    return hidden;
  }

  /**
   * @param {number} heightM
   * @param {number} planeM
   * @returns {Hidden}
   */
  #hiding(heightM, planeM) {
    let best = null;
    for (const each of this.meshes) {
      const fits = each.walls === 0 || isWall(heightM, planeM, each.bottomM, each.topM);
      if (fits && (best === null || each.walls > best.walls)) best = each;
    }
    const shadows = [];
    for (const [n, occluder] of this.occluders.entries()) {
      const { bottomM, topM } = occluder;
      if (best?.has(n)) continue;
      const ratios = isWall(heightM, planeM, bottomM, topM)
        ? /** @type {Ratios} */ ([1, Infinity])
        : ratiosOf(heightM, planeM, bottomM, topM);
      if (ratios) shadows.push({ occluder, ratios });
    }
    return { mesh: best ? best.mesh() : null, shadows };
  }

  /**
   * Return what is solid at a height within a distance of a place, each as its rings.
   *
   * @param {number} x
   * @param {number} y
   * @param {number} heightM
   * @param {number} aroundM
   */
  solidNear(x, y, heightM, aroundM) {
    const found = [];
    for (const { rings, bottomM, topM, bounds } of this.occluders) {
      const [west, south, east, north] = bounds;
      const isNear =
        x >= west - aroundM && x <= east + aroundM && y >= south - aroundM && y <= north + aroundM;
      if (isNear && bottomM <= heightM && heightM <= topM) found.push(rings);
    }
    return found;
  }
}

/**
 * @param {SentMesh} sent
 * @param {Occluder[]} occluders
 */
function meshOf(sent, occluders) {
  const lowM = sent.low_m ?? NaN;
  const highM = sent.high_m ?? Infinity;
  const isIn = occluders.map(({ bottomM, topM }) => isWall(highM, lowM, bottomM, topM));
  let bottomM = -Infinity;
  let topM = Infinity;
  for (const occluder of occluders.filter((_, n) => isIn[n])) {
    bottomM = Math.max(bottomM, occluder.bottomM);
    topM = Math.min(topM, occluder.topM);
  }
  /** @type {Mesh | null} */
  let mesh = null;
  return {
    bottomM,
    topM,
    walls: isIn.filter(Boolean).length,
    /** @param {number} n */
    has: (n) => isIn[n],
    mesh: () => (mesh ??= new Mesh(sent.points, sent.triangles)),
  };
}
