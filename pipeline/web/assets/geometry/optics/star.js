// @ts-check
/**
 * Polygons of what lies between two distances along the rays of a fan from a camera's foot.
 *
 * As `pipeline/coverage/optics/fan.py` and `star.py` have it. Rays are taken at fixed angles from
 * the pan: a corner, a middle, …, a corner. Where a chord between corners leaves what is dense
 * enough at its middle, both its ends are drawn back; where that costs much, the middle becomes a
 * corner. Tips are searched between the last ray that has a band and the first that has none.
 */

/** @typedef {(azimuthRad: number) => [number, number]} Bands tells from where to where, in metres */

/** How far, of what a chord leaves the curve at its middle, its ends are drawn back. */
const DRAWN = 1.1;

/** Times that the gap between two rays may be halved. */
const FINER = 4;

/** Of the area that matters, shared by all chords; what they may cut off. */
const MUCH = 1.3e-4;

/** Relative; between rays that lie so close no middle is looked at, but this is drawn back. */
const HAIR = 1e-6;

/** Steps in which the last ray that is dense enough anywhere is searched, twice. */
const FINE = 32;

/** Rays: their azimuths, and from where to where each has a band. */
/** @typedef {{turns: number[], near: number[], far: number[]}} Fan */

/**
 * Return angles around a range, at multiples of half a step; a corner, a middle, …, a corner.
 *
 * @param {number} startRad
 * @param {number} endRad
 * @param {number} stepRad
 */
export function azimuths(startRad, endRad, stepRad) {
  let first = Math.floor(startRad / stepRad);
  let last = Math.ceil(endRad / stepRad);
  const around = Math.round((2 * Math.PI) / stepRad);
  let step = stepRad;
  if (last - first >= around - 1) [first, last, step] = [0, around, (2 * Math.PI) / around];
  const found = [];
  for (let n = 2 * first; n <= 2 * last; n++) found.push((step / 2) * n);
  return found;
}

/**
 * Return the fan of rays at some angles.
 *
 * @param {number[]} turns
 * @param {Bands} bands
 * @returns {Fan}
 */
export function fanOf(turns, bands) {
  const ends = turns.map(bands);
  return { turns, near: ends.map(([near]) => near), far: ends.map(([, far]) => far) };
}

/**
 * Return the rings of what lies within the bands: never more than the true curves do.
 *
 * @param {Fan} given
 * @param {number} leastM bands that begin no further than this begin at the foot
 * @param {Bands} bands
 * @param {number} aboutM2 how large the part of the star is that matters
 * @returns {Float64Array[]}
 */
export function starOf(given, leastM, bands, aboutM2) {
  const fan = finer(given, bands, aboutM2);
  const isWhole = fan.turns.every((_, n) => isSome(fan, n));
  if (isWhole && isClosed(fan)) return annulus(fan, leastM);
  if (isWhole) {
    const { near, far } = drawnBack(fan);
    return ringed(everyOther(fan.turns), everyOther(near), everyOther(far), leastM);
  }
  return runsOf(fan).flatMap((run) => part(fan, leastM, run, bands));
}

/**
 * @param {Fan} fan
 * @param {number} n
 */
function isSome(fan, n) {
  return fan.near[n] < fan.far[n];
}

/** @param {Fan} fan */
function isClosed(fan) {
  return fan.turns[fan.turns.length - 1] - fan.turns[0] >= 2 * Math.PI - HAIR;
}

/** @param {number[]} numbers */
function everyOther(numbers) {
  return numbers.filter((_, n) => n % 2 === 0);
}

/**
 * Return a fan with more rays, where a chord cuts off much.
 *
 * @param {Fan} given
 * @param {Bands} bands
 * @param {number} aboutM2
 */
