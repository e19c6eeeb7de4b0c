// @ts-check
/**
 * What one lens shows of a plane as a look asks, in the frame of its pan, walls aside.
 *
 * As `pipeline/coverage/optics/outline.py` has the nominal outline: the picture's border on the
 * plane, of it what is dense and flat enough, from not too far aside, behind no mask. Masks are taken
 * as they are drawn, where Python grows them by a hair.
 */

import { areaOf } from "../chains.js";
import { ALL, Edges, NONE } from "../edges.js";
import { boundsOf, distanceTo, isWithin } from "../place.js";
import { swept } from "../sweep.js";
import { borderOf, vectorAt } from "./border.js";
import { bandOf, raysOf } from "./density.js";
import { FURTHEST_M, LEAST_DROP_M, convexFootprint, footprint } from "./footprint.js";
import { azimuths, fanOf, starOf } from "./star.js";

/** @typedef {import("./lens.js").Lens} Lens */

/**
 * One lens of a camera, hung: its pan counts only where it matters which way people face.
 *
 * @typedef {{lens: Lens, widthPx: number, heightPx: number, heightM: number, panDeg: number,
 *   tiltDeg: number, rollDeg: number, masks: number[][][]}} Head
 */

/** @typedef {import("../floor.js").SentLook} Look */

/** Degrees between the corners of bent sides of a picture. */
const STEP_DEG = 0.75;

/** Radians between the corners of an outline. */
const STEP_RAD = (1.5 * Math.PI) / 180;

/** Square metres; a picture that only grazes the plane leaves less. */
const SLIVER_M2 = 1e-6;

/** Of the drop to the plane; nearer to the foot a person is seen from too far above. */
const NEAREST = 1e-3;

/** Times the furthest place of a picture: what is dense up to there has no far end. */
const BEYOND = 1.001;

/** Of a star; where no more of it falls into the picture, its curves are taken more finely. */
const LITTLE = 0.2;

/** Radians between corners at the wide end of a wedge, and between those of a mask's sides. */
const WEDGE_STEP_RAD = (20 * Math.PI) / 180;
const MASK_STEP_PX = 8;

/**
 * Return the rings of an outline, outer ones counter-clockwise, holes clockwise.
 *
 * @param {Head} head
 * @param {Look} look
 * @param {number} reachM nothing is looked at beyond a square around the foot with so long sides
 * @returns {Float64Array[]}
 */
export function outlineOf(head, look, reachM) {
  const halfM = Math.min(reachM, FURTHEST_M);
  const pictured = pictureOf(head, look.plane_m, halfM);
  if (pictured.length === 0) return [];
  const isLimited = look.density_px_per_m > 0 || look.max_elevation_deg !== null;
  let seen = isLimited ? denseOf(head, look, pictured) : pictured;
  const wedge = wedgeOf(head.panDeg, look, Math.SQRT2 * halfM);
  if (wedge) seen = among([seen, wedge], []);
  const masks = head.masks.flatMap((mask) => maskOf(head, look.plane_m, mask, Math.SQRT2 * halfM));
  return masks.length && seen.length ? among([seen], [masks]) : seen;
}

/**
 * Return a distance beyond all that may be seen from a camera: a power of two.
 *
 * @param {number[]} bounds of the floor: west, south, east, north
 * @param {number} x
 * @param {number} y
 */
export function reachOf([west, south, east, north], x, y) {
  const dx = Math.max(Math.abs(west - x), Math.abs(east - x));
  const dy = Math.max(Math.abs(south - y), Math.abs(north - y));
  return 2 ** Math.ceil(Math.log2(Math.hypot(dx, dy) + 1));
}

const edges = new Edges();

/**
 * Return what lies in all of some layers of rings and in none of others.
 *
 * @param {Float64Array[][]} all
 * @param {Float64Array[][]} none
 */
function among(all, none) {
  edges.clear();
  for (const [layers, kind] of /** @type {const} */ ([[all, ALL], [none, NONE]])) {
    for (const rings of layers) {
      const layer = edges.layer(kind);
      for (const ring of rings) edges.addRing(ring, 0, 0, layer);
    }
  }
  return swept(edges, 0, 0, -1, 0);
}

/**
 * @param {Head} head
 * @param {number} planeM
 * @param {number} halfM
 */
function pictureOf(head, planeM, halfM) {
  const { ring, isPyramid } = borderOf(head.lens, head.widthPx, head.heightPx, STEP_DEG);
  const pose = poseOf(head, planeM);
  if (isPyramid) return large(convexFootprint(ring, pose, halfM));
  const found = large(footprint(ring, pose, Math.SQRT2 * halfM));
  const [west, south, east, north] = boundsOf(found);
  if (Math.max(-west, -south, east, north) <= halfM) return found;
  const square = Float64Array.of(-halfM, -halfM, halfM, -halfM, halfM, halfM, -halfM, halfM);
  return among([found, [square]], []);
}

/** @param {Float64Array[]} rings */
function large(rings) {
  return areaIn(rings) < SLIVER_M2 ? [] : rings;
}

/** @param {Float64Array[]} rings */
function areaIn(rings) {
  return rings.reduce((sum, ring) => sum + areaOf(ring), 0);
}

/**
 * @param {Head} head
 * @param {number} planeM
 */
function poseOf(head, planeM) {
  const [tiltRad, rollRad] = [(head.tiltDeg * Math.PI) / 180, (head.rollDeg * Math.PI) / 180];
  return { tiltRad, rollRad, dropM: head.heightM - planeM };
}

