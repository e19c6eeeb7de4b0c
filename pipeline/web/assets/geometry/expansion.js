// @ts-check
/**
 * Triangular expansion (Bungiu et al. 2014): what is seen from a point between walls, exactly.
 *
 * As `pipeline/geometry/expansion.py` does it: from the triangle that holds the point, look through
 * each edge into the next triangle, narrowing the view at every corner, until a wall ends it. What
 * is found are views, counter-clockwise: between which two directions which wall is seen. Limits
 * are vertices of the mesh or the sides of a wedge, so that they stay exact however deep it goes.
 */

/** @typedef {import("./mesh.js").Mesh} Mesh */

/** Radians; a piece of wall that is seen under less is rounding. */
export const NEEDLE_RAD = 1e-12;

/** A view looks through an edge a few times at most; one that looks so often goes in circles. */
const LOOKS = 100;

/** The diamond angle of a full turn. */
export const ALL_ROUND = 4;

/** Numbers of a waiting view: half-edge, right and left limit (point or -1), their directions. */
const VIEW = 7;

/**
 * Directions between which something is looked for: right and left side, as vectors.
 *
 * @typedef {{rightX: number, rightY: number, leftX: number, leftY: number}} Wedge
 */

/** The views found last: for view n five numbers: right x, y and left x, y of its limits, wall. */
export class Views {
  constructor() {
    this.count = 0;
    this.room = new Float64Array(5 * 256);
    this.waiting = new Float64Array(VIEW * 256);
  }

  /**
   * @param {number} rightX
   * @param {number} rightY
   * @param {number} leftX
   * @param {number} leftY
   * @param {number} wall
   */
  push(rightX, rightY, leftX, leftY, wall) {
    let at = 5 * this.count++;
    if (at + 5 > this.room.length) this.room = doubled(this.room);
    const room = this.room;
    room[at++] = rightX;
    room[at++] = rightY;
    room[at++] = leftX;
    room[at++] = leftY;
    room[at] = wall;
  }
}

/**
 * Return room for twice as many numbers, with those that are there.
 *
 * @param {Float64Array} numbers
 */
export function doubled(numbers) {
  const found = new Float64Array(2 * numbers.length);
  found.set(numbers);
  return found;
}

/**
 * Return the diamond angle from s counter-clockwise to d: 1 for 90°, 2 for 180°, 4 for none.
 *
 * @param {number} sx
 * @param {number} sy
 * @param {number} dx
 * @param {number} dy
 */
export function angleFrom(sx, sy, dx, dy) {
  const along = sx * dx + sy * dy;
  const across = sx * dy - sy * dx;
  const size = Math.abs(along) + Math.abs(across);
  if (size === 0) return ALL_ROUND;
  if (across >= 0) return along >= 0 ? across / size : 2 - across / size;
  return along < 0 ? 2 - across / size : 4 + across / size;
}

/**
 * Write what is seen from a place into views; return whether the place lies in the mesh.
 *
 * Edges further away than the range end a view like a wall; what lies nearer stays as it is.
 *
 * @param {Mesh} mesh
 * @param {number} x
 * @param {number} y
 * @param {Wedge | null} wedge all round where there is none
 * @param {number} reachM
 * @param {Views} views
 * @returns {boolean}
 */
export function expand(mesh, x, y, wedge, reachM, views) {
  views.count = 0;
  const start = mesh.locate(x, y);
  if (start < 0) return false;
  const count = wedge ? within(mesh, start, x, y, wedge, views) : around(mesh, start, x, y, views);
  expanded(mesh, count, x, y, reachM * reachM, views);
  return true;
}

/**
 * @param {Float64Array} waiting
 * @param {number} n
 * @param {Mesh} mesh
 * @param {number} edge
 * @param {number} x
 * @param {number} y
 */
function wait(waiting, n, mesh, edge, x, y) {
  const { tail, head, xs, ys } = mesh;
  const at = VIEW * n;
  waiting[at] = edge;
  waiting[at + 1] = tail[edge];
  waiting[at + 2] = head[edge];
  waiting[at + 3] = xs[tail[edge]] - x;
  waiting[at + 4] = ys[tail[edge]] - y;
  waiting[at + 5] = xs[head[edge]] - x;
  waiting[at + 6] = ys[head[edge]] - y;
}

/**
 * Put the views through the edges of a triangle in line, the last one first.
 *
 * @param {Mesh} mesh
 * @param {number} start
 * @param {number} x
 * @param {number} y
 * @param {Views} views
 */
function around(mesh, start, x, y, views) {
  for (let k = 0; k < 3; k++) wait(views.waiting, 2 - k, mesh, 3 * start + k, x, y);
  return 3;
}

