// @ts-check
/**
 * One school of a city: what its audit came to, finding by finding.
 *
 * @typedef {import("./shapes.js").FullSchool} FullSchool
 */
import { api } from "../api.js";
import { factList } from "../console/gates.js";
import { figure, share } from "../console/times.js";
import { element } from "../planner/element.js";
import { language, word } from "../words.js";
import { called, countyOf } from "./shapes.js";

/** @param {string} file @param {boolean} hasLedger @returns {Promise<Node[]>} */
export async function schoolPanel(file, hasLedger) {
  const school = /** @type {FullSchool} */ (await api("GET", `/api/city/school?file=${encodeURIComponent(file)}`));
  const verdict = element("strong", { class: `verdict-${school.verdict}` }, word(`city.verdict.${school.verdict}`));
  const problems = school.problem_words?.map((words) => words[language()]) ?? school.problems;
  return [
    element("h2", {}, called(school)),
    element("p", {}, verdict),
    facts(school),
    hasLedger && school.site
      ? element("p", {}, element("a", { href: `/ledger?site=${encodeURIComponent(school.site)}` }, word("city.ledger")))
      : document.createTextNode(""),
    ...(problems.length
      ? [
          element("h3", {}, word("city.problems")),
          element("ul", {}, ...problems.map((problem) => element("li", {}, problem))),
        ]
      : []),
    element("h3", {}, word("city.findings")),
    findings(school),
  ];
}

/** @param {FullSchool} school */
function facts(school) {
  const hazards = school.hazards;
  /** @type {[string, string][]} */
  const rows = [
    ["city.rank", figure(school.rank)],
    ["city.county", countyOf(school) || word("city.nocounty")],
    ["city.required", `${figure(school.required_m2, 1)} m²`],
    ["city.covered", `${figure(school.covered_m2, 1)} m² (${share(school.required_m2 ? school.covered_pct : null)})`],
    ["city.blind", figure(school.blind_spots)],
    ["city.cameras", figure(school.cameras)],
    ["city.networked", school.networked === null ? word("city.unsaid") : figure(school.networked)],
    ["city.n_minus_1", figure(school.n_minus_1)],
    ["city.violations", figure(school.violations)],
    ["city.found", hazards ? figure(hazards.found) : word("city.unknown")],
  ];
  if (hazards)
    rows.push(
      ["city.rectified", figure(hazards.rectified)],
      ["city.overdue", figure(hazards.overdue)],
      ["city.supervised", figure(hazards.supervised)],
    );
  rows.push(["city.site", school.site ?? "–"], ["city.file", school.file]);
  return factList(rows);
}

/** @param {FullSchool} school */
function findings(school) {
  if (!school.findings.length) return element("p", { class: "none" }, word("city.findings.none"));
  const items = school.findings.map((finding) =>
    element(
      "li",
      {},
      element("strong", {}, `${word(`city.severity.${finding.severity}`)} · ${called(finding)}`),
      element(
        "small",
        {},
        `${finding.clause} · ${finding.where}${finding.area_m2 ? ` · ${figure(finding.area_m2, 1)} m²` : ""}`,
      ),
    ),
  );
  return element("ul", { class: "spots" }, ...items);
}
