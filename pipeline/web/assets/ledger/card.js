// @ts-check
/**
 * A hazard in full: its five elements, what happened to it, and what can be done now.
 *
 * @typedef {import("./board.js").Hazard & {rings: number[][][], history: Recorded[]}} Full
 * @typedef {{number: number, at: string, who: string, action: string, why: string, data: Record<string, any>, digest: string}} Recorded
 */
import { factList } from "../console/gates.js";
import { clockTold, dayTold, figure } from "../console/times.js";
import { element } from "../planner/element.js";
import { language, word } from "../words.js";
import { chips, dueTold, ELEMENTS } from "./board.js";

/** @param {Full} hazard @param {Node} steps what can be done @returns {Node[]} */
export function cardOf(hazard, steps) {
  return [
    element("h2", {}, hazard.content),
    element("p", { class: "row" }, element("strong", {}, word(`ledger.state.${hazard.state}`)), ...chips(hazard)),
    element("h3", {}, word("ledger.elements")),
    fiveOf(hazard),
    element("h3", {}, word("console.details")),
    facts(hazard),
    hazard.rings.length
      ? element(
          "p",
          {},
          element("a", { href: `/console?hazard=${encodeURIComponent(hazard.id)}` }, word("ledger.onplan")),
        )
      : document.createTextNode(""),
    element("h3", {}, word("ledger.steps")),
    steps,
    element("h3", {}, word("ledger.history")),
    history(hazard.history),
  ];
}

/** @param {Full} hazard */
function fiveOf(hazard) {
  return element(
    "dl",
    { class: "facts" },
    ...ELEMENTS.flatMap((name) => {
      const value = name === "due" ? dueTold(hazard) : hazard[name];
      const told = value || element("span", { class: "bad" }, word("ledger.element.missing"));
      return [element("dt", {}, word(`ledger.element.${name}`)), element("dd", {}, told)];
    }),
  );
}

/** @param {Full} hazard */
function facts(hazard) {
  /** @type {[string, Node | string][]} */
  const rows = [
    ["ledger.fact.place", hazard.place || "–"],
    ["ledger.fact.class", word(`ledger.class.${hazard.hazard_class}`)],
    ["ledger.fact.by", word(`ledger.by.${hazard.found_by}`)],
    ["ledger.fact.found", timeTold(hazard.found_at)],
  ];
  if (hazard.seen_at !== hazard.found_at) rows.push(["ledger.fact.seen", timeTold(hazard.seen_at)]);
  if (hazard.clause) rows.push(["ledger.fact.clause", hazard.clause]);
  if (hazard.area_m2) rows.push(["ledger.fact.area", `${figure(hazard.area_m2, 1)} m²`]);
  if (hazard.waived_until) rows.push(["ledger.fact.waived", hazard.waived_until]);
  if (hazard.evidence.length)
    rows.push(["ledger.fact.photos", hazard.evidence.map((each) => each.slice(0, 12)).join(word("console.comma"))]);
  if (hazard.proof) rows.push(["ledger.fact.proof", proofTold(hazard.proof)]);
  rows.push(["ledger.fact.id", hazard.id]);
  return factList(rows);
}

/** @param {Record<string, string>} proof */
function proofTold(proof) {
  const at = proof.audited_at ?? proof.start;
  const file = proof.file ? ` ${proof.file.slice(0, 12)}…` : "";
  return `${word(`ledger.proof.${proof.kind}`)}${at ? ` · ${timeTold(at)}` : ""}${file}`;
}

/** @param {string} text a time as ISO 8601 */
function timeTold(text) {
  const at_s = Date.parse(text) / 1000;
  return Number.isNaN(at_s) ? text : `${dayTold(at_s)} ${clockTold(at_s).slice(0, 5)}`;
}

/** @param {Recorded[]} changes */
function history(changes) {
  return element(
    "ol",
    { class: "history", reversed: true },
    ...[...changes]
      .reverse()
      .map((change) =>
        element(
          "li",
          { value: change.number },
          `${word(`ledger.action.${change.action}`)} · ${change.who} · ${timeTold(change.at)}`,
          change.why && element("small", {}, change.why),
          ...given(change).map((line) => element("small", {}, line)),
        ),
      ),
  );
}

/** Return what a change has set, as far as it is one of the five elements. @param {Recorded} change @returns {string[]} */
function given(change) {
  return ELEMENTS.filter((name) => change.data[name]).map((name) => {
    const value = change.data[name];
    return `${word(`ledger.element.${name}`)}${word("console.colon")}${typeof value === "string" ? value : value[language()]}`;
  });
}