/**
 * Return what of a picture is dense and flat enough.
 *
 * @param {Head} head
 * @param {Look} look
 * @param {Float64Array[]} pictured
 */
function denseOf(head, look, pictured) {
  const dropM = head.heightM - look.plane_m;
  const extent = extentOf(pictured);
  const nearestM = Math.max(NEAREST * Math.abs(dropM), LEAST_DROP_M);
  const nearM = extent.leastM > nearestM ? extent.leastM : 0;
  const leastM = Math.max(extent.leastM / 2, nearestM);
  const mostM = BEYOND * extent.mostM;
  const steepM = steep(dropM, look.max_elevation_deg);
  if (Math.max(leastM, steepM) >= mostM) return [];
  const rayAt = raysOf(head.lens, head.widthPx, head.heightPx, (head.tiltDeg * Math.PI) / 180, dropM);
  const bands = (/** @type {number} */ azimuth) => {
    /** @type {[number, number]} */
    const found =
      look.density_px_per_m > 0
        ? bandOf(rayAt(azimuth), look.density_px_per_m, leastM, mostM)
        : [leastM, mostM];
    found[0] = Math.max(found[0], steepM);
    return found;
  };
  const fan = fanOf(azimuths(extent.startRad, extent.endRad, STEP_RAD), bands);
  const pictureM2 = areaIn(pictured);
  const rough = starOf(fan, nearM, bands, pictureM2);
  const seen = among([pictured, rough], []);
  const seenM2 = areaIn(seen);
  if (seenM2 > 0 && seenM2 < LITTLE * Math.min(areaIn(rough), pictureM2)) {
    return among([pictured, starOf(fan, nearM, bands, seenM2)], []);
  }
  return seen;
}

/**
 * Return how near to its foot a camera looks more steeply than allowed; 0 where it may.
 *
 * @param {number} dropM
 * @param {number | null} maxElevationDeg
 */
function steep(dropM, maxElevationDeg) {
  if (maxElevationDeg === null || maxElevationDeg >= 90) return 0;
  const slope = Math.tan((Math.max(maxElevationDeg, 0) * Math.PI) / 180);
  return slope > 0 ? Math.abs(dropM) / slope : Infinity;
}

/**
 * Return the least and greatest distance from the foot, and the range of azimuths.
 *
 * @param {Float64Array[]} rings
 */
function extentOf(rings) {
  let mostM = 0;
  let leastM = isWithin(rings, 0, 0) ? 0 : Infinity;
  for (const ring of rings) {
    leastM = Math.min(leastM, distanceTo(ring, 0, 0));
    for (let at = 0; at < ring.length; at += 2) mostM = Math.max(mostM, Math.hypot(ring[at], ring[at + 1]));
  }
  const outer = rings.filter((ring) => areaOf(ring) > 0);
  let [startRad, endRad] = [-Math.PI, Math.PI];
  if (outer.length === 1 && leastM > 0) {
    const ring = outer[0];
    let turn = Math.atan2(ring[1], ring[0]);
    const first = turn;
    let [low, high] = [turn, turn];
    for (let at = 2; at <= ring.length; at += 2) {
      const next = Math.atan2(ring[(at + 1) % ring.length], ring[at % ring.length]);
      turn = next + 2 * Math.PI * Math.round((turn - next) / (2 * Math.PI));
      low = Math.min(low, turn);
      high = Math.max(high, turn);
    }
    if (Math.abs(turn - first) < Math.PI) [startRad, endRad] = [low, high];
  }
  return { leastM, mostM, startRad, endRad };
}

/**
 * Return where people who face one way have a camera no further aside than allowed.
 *
 * @param {number} panDeg
 * @param {Look} look
 * @param {number} farM
 * @returns {Float64Array[] | null}
 */
function wedgeOf(panDeg, look, farM) {
  const { facing_deg: facing, max_facing_deg: most } = look;
  if (facing === null || most === null || most >= 180) return null;
  const middle = ((facing + 180 - panDeg) * Math.PI) / 180;
  const half = (most * Math.PI) / 180;
  if (half <= 0) return [];
  const count = Math.ceil((2 * half) / WEDGE_STEP_RAD);
  const ring = [0, 0];
  for (let n = 0; n <= count; n++) {
    const turn = middle - half + (2 * half * n) / count;
    ring.push(2 * farM * Math.cos(turn), 2 * farM * Math.sin(turn));
  }
  return [Float64Array.from(ring)];
}

/**
 * Return what a privacy mask blackens on a plane.
 *
 * @param {Head} head
 * @param {number} planeM
 * @param {number[][]} mask corners in fractions of the picture
 * @param {number} farM
 */
function maskOf(head, planeM, mask, farM) {
  const { widthPx, heightPx, lens } = head;
  const places = mask.map(([x, y]) => [(x - 0.5) * widthPx, (y - 0.5) * heightPx]);
  const ring = places.flatMap(([ax, ay], n) => {
    const [bx, by] = places[(n + 1) % places.length];
    const count = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / MASK_STEP_PX));
    const along = [];
    for (let k = 0; k < count; k++) {
      const share = k / count;
      along.push(vectorAt(lens, widthPx, ax + share * (bx - ax), ay + share * (by - ay)));
    }
    return along;
  });
  // Seen with y downwards, counter-clockwise has an area below 0.
  const drawn = Float64Array.from(places.flat());
  const turned = areaOf(drawn) < 0 ? ring : ring.reverse();
  return footprint(turned, poseOf(head, planeM), farM);
}

