// @ts-check
/**
 * The schools of a city as a table that can be sorted and filtered; each figure leads to the record
 * of its school.
 *
 * @typedef {import("./shapes.js").School} School
 * @typedef {(school: School) => string | number | null} Value
 */
import { link } from "../console/panel.js";
import { figure, share } from "../console/times.js";
import { byId, element } from "../planner/element.js";
import { word } from "../words.js";
import { called, countyOf } from "./shapes.js";

const STEP = 100;
const VERDICTS = ["pass", "fail", "broken"];

/** @type {{key: string, value: Value, told?: (school: School) => string, isName?: boolean, isText?: boolean, isWide?: boolean}[]} */
const COLUMNS = [
  { key: "city.rank", value: (school) => school.rank },
  { key: "city.school", value: called, isName: true, isText: true },
  { key: "city.county", isWide: true, value: countyOf, isText: true },
  {
    key: "city.verdict",
    isText: true,
    value: (school) => VERDICTS.indexOf(school.verdict),
    told: (school) => word(`city.verdict.${school.verdict}`),
  },
  {
    key: "city.covered",
    value: (school) => (school.verdict === "broken" ? null : school.covered_pct),
    told: (school) => share(school.verdict === "broken" ? null : school.covered_pct),
  },
  { key: "city.blind", isWide: true, value: (school) => school.blind_spots },
  { key: "city.violations", value: (school) => school.violations },
  { key: "city.networked", isWide: true, value: networked, told: (school) => share(networked(school)) },
  { key: "city.found", isWide: true, value: (school) => school.hazards?.found ?? null },
  { key: "city.overdue", value: (school) => school.hazards?.overdue ?? null },
];

/** @param {School} school */
function networked(school) {
  return school.networked === null || !school.cameras ? null : (100 * school.networked) / school.cameras;
}

export class Schools {
  constructor() {
    /** @type {School[]} */
    this.schools = [];
    this.sorted = 0;
    this.isDown = false;
    this.most = STEP;
    this.form = /** @type {HTMLFormElement} */ (byId("filters"));
    const anew = () => {
      this.most = STEP;
      this.draw();
    };
    this.form.addEventListener("input", anew);
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("reset", () => setTimeout(anew));
    byId("more").addEventListener("click", () => {
      this.most += STEP;
      this.draw();
    });
  }

  fillFilters() {
    const counties = new Map(
      this.schools.filter((school) => school.county).map((school) => [school.county, countyOf(school)]),
    );
    this.#choices("county", [["", word("city.all")], ...[...counties].map(([value, words]) => [String(value), words])]);
    this.#choices("verdict", [
      ["", word("city.all")],
      ...VERDICTS.map((verdict) => [verdict, word(`city.verdict.${verdict}`)]),
    ]);
  }

  /** @param {string} name @param {string[][]} choices */
  #choices(name, choices) {
    const select = /** @type {HTMLSelectElement} */ (this.form.elements.namedItem(name));
    const chosen = select.value;
    select.replaceChildren(...choices.map(([value, words]) => element("option", { value }, words)));
    select.value = choices.some(([value]) => value === chosen) ? chosen : "";
  }

  /** Show the schools of one county. @param {string} county */
  only(county) {
    const select = /** @type {HTMLSelectElement} */ (this.form.elements.namedItem("county"));
    select.value = county;
    this.draw();
    byId("schools-heading").focus();
    byId("schools-heading").scrollIntoView({ block: "start" });
  }

  draw() {
    const given = new FormData(this.form);
    const [name, county, verdict] = ["name", "county", "verdict"].map((each) => String(given.get(each) ?? ""));
    const fits = this.schools
      .filter((school) => (!county || school.county === county) && (!verdict || school.verdict === verdict))
      .filter((school) =>
        [called(school), school.site ?? "", school.file].some((each) =>
          each.toLowerCase().includes(name.toLowerCase()),
        ),
      )
      .sort((a, b) => this.#compare(a, b));
    const some = fits.slice(0, this.most);
    byId("counts").textContent = word("city.shown", { shown: figure(some.length), all: figure(fits.length) });
    byId("more").hidden = some.length === fits.length;
    byId("schools").replaceChildren(
      fits.length ? this.#table(some) : element("p", { class: "none" }, word("city.none")),
    );
  }

  /** @param {School} a @param {School} b */
  #compare(a, b) {
    const [left, right] = [a, b].map(COLUMNS[this.sorted].value);
    // What nobody knows stands last, whichever way it is sorted.
    if (left === null || right === null) return left === right ? a.rank - b.rank : left === null ? 1 : -1;
    const order = typeof left === "string" ? left.localeCompare(String(right)) : left - Number(right);
    return (this.isDown ? -order : order) || a.rank - b.rank;
  }

  /** @param {School[]} schools */
  #table(schools) {
    const heads = COLUMNS.map((column, n) => {
      const order = n === this.sorted ? (this.isDown ? "descending" : "ascending") : "none";
      const sort = () => {
        this.isDown = n === this.sorted ? !this.isDown : false;
        this.sorted = n;
        this.draw();
        const button = byId("schools").querySelectorAll("th button")[n];
        if (button instanceof HTMLElement) button.focus();
      };
      return element(
        "th",
        { scope: "col", "aria-sort": order, class: classOf(column) },
        element("button", { type: "button", on: { click: sort } }, word(column.key)),
      );
    });
    return element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...heads)),
      element("tbody", {}, ...schools.map(row)),
    );
  }
}

/** @param {typeof COLUMNS[number]} column */
const classOf = (column) =>
  `${column.isName ? "name" : column.isText ? "" : "number"} ${column.isWide ? "wide-only" : ""}`;

/** @param {School} school */
function row(school) {
  const cells = COLUMNS.map((column) => {
    const value = column.value(school);
    const told = column.told ? column.told(school) : typeof value === "number" ? figure(value) : (value ?? "–");
    const words = link("school", school.file, told || "–");
    if (column.isName) return element("th", { scope: "row", class: "name" }, words);
    if (column.key === "city.verdict")
      return element("td", {}, element("span", { class: `verdict-${school.verdict}` }, told));
    return element("td", { class: classOf(column) }, typeof value === "number" ? words : told || "–");
  });
  return element("tr", {}, ...cells);
}
