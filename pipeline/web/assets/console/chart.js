// @ts-check
/**
 * Counts over time, drawn: a small curve beside a gate, and a series with its axes.
 *
 * @typedef {[number, number | null, number | null, number | null, string | null, string]} Row
 *   second, most people, mean, people per m², tier, quality
 * @typedef {{since_s: number, until_s: number, step_s: number, rows: Row[], bars: number[], marks?: Mark[]}} Series
 * @typedef {{at_s: number, words: string}} Mark a moment that is marked
 */
import { element, shape } from "../planner/element.js";
import { word } from "../words.js";
import { clockTold, figure, minuteTold } from "./times.js";

const TIERS = ["blue", "yellow", "orange", "red"];

/** Return the data of a line through rows, which breaks where nobody counted.
 * @param {Row[]} rows @param {number} step_s @param {(row: Row) => number | null} value
 * @param {(at_s: number) => number} x @param {(value: number) => number} y */
function lineData(rows, step_s, value, x, y) {
  let data = "";
  let before = -Infinity;
  for (const row of rows) {
    const at = value(row);
    if (at === null) {
      before = -Infinity;
      continue;
    }
    data += `${row[0] - before > 2 * step_s ? "M" : "L"}${x(row[0]).toFixed(1)} ${y(at).toFixed(1)}`;
    before = row[0];
  }
  return data;
}

/** Return a small curve of the last seconds; what it shows is told in words beside it.
 * @param {Row[]} rows @param {number} until_s @param {number} span_s */
export function sparkline(rows, until_s, span_s) {
  const [wide, high] = [120, 30];
  const value = rows.some((row) => row[3] !== null)
    ? (/** @type {Row} */ row) => row[3]
    : (/** @type {Row} */ row) => row[2];
  const most = Math.max(...rows.map((row) => value(row) ?? 0), 0.5);
  const x = (/** @type {number} */ at_s) => wide - ((until_s - at_s) / span_s) * wide;
  const y = (/** @type {number} */ at) => high - 2 - (at / most) * (high - 4);
  const within = rows.filter((row) => row[0] >= until_s - span_s);
  return shape(
    "svg",
    { class: "spark", viewBox: `0 0 ${wide} ${high}`, preserveAspectRatio: "none", "aria-hidden": true },
    shape("path", { class: "ground", d: `M0 ${high - 1}H${wide}` }),
    shape("path", { class: "curve", d: lineData(within, 1, value, x, y) }),
  );
}

/** Return a trend in a word, by the last minute against the one before. @param {Row[]} rows */
export function trendOf(rows) {
  const last = rows.at(-1)?.[0];
  if (last === undefined) return "unknown";
  const mean = (/** @type {number} */ from, /** @type {number} */ to) => {
    const within = rows.filter((row) => row[0] > last - to && row[0] <= last - from && row[2] !== null);
    return within.length ? within.reduce((sum, row) => sum + (row[2] ?? 0), 0) / within.length : null;
  };
  const [now, before] = [mean(0, 60), mean(60, 120)];
  if (now === null || before === null) return "unknown";
  if (Math.abs(now - before) < Math.max(0.5, 0.1 * before)) return "level";
  return now > before ? "rising" : "falling";
}

/** How wide a series is drawn: as wide as the page is, that letters are of one size on a phone too. */
let WIDE = 640;
const HIGH = 240;
const LEFT = 40;
const BELOW = 44;
const ABOVE = 20;

/** Return a series with its axes, and as a table for whoever does not see it.
 * @param {Series} series @returns {Node[]} */
