// @ts-check
/**
 * What a run over a city tells, as `sightline city` writes it.
 *
 * @typedef {{zh: string, en: string}} Names
 * @typedef {{found: number, rectified: number, overdue: number, supervised: number}} Hazards
 * @typedef {{name: string, names?: Names, rank?: number, schools: number, passed: number, passed_pct: number, broken: number,
 *   cameras: number, networked: number | null, networked_pct: number | null, covered_pct: number, blind_spots: number,
 *   violations: number, hazards: Hazards | null, rectified_pct: number | null}} Tally
 * @typedef {{rank: number, file: string, site: string | null, name: string, names?: Names, verdict: "pass" | "fail" | "broken",
 *   county: string | null, counties?: Names | null, cameras: number, networked: number | null, required_m2: number,
 *   covered_m2: number, covered_pct: number, blind_spots: number, n_minus_1: number, violations: number, hazards: Hazards | null}} School
 * @typedef {School & {problems: string[], problem_words?: Names[], findings: {id: string, clause: string, severity: string,
 *   where: string, name: string, names?: Names, blind_spots: number, area_m2: number}[]}} FullSchool
 * @typedef {{run: number, passed_pct: number, covered_pct: number, violations: number}} Run
 * @typedef {{profile: string, run: number, at_s: number, summary: Tally, groups: Record<string, Tally[]>, runs: Run[],
 *   trend: {newly_passed: string[], no_longer_passed: string[]} | null, schools: School[],
 *   clauses: {clause: string, wording: string, wordings?: Names, schools: number, places: number, area_m2: number}[]}} City
 */
import { language } from "../words.js";

/** Return what something is called; an older run knows but one language.
 * @param {{name: string, names?: Names}} thing */
export const called = (thing) => thing.names?.[language()] ?? thing.name;

/** Return the county of a school, nothing where nobody says it. @param {School} school */
export const countyOf = (school) => school.counties?.[language()] ?? school.county ?? "";
