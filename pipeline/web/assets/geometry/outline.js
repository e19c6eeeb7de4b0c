// @ts-check
/**
 * What falls inside a camera's picture as a look asks, in the frame of its pan, walls aside.
 *
 * An outline has its camera's foot at (0, 0), and +x along the pan. It is moved and turned rigidly
 * with the camera.
 */

/** Radians; so far beside an outline a view towards it goes. */
const ASIDE_RAD = 1e-3;

/** Radians; an outline that is wider is looked at all round. */
const WIDE_RAD = 1.5;

export class Outline {
  /** @param {Float64Array[]} rings outer ones counter-clockwise, holes clockwise */
  constructor(rings) {
    this.rings = rings;
    const { reachM, middle, half } = spanOf(rings);
    /** Metres; nothing of it is further away. */
    this.reachM = reachM;
    /** Radians from the pan: the middle of its wedge; half of it, null where it goes all round. */
    this.middle = middle;
    this.half = half;
  }

  /**
   * Return the wedge in which it lies when it is turned, null where that is all round.
   *
   * @param {number} panRad
   * @returns {import("./expansion.js").Wedge | null}
   */
  wedge(panRad) {
    if (this.half === null) return null;
    const right = panRad + this.middle - this.half;
    const left = panRad + this.middle + this.half;
    return {
      rightX: Math.cos(right), rightY: Math.sin(right), leftX: Math.cos(left), leftY: Math.sin(left),
    };
  }
}

/**
 * Return how far rings reach, and the wedge about the origin that holds them.
 *
 * @param {Float64Array[]} rings
 * @returns {{reachM: number, middle: number, half: number | null}}
 */
function spanOf(rings) {
  let reachM = 0;
  let sumX = 0;
  let sumY = 0;
  for (const ring of rings) {
    for (let at = 0; at < ring.length; at += 2) {
      const away = Math.hypot(ring[at], ring[at + 1]);
      reachM = Math.max(reachM, away);
      if (away > 0) {
        sumX += ring[at] / away;
        sumY += ring[at + 1] / away;
      }
    }
  }
  const middle = Math.atan2(sumY, sumX);
  const cos = Math.cos(middle);
  const sin = Math.sin(middle);
  let half = 0;
  for (const ring of rings) {
    for (let at = 0; at < ring.length; at += 2) {
      const ahead = ring[at] * cos + ring[at + 1] * sin;
      const aside = ring[at + 1] * cos - ring[at] * sin;
      if (ahead !== 0 || aside !== 0) half = Math.max(half, Math.abs(Math.atan2(aside, ahead)));
    }
  }
  return { reachM, middle, half: half < WIDE_RAD ? half + ASIDE_RAD : null };
}

/**
 * Return rings turned by a pan and moved to a place.
 *
 * @param {Float64Array[]} rings
 * @param {number} panRad
 * @param {number} x
 * @param {number} y
 */
export function placed(rings, panRad, x, y) {
  const cos = Math.cos(panRad);
  const sin = Math.sin(panRad);
  return rings.map((ring) => {
    const found = new Float64Array(ring.length);
    for (let at = 0; at < ring.length; at += 2) {
      found[at] = ring[at] * cos - ring[at + 1] * sin + x;
      found[at + 1] = ring[at] * sin + ring[at + 1] * cos + y;
    }
    return found;
  });
}

