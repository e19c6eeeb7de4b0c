// @ts-check
/**
 * The gates as they are now, each a card: tier, people, density, and how that came about.
 *
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Gate} Gate
 */
import { api } from "../api.js";
import { element } from "../planner/element.js";
import { word } from "../words.js";
import { seriesChart, sparkline, trendOf } from "./chart.js";
import { addressOf, link } from "./panel.js";
import { TREND_S } from "./state.js";
import { clockTold, figure, nameOf, sinceTold } from "./times.js";

const ARROWS = { rising: "↗", falling: "↘", level: "→", unknown: "" };

/** Return a tier as a word on its colour. @param {string} tier */
export const chip = (tier) => element("span", { class: `chip tier-${tier}` }, word(`console.tier.${tier}`));

/** Return the time up to which curves are drawn. @param {State} state @param {Gate} gate */
const untilOf = (state, gate) => (gate.fresh ? state.at_s : (gate.known_s ?? state.at_s));

/** Draw the cards, and again whenever gates change. @param {State} state @param {HTMLElement} host */
export function showGates(state, host) {
  const draw = () => {
    const focused = host.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
    const cards = state.gates.map((gate) => card(state, gate));
    host.replaceChildren(...(cards.length ? cards : [element("li", { class: "none" }, word("console.gates.none"))]));
    if (focused) /** @type {HTMLElement | null} */ (host.querySelector(`a[href="${focused}"]`))?.focus();
  };
  state.on("gates", draw);
  draw();
}

/** @param {State} state @param {Gate} gate */
function card(state, gate) {
  const trend = /** @type {keyof typeof ARROWS} */ (gate.fresh ? trendOf(gate.seconds) : "unknown");
  return element(
    "li",
    { class: `gate ${gate.fresh ? "" : "is-old"} tier-edge-${gate.tier}` },
    element(
      "h3",
      {},
      link("gate", gate.id, nameOf(gate.names)),
      gate.id.includes("@") && element("small", {}, ` ${gate.camera}`),
    ),
    chip(gate.tier),
    element("p", { class: "figures" }, ...figures(gate)),
    element(
      "p",
      { class: "trend" },
      sparkline(gate.seconds, untilOf(state, gate), TREND_S),
      element("span", {}, trend === "unknown" ? "" : `${ARROWS[trend]} ${word(`console.trend.${trend}`)}`),
    ),
    !gate.fresh &&
      element("p", { class: "old" }, `${word("console.camera.not_watched")} ${sinceTold(gate.known_s, state.at_s)}`),
  );
}

/** Return the figures of a gate; each leads to the series it is of. @param {Gate} gate */
function figures(gate) {
  if (!gate.fresh || gate.quality === "fault")
    return [element("span", { class: "unknown" }, word("console.people.unknown"))];
  const least = gate.quality === "saturated" ? "≥ " : "";
  const density =
    gate.density_p_m2 === null
      ? null
      : element(
          "a",
          { class: "figure", href: addressOf("gate", gate.id) },
          `${figure(gate.density_p_m2, 2)} `,
          element("small", {}, word("console.per_m2")),
        );
  return [
    element(
      "a",
      { class: "figure", href: addressOf("gate", gate.id) },
      `${least}${figure(gate.people)} `,
      element("small", {}, word("console.people.unit")),
    ),
    density ??
      element(
        "span",
        { class: "unknown" },
        word(gate.quality === "saturated" ? "console.density.saturated" : "console.density.none"),
      ),
  ];
}

/** Return what there is to tell of a gate: its last minutes, where its figures come from, its events.
 * @param {State} state @param {string} id @param {(gate: Gate) => void} onEvents */
export async function gatePanel(state, id, onEvents) {
  const gate = state.gates.find((each) => each.id === id);
  if (!gate) return [element("h2", {}, id), element("p", { role: "alert" }, word("console.unknown"))];
  const chart = element("div", { class: "chart" });
  let span_s = TREND_S;
  const draw = async () => {
    const now = state.gates.find((each) => each.id === id) ?? gate;
    const until_s = untilOf(state, now);
    const series =
      span_s === TREND_S
        ? { step_s: 1, seconds: now.seconds }
        : await api(
            "GET",
            `/api/gates/${encodeURIComponent(id)}/series?since_s=${until_s - span_s}&until_s=${until_s + 1}`,
          );
    const isOpen = chart.querySelector("details")?.open;
    if (isOpen && chart.contains(document.activeElement)) return;
    chart.replaceChildren(
      ...seriesChart({
        since_s: until_s - span_s,
        until_s,
        step_s: series.step_s,
        rows: series.seconds,
        bars: gate.counts,
      }),
    );
  };
  await draw();
  const redraw = () => {
    // Where the whole series is asked for, it stays as it was asked for.
    if (chart.isConnected && span_s === TREND_S && !chart.querySelector("details")?.open) void draw();
  };
  state.on("gates", redraw);
  const spans = [TREND_S, 3600, 86_400].map((each) =>
    element("option", { value: each }, word("console.span", { span: word(`console.span.${each}`) })),
  );
  /** @param {Event} event */
  const choose = (event) => {
    span_s = Number(/** @type {HTMLSelectElement} */ (event.target).value);
    void draw();
  };
  return [
    element("h2", {}, nameOf(gate.names)),
    element("p", {}, chip(gate.tier)),
    element("label", {}, `${word("console.span.label")} `, element("select", { on: { change: choose } }, ...spans)),
    chart,
    facts(gate),
    element(
      "p",
      {},
      element("button", { type: "button", on: { click: () => onEvents(gate) } }, word("console.gate.events")),
    ),
  ];
}

/** @param {Gate} gate */
function facts(gate) {
  const [blue, yellow, orange, red] = gate.counts;
  /** @type {[string, Node | string][]} */
  const rows = [
    ["console.fact.camera", link("camera", gate.camera, gate.camera)],
    ["console.fact.known", gate.known_s === null ? word("console.never") : clockTold(gate.known_s)],
    ["console.fact.bars", word("console.fact.bars.told", { blue, yellow, orange, red })],
    [
      "console.fact.ground",
      gate.visible_m2 === null
        ? word("console.fact.ground.none")
        : word("console.fact.ground.told", {
            area: figure(gate.visible_m2, 1),
            most: figure(gate.max_measurable_p_m2, 1),
          }),
    ],
    [
      "console.fact.passed",
      gate.people_in === null
        ? word("console.fact.passed.none")
        : word("console.fact.passed.told", { in: figure(gate.people_in), out: figure(gate.people_out) }),
    ],
  ];
  return factList(rows);
}

/** Return facts as a list of names and what they are. @param {[string, Node | string][]} rows */
export function factList(rows) {
  return element(
    "dl",
    { class: "facts" },
    ...rows.flatMap(([key, value]) => [element("dt", {}, word(key)), element("dd", {}, value)]),
  );
}