export function seriesChart(series) {
  const { rows, since_s, until_s, step_s, bars } = series;
  if (!rows.length) return [element("p", { class: "none" }, word("console.series.none"))];
  const room = document.getElementById("panel")?.clientWidth || document.documentElement.clientWidth;
  WIDE = Math.min(640, Math.max(300, room - 40));
  const peak = Math.max(...rows.map((row) => row[1] ?? 0), 1);
  const top = Math.max(peak, ...bars.filter((bar) => bar <= 1.6 * peak)) * 1.08;
  const x = (/** @type {number} */ at_s) => LEFT + ((at_s - since_s) / (until_s - since_s)) * (WIDE - LEFT - 8);
  const y = (/** @type {number} */ at) => ABOVE + (1 - at / top) * (HIGH - ABOVE - BELOW);
  const label = word("console.series.label", { from: clockTold(since_s), to: clockTold(until_s), most: figure(peak) });
  const drawing = shape(
    "svg",
    { class: "series", viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": label },
    ...heights(top, y),
    ...thresholds(bars, top, y),
    ...times(since_s, until_s, x),
    strip(rows, step_s, x),
    shape("path", { class: "most", d: lineData(rows, step_s, (row) => row[1], x, y) }),
    shape("path", { class: "curve", d: lineData(rows, step_s, (row) => row[2], x, y) }),
    ...(series.marks ?? [])
      .filter((mark) => mark.at_s >= since_s && mark.at_s <= until_s)
      .flatMap((mark) => sign(mark, x)),
  );
  return [drawing, legend(), table(rows, step_s)];
}

/** @param {number} top @param {(at: number) => number} y */
function heights(top, y) {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((each) => top / each <= 5) ?? 1000;
  const levels = [];
  for (let at = 0; at <= top; at += step) levels.push(at);
  return levels.flatMap((at) => [
    shape("path", { class: "grid", d: `M${LEFT} ${y(at)}H${WIDE - 8}` }),
    shape("text", { class: "tick end", x: LEFT - 6, y: y(at) + 4 }, figure(at)),
  ]);
}

/** @param {number[]} bars @param {number} top @param {(at: number) => number} y */
function thresholds(bars, top, y) {
  return bars.flatMap((bar, n) =>
    bar > top
      ? []
      : [
          shape("path", { class: `threshold tier-${TIERS[n]}`, d: `M${LEFT} ${y(bar)}H${WIDE - 8}` }),
          shape("text", { class: "tick end", x: WIDE - 10, y: y(bar) - 3 }, word(`console.tier.${TIERS[n]}`)),
        ],
  );
}

/** @param {number} since_s @param {number} until_s @param {(at_s: number) => number} x */
function times(since_s, until_s, x) {
  const most = WIDE / 90;
  const step =
    [30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400].find((each) => (until_s - since_s) / each <= most) ?? 86400;
  const found = [];
  for (let at = Math.ceil(since_s / step) * step; at <= until_s; at += step) {
    const words = step < 60 ? clockTold(at) : minuteTold(at);
    found.push(shape("path", { class: "grid", d: `M${x(at)} ${ABOVE}V${HIGH - BELOW}` }));
    found.push(shape("text", { class: "tick middle", x: Math.min(x(at), WIDE - 22), y: HIGH - 6 }, words));
  }
  return found;
}

/** Return the tiers second by second, and where nobody could count, as a strip below the curve.
 * @param {Row[]} rows @param {number} step_s @param {(at_s: number) => number} x */
function strip(rows, step_s, x) {
  /** @type {{look: string, from: number, to: number}[]} */
  const spans = [];
  for (const row of rows) {
    const look = row[5] === "fault" ? "fault" : row[5] === "saturated" ? "saturated" : `tier-${row[4] ?? "none"}`;
    const last = spans.at(-1);
    if (last && last.look === look && row[0] - last.to <= 2 * step_s) last.to = row[0] + step_s;
    else spans.push({ look, from: row[0], to: row[0] + step_s });
  }
  const drawn = spans.map(({ look, from, to }) =>
    shape("rect", { class: look, x: x(from), y: HIGH - BELOW + 8, width: Math.max(0.5, x(to) - x(from)), height: 10 }),
  );
  return shape("g", { class: "strip" }, ...drawn);
}

/** @param {Mark} mark @param {(at_s: number) => number} x */
function sign(mark, x) {
  return [
    shape("path", { class: "mark", d: `M${x(mark.at_s)} ${ABOVE - 4}V${HIGH - BELOW + 18}` }),
    shape("text", { class: "tick middle", x: Math.min(Math.max(x(mark.at_s), 60), WIDE - 60), y: 12 }, mark.words),
  ];
}

function legend() {
  return element(
    "p",
    { class: "legend" },
    element("span", { class: "key curve" }, word("console.series.mean")),
    element("span", { class: "key most" }, word("console.series.most")),
    element("span", { class: "key saturated" }, word("console.quality.saturated")),
    element("span", { class: "key fault" }, word("console.quality.fault")),
  );
}

/** @param {Row[]} rows @param {number} step_s */
function table(rows, step_s) {
  const body = element("tbody");
  const fill = () => {
    if (body.childElementCount) return;
    for (const row of rows) {
      const cells = [
        clockTold(row[0]),
        figure(row[1]),
        figure(row[2], 1),
        figure(row[3], 2),
        row[4] ? word(`console.tier.${row[4]}`) : "–",
        word(`console.quality.${row[5]}`),
      ];
      body.append(
        element(
          "tr",
          {},
          ...cells.map((cell, n) => (n ? element("td", {}, cell) : element("th", { scope: "row" }, cell))),
        ),
      );
    }
  };
  const heads = ["time", "most", "mean", "density", "tier", "quality"].map((each) =>
    element("th", { scope: "col" }, word(`console.column.${each}`)),
  );
  const words = word("console.series.table", { count: rows.length, step: step_s });
  return element(
    "details",
    { class: "rows", on: { toggle: fill } },
    element("summary", {}, words),
    element(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": words },
      element("table", {}, element("thead", {}, element("tr", {}, ...heads)), body),
    ),
  );
}
