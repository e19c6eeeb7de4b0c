// @ts-check
/**
 * An event or fault in full: how it went, second by second, where it stands in the chain, and its
 * evidence.
 *
 * @typedef {import("./timeline.js").Told} Told
 * @typedef {import("./state.js").State} State
 */
import { api, ApiError } from "../api.js";
import { element } from "../planner/element.js";
import { language, word } from "../words.js";
import { seriesChart } from "./chart.js";
import { evidenceList } from "./evidence.js";
import { chip, factList } from "./gates.js";
import { link } from "./panel.js";
import { clockTold, figure, nameOf, spanTold, timeTold } from "./times.js";

/** @param {State} state @param {string} id @param {boolean} maySeeClips @returns {Promise<Node[]>} */
export async function eventPanel(state, id, maySeeClips) {
  const told = /** @type {Told} */ (await api("GET", `/api/events/${id.split("/").map(encodeURIComponent).join("/")}`));
  const heading = element("h2", {}, `${nameOf(told.names)}${word("console.colon")}${nameOf(told.words)}`);
  if (told.type === "fault") return [heading, faultFacts(state, told), ...chain(told)];
  return [
    heading,
    element("p", {}, chip(told.peak_tier ?? "none")),
    eventFacts(state, told),
    ...(await series(state, told)),
    element("h3", {}, word("console.evidence")),
    evidenceList(told.evidence, told.absent, told.owed, maySeeClips),
    ...chain(told),
  ];
}

/** @param {State} state @param {Told} told @returns {[string, Node | string][]} */
function times(state, told) {
  const now = state.at_s;
  return [
    ["console.fact.began", timeTold(told.start_s, now)],
    [
      "console.fact.ended",
      told.end_s === null
        ? word("console.lasting", { span: spanTold(now - told.start_s) })
        : `${timeTold(told.end_s, now)} (${spanTold(told.end_s - told.start_s)})`,
    ],
  ];
}

/** @param {State} state @param {Told} told */
function eventFacts(state, told) {
  const gate = state.gates.find((each) => each.id === told.zone);
  const changes = (told.changes ?? []).map((change) =>
    element("li", {}, clockTold(change.t_s), " ", chip(change.tier)),
  );
  return factList([
    ["console.fact.gate", gate ? link("gate", gate.id, nameOf(gate.names)) : (told.zone ?? "")],
    ...times(state, told),
    ["console.fact.outcome", word(`console.status.${told.status}`)],
    [
      "console.fact.peak",
      `${told.saturated ? "≥ " : ""}${word("console.people", { n: figure(told.peak_count) })} · ${clockTold(told.peak_s ?? told.start_s)}`,
    ],
    ["console.fact.changes", changes.length ? element("ol", { class: "changes" }, ...changes) : "–"],
    ["console.fact.id", told.id],
  ]);
}

/** @param {State} state @param {Told} told */
function faultFacts(state, told) {
  return factList([
    ["console.fact.camera", link("camera", told.camera ?? "", nameOf(told.names))],
    ["console.fact.fault", word(`console.fault.${told.kind}`)],
    ["console.fact.detail", (language() === "zh" ? told.detail_zh : told.detail) ?? ""],
    ...times(state, told),
    ["console.fact.id", told.id],
  ]);
}

/** @param {State} state @param {Told} told @returns {Promise<Node[]>} */
async function series(state, told) {
  const heading = element("h3", {}, word("console.series"));
  try {
    const found = await api("GET", `/api/events/${encodeURIComponent(told.id)}/series`);
    const gate = state.gates.find((each) => each.id === told.zone);
    const marks = [{ at_s: told.peak_s ?? told.start_s, words: word("console.fact.peak") }];
    return [heading, ...seriesChart({ ...found, rows: found.seconds, bars: gate?.counts ?? [], marks })];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return [heading, element("p", { role: "alert" }, error.message)];
  }
}

/** Return where an event stands in the chain: a record for each of its states. @param {Told} told @returns {Node[]} */
function chain(told) {
  const heads = ["record", "state", "digest"].map((each) =>
    element("th", { scope: "col" }, word(`console.column.${each}`)),
  );
  const rows = told.chain.map((place) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, String(place.number)),
      element("td", {}, `#${place.revision}${place.erased ? ` ${word("console.chain.erased")}` : ""}`),
      element("td", {}, element("code", { title: place.digest }, `${place.digest.slice(0, 16)}…`)),
    ),
  );
  const head = element("thead", {}, element("tr", {}, ...heads));
  return [
    element("h3", {}, word("console.chain")),
    element("p", {}, word("console.chain.about")),
    element("table", { class: "chain" }, head, element("tbody", {}, ...rows)),
  ];
}