/**
 * Put what a wedge leaves of the views through a triangle's edges in line, the last one first.
 *
 * A wedge that is nearly all round ends in the edge that it started in, which is looked through
 * twice then.
 *
 * @param {Mesh} mesh
 * @param {number} start
 * @param {number} x
 * @param {number} y
 * @param {Wedge} wedge
 * @param {Views} views
 */
function within(mesh, start, x, y, wedge, views) {
  const { rightX, rightY, leftX, leftY } = wedge;
  const width = angleFrom(rightX, rightY, leftX, leftY);
  const { waiting } = views;
  let first = 0;
  let nearest = ALL_ROUND;
  for (let k = 0; k < 3; k++) {
    wait(waiting, 4, mesh, 3 * start + k, x, y);
    const turn = angleFrom(rightX, rightY, waiting[4 * VIEW + 5], waiting[4 * VIEW + 6]);
    if (turn < nearest) {
      first = k;
      nearest = turn;
    }
  }
  let count = 0;
  for (let k = 3; k >= 0; k--) {
    const at = VIEW * count;
    wait(waiting, count, mesh, 3 * start + ((first + k) % 3), x, y);
    if (k > 0 && angleFrom(rightX, rightY, waiting[at + 3], waiting[at + 4]) >= width) continue;
    if (k === 3 || angleFrom(rightX, rightY, waiting[at + 5], waiting[at + 6]) > width) {
      waiting[at + 2] = -1;
      waiting[at + 5] = leftX;
      waiting[at + 6] = leftY;
    }
    if (k === 0) {
      waiting[at + 1] = -1;
      waiting[at + 3] = rightX;
      waiting[at + 4] = rightY;
    }
    count++;
  }
  return count;
}

/**
 * Write all that is seen in so many waiting views.
 *
 * @param {Mesh} mesh
 * @param {number} count
 * @param {number} x
 * @param {number} y
 * @param {number} reachM2
 * @param {Views} views
 */
function expanded(mesh, count, x, y, reachM2, views) {
  const { xs, ys, tail, twin } = mesh;
  let waiting = views.waiting;
  let portal = -1;
  let right = 0, left = 0, rx = 0, ry = 0, lx = 0, ly = 0;
  for (let look = LOOKS * tail.length; look > 0; look--) {
    if (portal < 0) {
      if (count === 0) return;
      const at = VIEW * --count;
      portal = waiting[at];
      right = waiting[at + 1];
      left = waiting[at + 2];
      rx = waiting[at + 3];
      ry = waiting[at + 4];
      lx = waiting[at + 5];
      ly = waiting[at + 6];
    }
    const across = twin[portal];
    if (across < 0 || isTooFar(mesh, portal, x, y, reachM2)) {
      if (rx * ly - ry * lx > NEEDLE_RAD * (Math.abs(rx) + Math.abs(ry)) * (Math.abs(lx) + Math.abs(ly))) {
        views.push(rx, ry, lx, ly, portal);
      }
      portal = -1;
      continue;
    }
    const triangle = across - (across % 3);
    const onRight = triangle + ((across + 1) % 3);
    const onLeft = triangle + ((across + 2) % 3);
    const beyond = tail[onLeft];
    const bx = xs[beyond] - x;
    const by = ys[beyond] - y;
    const fromRight = rx * by - ry * bx > 0;
    const fromLeft = bx * ly - by * lx > 0;
    if (fromRight && fromLeft) {
      if (VIEW * (count + 1) > waiting.length) waiting = views.waiting = doubled(waiting);
      const at = VIEW * count++;
      waiting[at] = onLeft;
      waiting[at + 1] = beyond;
      waiting[at + 2] = left;
      waiting[at + 3] = bx;
      waiting[at + 4] = by;
      waiting[at + 5] = lx;
      waiting[at + 6] = ly;
      left = beyond;
      lx = bx;
      ly = by;
    }
    portal = fromRight ? onRight : fromLeft ? onLeft : -1;
  }
  throw new RangeError("the view goes in circles: the mesh cannot be trusted");
}

/**
 * Tell whether all of a half-edge lies further from a place than the range, given squared.
 *
 * @param {Mesh} mesh
 * @param {number} edge
 * @param {number} x
 * @param {number} y
 * @param {number} reachM2
 */
function isTooFar(mesh, edge, x, y, reachM2) {
  const { xs, ys, tail, head } = mesh;
  const ax = xs[tail[edge]] - x;
  const ay = ys[tail[edge]] - y;
  const ex = xs[head[edge]] - x - ax;
  const ey = ys[head[edge]] - y - ay;
  const lengthM2 = ex * ex + ey * ey;
  const alongM2 = -(ax * ex + ay * ey);
  if (alongM2 <= 0) return ax * ax + ay * ay > reachM2;
  if (alongM2 >= lengthM2) return (ax + ex) * (ax + ex) + (ay + ey) * (ay + ey) > reachM2;
  const across = ax * ey - ay * ex;
  return across * across > reachM2 * lengthM2;
}
