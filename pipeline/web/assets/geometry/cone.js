// @ts-check
/**
 * What a camera sees of a plane as a look asks: free sight ∩ outline − shadows − masks, exactly.
 *
 * As `pipeline/coverage/view_cone.py` has it for the nominal view; at night, where it is bright.
 */

import { ALL, Edges, NONE } from "./edges.js";
import { Views, expand } from "./expansion.js";
import { placed } from "./outline.js";
import { swept } from "./sweep.js";

/** @typedef {import("./outline.js").Outline} Outline */
/** @typedef {import("./stage.js").Stage} Stage */

/** Metres; what is so much further away than an outline is not looked at. */
const BEYOND_M = 1e-3;

const edges = new Edges();
const views = new Views();

/**
 * Where a camera looks from.
 *
 * @typedef {{x: number, y: number, heightM: number}} Eye
 */

/** What one lens of a camera shows, and which way it looks. */
/** @typedef {{outline: Outline, panRad: number}} Aimed */

/**
 * Return the rings of what an eye sees of a plane, outer ones counter-clockwise, holes clockwise.
 *
 * @param {Stage} stage
 * @param {Eye} eye
 * @param {number} planeM
 * @param {Aimed[]} lenses of the camera
 * @param {Float64Array[] | null} bright rings of where it is bright, null by day
 * @returns {Float64Array[]}
 */
export function coneOf(stage, eye, planeM, lenses, bright = null) {
  const some = lenses.filter(({ outline }) => outline.rings.length > 0);
  if (some.length === 0) return [];
  const hidden = stage.hiding(eye.heightM, planeM);
  const { mesh } = hidden;
  if (!mesh) return [];
  const { x, y } = eye;
  const [{ outline, panRad }] = some;
  const wedge = some.length === 1 ? outline.wedge(panRad) : null;
  const reachM = Math.max(...some.map((each) => each.outline.reachM)) + BEYOND_M;
  if (!expand(mesh, x, y, wedge, reachM, views)) return [];
  edges.clear();
  edges.addViews(views, mesh, x, y);
  // Lenses of one camera count together: a place that two of them show is in it all the same.
  const pictured = edges.layer(ALL);
  for (const each of some) {
    for (const ring of placed(each.outline.rings, each.panRad, 0, 0)) edges.addRing(ring, 0, 0, pictured);
  }
  if (bright) {
    const layer = edges.layer(ALL);
    for (const ring of bright) edges.addRing(ring, x, y, layer);
  }
  addShadows(hidden, eye, wedge, reachM);
  const middle = panRad + outline.middle;
  return wedge
    ? swept(edges, x, y, -Math.cos(middle), -Math.sin(middle))
    : swept(edges, x, y, 1, 0);
}

/**
 * @param {import("./stage.js").Hidden} hidden
 * @param {Eye} eye
 * @param {import("./expansion.js").Wedge | null} wedge
 * @param {number} reachM
 */
function addShadows(hidden, eye, wedge, reachM) {
  const { x, y } = eye;
  let layer = 0;
  for (const { occluder, ratios } of hidden.shadows) {
    const [west, south, east, north] = occluder.bounds;
    if (west > x + reachM || east < x - reachM || south > y + reachM || north < y - reachM) continue;
    if (wedge && isBeside(occluder.bounds, x, y, wedge)) continue;
    layer ||= edges.layer(NONE);
    for (const ring of occluder.rings) edges.addRing(ring, x, y, layer, ...ratios);
  }
}

/**
 * Tell whether a box lies wholly to one side of a wedge that is narrower than half a turn.
 *
 * @param {[number, number, number, number]} bounds
 * @param {number} x
 * @param {number} y
 * @param {import("./expansion.js").Wedge} wedge
 */
function isBeside([west, south, east, north], x, y, wedge) {
  const { rightX, rightY, leftX, leftY } = wedge;
  let isRight = true;
  let isLeft = true;
  for (const cx of [west - x, east - x]) {
    for (const cy of [south - y, north - y]) {
      isRight &&= rightX * cy - rightY * cx < 0;
      isLeft &&= leftX * cy - leftY * cx > 0;
    }
  }
  return isRight || isLeft;
}
