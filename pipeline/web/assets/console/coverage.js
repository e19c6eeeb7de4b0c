// @ts-check
/**
 * Coverage today: how much is covered now, what is blind for want of which camera, since when; and
 * how each camera is.
 *
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").CameraNow} CameraNow
 */
import { element } from "../planner/element.js";
import { language, word } from "../words.js";
import { factList } from "./gates.js";
import { addressOf, link } from "./panel.js";
import { figure, nameOf, share, sinceTold, timeTold } from "./times.js";

const ORDER = ["failing", "not_watched", "well", "no_stream"];
/** @type {Record<string, string>} */
const SIGNS = { well: "●", failing: "✕", not_watched: "?", no_stream: "○" };

/** Draw coverage and health, and again whenever they change.
 * @param {State} state @param {HTMLElement} coverage @param {HTMLElement} health */
export function showCoverage(state, coverage, health) {
  const draw = () => {
    for (const host of [coverage, health]) {
      const focused = host.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
      host.replaceChildren(...(host === coverage ? covered(state) : cameras(state)));
      if (focused) /** @type {HTMLElement | null} */ (host.querySelector(`a[href="${focused}"]`))?.focus();
    }
  };
  state.on("today", draw);
  draw();
}

/** @param {State} state @returns {Node[]} */
function covered(state) {
  const today = state.today;
  if (!today) return [element("p", { class: "none" }, word("console.waiting"))];
  const area = today.blind_spots.reduce((sum, spot) => sum + spot.area_m2, 0);
  const spots = today.blind_spots.map((_, n) => spotItem(state, n));
  return [
    element("p", { class: `word ${today.status}` }, word(`console.today.${today.status}`)),
    element(
      "p",
      { class: "figures" },
      element(
        "a",
        { class: "figure", href: addressOf("coverage", "today") },
        share(today.required_m2 ? today.covered_pct : null),
      ),
      element(
        "span",
        {},
        word("console.today.of", { planned: share(today.planned_pct), confirmed: share(today.confirmed_pct) }),
      ),
    ),
    element(
      "p",
      {},
      spots.length
        ? word("console.today.spots", { count: spots.length, area: figure(area, 1) })
        : word("console.today.none"),
    ),
    spots.length ? element("ul", { class: "spots" }, ...spots) : "",
  ].map((each) => (typeof each === "string" ? document.createTextNode(each) : each));
}

/** @param {State} state @param {number} n */
function spotItem(state, n) {
  const spot = /** @type {import("./state.js").Today} */ (state.today).blind_spots[n];
  const who = spot.cameras.flatMap((camera, m) => [
    m ? word("console.comma") : "",
    link("camera", camera.id, nameOf(state.camera(camera.id)?.camera.names) || camera.id),
  ]);
  return element(
    "li",
    {},
    link(
      "spot",
      String(n),
      word("console.spot", { area: figure(spot.area_m2, 1), place: nameOf(state.zoneNames(spot.floor, spot.zone)) }),
    ),
    element(
      "small",
      {},
      word("console.spot.for"),
      ...who,
      word("console.spot.since", { since: sinceTold(spot.since_s, state.at_s) }),
    ),
  );
}

/** @param {State} state @returns {Node[]} */
function cameras(state) {
  const counts = ORDER.map((status) => [status, state.cameras.filter((camera) => camera.status === status).length]);
  const sorted = [...state.cameras].sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
  return [
    element(
      "p",
      { class: "tally" },
      ...counts.map(([status, count]) =>
        element("span", { class: `sign ${status}` }, `${SIGNS[status]} ${word(`console.camera.${status}`)} ${count}`),
      ),
    ),
    element("ul", { class: "cameras" }, ...sorted.map((camera) => cameraItem(state, camera))),
  ];
}

/** @param {State} state @param {CameraNow} camera */
function cameraItem(state, camera) {
  const name = nameOf(state.camera(camera.id)?.camera.names) || camera.id;
  const isWell = camera.status === "well" || camera.status === "no_stream";
  return element(
    "li",
    { class: camera.status },
    element("span", { class: `sign ${camera.status}`, "aria-hidden": true }, SIGNS[camera.status]),
    link("camera", camera.id, name),
    element(
      "small",
      {},
      isWell
        ? word(`console.camera.${camera.status}`)
        : `${statusTold(camera)} ${sinceTold(camera.since_s, state.at_s)}`,
    ),
  );
}