function finer(given, bands, aboutM2) {
  let fan = given;
  let allM2 = 0;
  const count = Math.max((given.turns.length - 1) / 2, 1);
  for (let m = 1; m < given.turns.length; m += 2) allM2 += areaAt(given, m);
  const share = MUCH * Math.min(1, allM2 > 0 ? aboutM2 / allM2 : 0);
  for (let round = 0; round < FINER; round++) {
    /** @type {Set<number>} */
    const before = new Set();
    for (let m = 1; m < fan.turns.length; m += 2) {
      if (cutOff(fan, m) > share * Math.max(areaAt(fan, m), allM2 / count)) {
        before.add(m - 1);
        before.add(m);
      }
    }
    if (before.size === 0) break;
    /** @type {Fan} */
    const more = { turns: [], near: [], far: [] };
    for (let n = 0; n < fan.turns.length; n++) {
      push(more, fan.turns[n], [fan.near[n], fan.far[n]]);
      if (!before.has(n)) continue;
      const half = (fan.turns[n] + fan.turns[n + 1]) / 2;
      push(more, half, bands(half));
    }
    fan = more;
  }
  return fan;
}

/**
 * @param {Fan} fan
 * @param {number} turn
 * @param {[number, number]} band
 */
function push(fan, turn, [near, far]) {
  fan.turns.push(turn);
  fan.near.push(near);
  fan.far.push(far);
}

/**
 * Return about how large the band is between the corners beside a middle.
 *
 * @param {Fan} fan
 * @param {number} m
 */
function areaAt({ turns, near, far }, m) {
  return (Math.max(far[m] * far[m] - near[m] * near[m], 0) / 2) * (turns[m + 1] - turns[m - 1]);
}

/**
 * Return about how much lies between curves and chords beside a middle.
 *
 * @param {Fan} fan
 * @param {number} m
 */
function cutOff(fan, m) {
  if (!isSome(fan, m - 1) || !isSome(fan, m) || !isSome(fan, m + 1)) return 0;
  let lost = 0;
  for (const curve of [fan.near, fan.far]) {
    lost += Math.abs(curve[m] - chordAt(fan.turns, curve, m)) * curve[m];
  }
  return ((lost * 2) / 3) * (fan.turns[m + 1] - fan.turns[m - 1]);
}

/**
 * Return how far the chord between the corners beside a middle is from the foot there.
 *
 * @param {number[]} turns
 * @param {number[]} curve
 * @param {number} m
 */
function chordAt(turns, curve, m) {
  const before = turns[m] - turns[m - 1];
  const after = turns[m + 1] - turns[m];
  const inverse = Math.sin(after) / curve[m - 1] + Math.sin(before) / curve[m + 1];
  return Math.sin(before + after) / inverse;
}

/**
 * Return where to put the corners of every ray, so that the chords between them stay within.
 *
 * @param {Fan} fan
 */
function drawnBack(fan) {
  const near = excess(fan, fan.near, true);
  const far = excess(fan, fan.far, false);
  const begin = fan.near.map((each, n) => each * (1 + DRAWN * near[n]));
  return { near: begin, far: fan.far.map((each, n) => Math.max(each / (1 + DRAWN * far[n]), begin[n])) };
}

/**
 * Return how far the chords beside each corner leave a curve, in parts of its distance.
 *
 * @param {Fan} fan
 * @param {number[]} curve
 * @param {boolean} isOutwards
 */
function excess(fan, curve, isOutwards) {
  const count = curve.length;
  const before = new Array(count).fill(0);
  const after = new Array(count).fill(0);
  for (let m = 1; m < count; m += 2) {
    const chord = chordAt(fan.turns, curve, m);
    const over = Math.max((isOutwards ? curve[m] / chord : chord / curve[m]) - 1, 0);
    before[m + 1] = over;
    after[m - 1] = over;
  }
  if (isClosed(fan)) {
    before[0] = before[count - 1];
    after[count - 1] = after[0];
  }
  return before.map((each, n) => Math.max(each, after[n]));
}

/**
 * @param {Fan} fan
 * @param {number} leastM
 */
