// @ts-check
/**
 * A city: how many schools pass, who is first and last, what has changed, and every school.
 *
 * @typedef {import("./shapes.js").City} City
 * @typedef {import("./shapes.js").Tally} Tally
 */
import { api, ApiError } from "../api.js";
import { frame } from "../console/frame.js";
import { Panel } from "../console/panel.js";
import { clockTold, dayTold, figure, share } from "../console/times.js";
import { byId, element } from "../planner/element.js";
import { onLanguage, word } from "../words.js";
import { schoolPanel } from "./school_panel.js";
import { Schools } from "./schools.js";
import { called } from "./shapes.js";
import { trendOf } from "./trend.js";

const session = await frame();
const schools = new Schools();
/** Before a site, viewers see no hazards of other schools. */
const hasHazards = session.has.ledger && (session.role !== "viewer" || !session.has.site);
const panel = new Panel({ school: (file) => schoolPanel(file, hasHazards) });
/** @type {City | null} */
let city = null;

/** @param {string} key @param {string} told @param {string} [small] */
const headline = (key, told, small = "") =>
  element(
    "section",
    { class: "card" },
    element("h2", {}, word(key)),
    element("a", { class: "figure", href: "#schools-heading" }, told),
    element("br"),
    element("small", {}, small),
  );

/** @param {Tally} all */
function headlines(all) {
  const hazards = all.hazards;
  const unknown = word("city.unknown");
  return [
    headline(
      "city.passed",
      share(all.passed_pct),
      word("city.of", { part: figure(all.passed), whole: figure(all.schools) }),
    ),
    headline(
      "city.networked",
      share(all.networked_pct),
      all.networked === null
        ? word("city.unsaid")
        : word("city.of.cameras", { part: figure(all.networked), whole: figure(all.cameras) }),
    ),
    headline("city.covered", share(all.covered_pct)),
    headline(
      "city.violations",
      figure(all.violations),
      all.broken ? `${word("city.broken")} ${figure(all.broken)}` : "",
    ),
    headline("city.found", figure(hazards?.found), hazards ? "" : unknown),
    headline("city.rectified", figure(hazards?.rectified), hazards ? share(all.rectified_pct) : unknown),
    headline("city.overdue", figure(hazards?.overdue), hazards ? "" : unknown),
    headline("city.supervised", figure(hazards?.supervised), hazards ? "" : unknown),
  ];
}

/** Columns of the counties that a phone has no room for. */
const WIDE = new Set([3, 6, 7]);

/** @param {Tally[]} tallies */
function counties(tallies) {
  const heads = [
    "city.rank",
    "city.county",
    "city.passed",
    "city.networked",
    "city.covered",
    "city.violations",
    "city.found",
    "city.overdue",
  ].map((key, n) =>
    element("th", { scope: "col", class: n === 1 ? "name" : `number ${WIDE.has(n) ? "wide-only" : ""}` }, word(key)),
  );
  const rows = [...tallies]
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
    .map((tally) => {
      const show = () => schools.only(tally.name);
      const figures = [
        `${share(tally.passed_pct)} (${figure(tally.passed)}/${figure(tally.schools)})`,
        share(tally.networked_pct),
        share(tally.covered_pct),
        figure(tally.violations),
        figure(tally.hazards?.found),
        figure(tally.hazards?.overdue),
      ];
      return element(
        "tr",
        {},
        element("td", { class: "number" }, figure(tally.rank)),
        element(
          "th",
          { scope: "row", class: "name" },
          element("button", { type: "button", class: "link", on: { click: show } }, called(tally)),
        ),
        ...figures.map((told, n) => element("td", { class: `number ${WIDE.has(n + 2) ? "wide-only" : ""}` }, told)),
      );
    });
  return element("table", {}, element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows));
}

function draw() {
  if (!city) return;
  const time = `${dayTold(city.at_s)} ${clockTold(city.at_s).slice(0, 5)}`;
  byId("run").textContent = word("city.run", { run: figure(city.run), time, profile: city.profile });
  byId("headline").replaceChildren(...headlines(city.summary));
  byId("counties").replaceChildren(counties(city.groups.county ?? []));
  byId("trend").replaceChildren(...trendOf(city));
  schools.fillFilters();
  schools.draw();
}

onLanguage(() => {
  draw();
  void panel.show();
});

try {
  city = /** @type {City} */ (await api("GET", "/api/city"));
  schools.schools = city.schools;
  draw();
  await panel.show();
} catch (error) {
  if (!(error instanceof ApiError)) throw error;
  byId("main").replaceChildren(element("h1", {}, word("nav.city")), element("p", { role: "alert" }, error.message));
}
document.documentElement.dataset.ready = "1";