/** Return how a camera is, and by which faults. @param {CameraNow} camera */
export function statusTold(camera) {
  const faults = camera.faults.map((kind) => word(`console.fault.${kind}`)).join(word("console.comma"));
  const status = word(`console.camera.${camera.status}`);
  return faults ? `${status} (${faults})` : status;
}

/** Return where the figure of coverage comes from. @param {State} state */
export function coveragePanel(state) {
  const today = state.today;
  const heading = element("h2", {}, word("console.coverage"));
  if (!today) return [heading, element("p", {}, word("console.waiting"))];
  /** @type {[string, string][]} */
  const rows = [
    ["console.fact.profile", today.profile],
    ["console.fact.required", `${figure(today.required_m2, 1)} m²`],
    ["console.fact.planned", `${figure(today.planned_m2, 1)} m² (${share(today.planned_pct)})`],
    ["console.fact.covered", `${figure(today.covered_m2, 1)} m² (${share(today.covered_pct)})`],
    ["console.fact.confirmed", `${figure(today.confirmed_m2, 1)} m² (${share(today.confirmed_pct)})`],
    [
      "console.fact.watched",
      today.watched_until_s === null ? word("console.never") : timeTold(today.watched_until_s, state.at_s),
    ],
  ];
  const spots = today.blind_spots.map((_, n) => spotItem(state, n));
  return [
    heading,
    element("p", {}, word("console.coverage.about")),
    factList(rows),
    element("ul", { class: "spots" }, ...spots),
  ];
}

/** Return what there is to tell of a blind spot. @param {State} state @param {string} id */
export function spotPanel(state, id) {
  const spot = state.today?.blind_spots[Number(id)];
  if (!spot)
    return [element("h2", {}, word("console.spots")), element("p", { role: "alert" }, word("console.spot.closed"))];
  const cameras = spot.cameras.flatMap((each, n) => [n ? word("console.comma") : "", link("camera", each.id, each.id)]);
  /** @type {[string, Node | string][]} */
  const rows = [
    ["console.fact.place", `${nameOf(state.zoneNames(spot.floor, spot.zone))} (${spot.floor}/${spot.zone})`],
    ["console.fact.clause", spot.clause],
    ["console.fact.area", `${figure(spot.area_m2, 2)} m²`],
    ["console.fact.middle", `x ${figure(spot.x_m, 2)} m, y ${figure(spot.y_m, 2)} m`],
    ["console.fact.whose", element("span", {}, ...cameras)],
    ["console.fact.since", sinceTold(spot.since_s, state.at_s)],
  ];
  return [
    element(
      "h2",
      {},
      word("console.spot", { area: figure(spot.area_m2, 1), place: nameOf(state.zoneNames(spot.floor, spot.zone)) }),
    ),
    factList(rows),
  ];
}

/** Return what there is to tell of a camera.
 * @param {State} state @param {string} id @param {() => void} onFaults */
export function cameraPanel(state, id, onFaults) {
  const placed = state.camera(id);
  const now = state.cameras.find((camera) => camera.id === id);
  if (!placed) return [element("h2", {}, id), element("p", { role: "alert" }, word("console.unknown"))];
  const opened =
    state.today?.blind_spots.flatMap((spot, n) =>
      spot.cameras.some((each) => each.id === id) ? [spotItem(state, n)] : [],
    ) ?? [];
  /** @type {[string, Node | string][]} */
  const rows = [["console.fact.id", id]];
  if (now) {
    rows.push(["console.fact.status", statusTold(now)]);
    if (now.status === "failing" || now.status === "not_watched")
      rows.push(["console.fact.since", sinceTold(now.since_s, state.at_s)]);
    rows.push(["console.fact.seen", now.seen_s === null ? word("console.never") : timeTold(now.seen_s, state.at_s)]);
    const detail = language() === "zh" ? now.detail_zh : now.detail;
    if (detail) rows.push(["console.fact.detail", detail]);
    rows.push(["console.fact.counts", word(now.counts ? "console.fact.counts.yes" : "console.fact.counts.no")]);
  }
  return [
    element("h2", {}, nameOf(placed.camera.names)),
    factList(rows),
    element("h3", {}, word("console.camera.opens")),
    opened.length
      ? element("ul", { class: "spots" }, ...opened)
      : element("p", { class: "none" }, word("console.camera.opens.none")),
    element("p", {}, element("button", { type: "button", on: { click: onFaults } }, word("console.camera.events"))),
  ];
}