function annulus(fan, leastM) {
  const drawn = drawnBack(fan);
  const turns = everyOther(fan.turns).slice(0, -1);
  const near = everyOther(drawn.near).slice(0, -1);
  const outer = corners(turns, everyOther(drawn.far).slice(0, -1));
  if (near.every((each) => each <= leastM)) return [Float64Array.from(outer)];
  const inner = corners(turns.reverse(), near.reverse());
  return [Float64Array.from(outer), Float64Array.from(inner)];
}

/**
 * Return the first and last number of each unbroken run of rays that have a band.
 *
 * @param {Fan} fan
 * @returns {[number, number][]}
 */
function runsOf(fan) {
  /** @type {[number, number][]} */
  const runs = [];
  for (let n = 0; n < fan.turns.length; n++) {
    if (!isSome(fan, n)) continue;
    if (n > 0 && isSome(fan, n - 1)) runs[runs.length - 1][1] = n;
    else runs.push([n, n]);
  }
  return runs;
}

/**
 * Return what lies within one run of rays, and beyond it to its very tips.
 *
 * @param {Fan} fan
 * @param {number} leastM
 * @param {[number, number]} run
 * @param {Bands} bands
 * @returns {Float64Array[]}
 */
function part(fan, leastM, [begin, end], bands) {
  const first = begin + (begin % 2);
  const last = end - (end % 2);
  if (first > last) return [];
  const own = {
    turns: fan.turns.slice(first, last + 1), near: fan.near.slice(first, last + 1),
    far: fan.far.slice(first, last + 1),
  };
  const drawn = drawnBack(own);
  const before = hairsbreadth(tip(bands, fan.turns, begin, -1), bands);
  const after = hairsbreadth(tip(bands, fan.turns, end, 1), bands);
  const turns = [...before.turns, ...everyOther(own.turns), ...after.turns];
  if (turns.length < 2) return [];
  return ringed(
    turns,
    [...before.near, ...everyOther(drawn.near), ...after.near],
    [...before.far, ...everyOther(drawn.far), ...after.far],
    leastM,
  );
}

/**
 * @param {number[]} turns
 * @param {Bands} bands
 * @returns {Fan}
 */
function hairsbreadth(turns, bands) {
  const { near, far } = fanOf(turns, bands);
  const begin = near.map((each) => each * (1 + HAIR));
  return { turns, near: begin, far: far.map((each, n) => Math.max(each * (1 - HAIR), begin[n])) };
}

/**
 * Return angles, in rising order, from the last corner of a run to where bands end.
 *
 * @param {Bands} bands
 * @param {number[]} turns
 * @param {number} last
 * @param {1 | -1} onward
 */
function tip(bands, turns, last, onward) {
  if (last + onward < 0 || last + onward >= turns.length) return [];
  let start = turns[last - onward * (last % 2)];
  let end = turns[last + onward];
  const found = [];
  for (let round = 0; round < 2; round++) {
    const steps = [];
    for (let n = 1; n <= FINE; n++) steps.push(n === FINE ? end : start + ((end - start) / FINE) * n);
    let count = 0;
    while (count < FINE) {
      const [near, far] = bands(steps[count]);
      if (!(near < far)) break;
      count++;
    }
    found.push(...steps.slice(0, count));
    start = count ? steps[count - 1] : start;
    end = steps[Math.min(count, FINE - 1)];
  }
  return onward > 0 ? found : found.reverse();
}

/**
 * @param {number[]} turns
 * @param {number[]} near
 * @param {number[]} far
 * @param {number} leastM
 * @returns {Float64Array[]}
 */
function ringed(turns, near, far, leastM) {
  const outer = corners(turns, far);
  const isFromFoot = near.every((each) => each <= leastM);
  const inner = isFromFoot ? [0, 0] : corners([...turns].reverse(), [...near].reverse());
  return [Float64Array.from([...outer, ...inner])];
}

/**
 * @param {number[]} turns
 * @param {number[]} awayM
 */
function corners(turns, awayM) {
  return turns.flatMap((turn, n) => [awayM[n] * Math.cos(turn), awayM[n] * Math.sin(turn)]);
}
