// @ts-check
/**
 * How a city has gone from run to run, as curves and in words.
 *
 * @typedef {import("./shapes.js").City} City
 * @typedef {import("./shapes.js").Run} Run
 */
import { share } from "../console/times.js";
import { element, shape } from "../planner/element.js";
import { word } from "../words.js";
import { called } from "./shapes.js";

const [WIDE, HIGH, LEFT, BELOW] = [420, 170, 40, 24];
const MOST_NAMED = 8;

/** @param {City} city @returns {Node[]} */
export function trendOf(city) {
  if (city.runs.length < 2) return [element("p", { class: "none" }, word("city.trend.one"))];
  const x = (/** @type {number} */ n) => LEFT + (n / (city.runs.length - 1)) * (WIDE - LEFT - 12);
  const y = (/** @type {number} */ pct) => 10 + (1 - pct / 100) * (HIGH - BELOW - 10);
  const line = (/** @type {(run: Run) => number} */ value) =>
    city.runs.map((run, n) => `${n ? "L" : "M"}${x(n).toFixed(1)} ${y(value(run)).toFixed(1)}`).join("");
  const told = city.runs.map((run) => share(run.passed_pct)).join(word("console.comma"));
  const drawing = shape(
    "svg",
    {
      class: "trend-line",
      viewBox: `0 0 ${WIDE} ${HIGH}`,
      role: "img",
      "aria-label": word("city.trend.label", { told }),
    },
    ...[0, 50, 100].flatMap((pct) => [
      shape("path", { d: `M${LEFT} ${y(pct)}H${WIDE - 12}` }),
      shape("text", { x: LEFT - 6, y: y(pct) + 4, "text-anchor": "end" }, `${pct} %`),
    ]),
    shape("path", { class: "covered", d: line((run) => run.covered_pct) }),
    shape("path", { class: "passed", d: line((run) => run.passed_pct) }),
    ...city.runs.map((run, n) =>
      shape(
        "circle",
        { cx: x(n), cy: y(run.passed_pct), r: 3 },
        shape("title", {}, `${run.run}: ${share(run.passed_pct)}`),
      ),
    ),
    ...city.runs.map((run, n) =>
      n === 0 || n === city.runs.length - 1
        ? shape("text", { x: x(n), y: HIGH - 6, "text-anchor": n ? "end" : "start" }, `#${run.run}`)
        : null,
    ),
  );
  const legend = element(
    "p",
    { class: "legend" },
    element("span", { class: "key passed" }, word("city.passed")),
    element("span", { class: "key covered" }, word("city.covered")),
  );
  return [drawing, legend, ...changes(city)];
}

/** Return who passes now and did not, and the other way round. @param {City} city @returns {Node[]} */
function changes(city) {
  if (!city.trend) return [];
  /** @type {[string, string[]][]} */
  const kinds = [
    ["city.trend.newly", city.trend.newly_passed],
    ["city.trend.lost", city.trend.no_longer_passed],
  ];
  return kinds
    .filter(([, who]) => who.length)
    .map(([key, who]) => {
      const names = who.map((site) => called(city.schools.find((school) => school.site === site) ?? { name: site }));
      const some = names.slice(0, MOST_NAMED).join(word("console.comma")) + (who.length > MOST_NAMED ? " …" : "");
      return element("p", {}, word(key, { who: some }));
    });
}
