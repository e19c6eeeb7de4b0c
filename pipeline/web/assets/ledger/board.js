// @ts-check
/**
 * Hazards by where they stand: a column for each state.
 *
 * @typedef {{id: string, site_id: string, state: string, hazard_class: string, major: boolean, place: string,
 *   content: string, standard: string, measure: string, due: string, due_at: string, person: string, missing: string[],
 *   overdue: boolean, revision: number, found_at: string, seen_at: string, clause: string | null, area_m2: number | null,
 *   floor: string | null, found_by: string, may: string[], proofs: string[], evidence: string[],
 *   proof: Record<string, string> | null, waived_until: string, rectified_at: string}} Hazard
 */
import { figure } from "../console/times.js";
import { link } from "../console/panel.js";
import { element } from "../planner/element.js";
import { word } from "../words.js";

export const STATES = ["registered", "rectifying", "supervised", "review", "waived", "closed"];
export const ELEMENTS = /** @type {const} */ (["content", "standard", "measure", "due", "person"]);

/** Return the columns of a board. @param {Hazard[]} hazards @param {boolean} hasSites whether there are several schools */
export function columns(hazards, hasSites) {
  return STATES.map((state) => {
    const own = hazards.filter((hazard) => hazard.state === state);
    const heading = `state-${state}`;
    return element(
      "section",
      { "aria-labelledby": heading, class: state },
      element("h2", { id: heading }, word(`ledger.state.${state}`), " ", element("span", {}, String(own.length))),
      own.length
        ? element("ul", {}, ...own.map((hazard) => element("li", {}, card(hazard, hasSites))))
        : element("p", { class: "none" }, word("ledger.none")),
    );
  });
}

/** @param {Hazard} hazard @param {boolean} hasSites */
function card(hazard, hasSites) {
  return element(
    "article",
    { class: `hazard ${hazard.overdue ? "is-overdue" : ""} ${hazard.state === "supervised" ? "is-supervised" : ""}` },
    element("h3", {}, link("hazard", hazard.id, hazard.content)),
    element("div", { class: "chips" }, ...chips(hazard)),
    element(
      "p",
      {},
      [hasSites && hazard.site_id, hazard.place, word(`ledger.class.${hazard.hazard_class}`)]
        .filter(Boolean)
        .join(" · "),
    ),
    element(
      "p",
      {},
      `${hazard.due ? word("ledger.due.on", { due: dueTold(hazard) }) : word("ledger.due.none")} · ${hazard.person || word("ledger.person.none")}`,
    ),
    five(hazard),
  );
}

/** Return what marks a hazard: overdue, supervised, major. @param {Hazard} hazard */
export function chips(hazard) {
  return [
    hazard.overdue && element("span", { class: "chip overdue" }, word("ledger.overdue")),
    hazard.state === "supervised" && element("span", { class: "chip supervised" }, word("ledger.supervised")),
    hazard.major && element("span", { class: "chip major" }, word("ledger.major")),
  ];
}

/** Return by when a hazard is due, by the hour where that is said. @param {Hazard} hazard */
export const dueTold = (hazard) =>
  hazard.due_at ? `${hazard.due_at.slice(0, 10)} ${hazard.due_at.slice(11, 16)}` : hazard.due;

/** @param {Hazard} hazard */
function five(hazard) {
  const there = ELEMENTS.filter((name) => !hazard.missing.includes(name));
  return element(
    "p",
    { class: "elements" },
    ...ELEMENTS.map((name) =>
      element("i", {
        class: there.includes(name) ? "there" : "",
        title: word(`ledger.element.${name}`),
        "aria-hidden": true,
      }),
    ),
    element("span", {}, ` ${word("ledger.elements.count", { there: figure(there.length) })}`),
  );
}
