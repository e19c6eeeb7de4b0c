// @ts-check
/**
 * The console: what a watch that is running has come to, while it runs.
 */
import { api, ApiError } from "../api.js";
import { listen } from "../live.js";
import { byId, element } from "../planner/element.js";
import { onLanguage, word } from "../words.js";
import { cameraPanel, coveragePanel, showCoverage, spotPanel } from "./coverage.js";
import { eventPanel } from "./event_panel.js";
import { forgetEvidence } from "./evidence.js";
import { frame } from "./frame.js";
import { gatePanel, showGates } from "./gates.js";
import { named, Panel } from "./panel.js";
import { PlanView } from "./plan.js";
import { Staleness } from "./staleness.js";
import { State, TREND_S } from "./state.js";
import { nameOf, setZone } from "./times.js";
import { Timeline } from "./timeline.js";

const WORST = ["red", "orange", "yellow", "blue"];
const LOUD = ["opened", "raised", "saturated", "gathered", "began"];

const session = await frame();
const state = new State();
const staleness = new Staleness(byId("stale"));
const plan = new PlanView(state, byId("plan"), byId("floors"));
const timeline = new Timeline(state);

const panel = new Panel(
  {
    gate: (id) => gatePanel(state, id, (gate) => timeline.filter({ gate: gate.gate })),
    event: (id) => eventPanel(state, id, session.role !== "viewer"),
    camera: (id) => cameraPanel(state, id, () => timeline.filter({ sort: "fault" })),
    spot: (id) => spotPanel(state, id),
    coverage: () => coveragePanel(state),
  },
  (thing) => follow(thing),
);

/** Turn the plan to the floor of what is looked at, and let go of what was. @param {{kind: string, id: string}} thing */
function follow(thing) {
  forgetEvidence();
  if (thing.kind === "spot") plan.turnTo(state.today?.blind_spots[Number(thing.id)]?.floor ?? "");
  if (thing.kind === "gate") plan.turnTo(state.gates.find((gate) => gate.id === thing.id)?.floor ?? "");
  if (thing.kind === "camera") plan.turnTo(state.camera(thing.id)?.floor.id ?? "");
  plan.draw(["views", "spots"]);
}

/** Load all that the page shows, and return up to where events are known. @returns {Promise<string>} */
async function load() {
  const [site, gates, today] = await Promise.all([
    api("GET", "/api/floors"),
    api("GET", `/api/gates?span_s=${TREND_S}`),
    api("GET", "/api/today"),
  ]);
  state.site = site;
  setZone(site.timezone);
  showTrouble();
  state.gates = [];
  state.takeGates(gates);
  takeToday({ ...today, cameras: undefined });
  state.cameras = today.cameras;
  state.tell("today");
  staleness.watched({ at_s: today.at_s, watched_until_s: today.watched_until_s, fresh: gates.fresh, trouble: null });
  state.tell("site");
  await timeline.load();
  return gates.mark;
}

/** @param {import("./state.js").Today} told */
function takeToday(told) {
  state.today = told;
  state.at_s = told.at_s;
}

/** @param {import("../live.js").Message} message */
function hear({ name, data }) {
  if (name === "gates") state.takeGates(data);
  if (name === "health") state.cameras = data.cameras;
  if (name === "today") {
    takeToday(data);
    state.tell("today");
  }
  if (name === "event") {
    timeline.take(data);
    if (LOUD.includes(data.change))
      byId("news").textContent = `${nameOf(data.names)}${word("console.colon")}${nameOf(data.words)}`;
    if (named().kind === "event" && named().id === data.id) void panel.show();
  }
  if (name === "heartbeat") staleness.watched(data);
  if (name === "reset") void load();
  entitle();
}

/** Say why the plan is not the one that the site file has now, where it is not. */
function showTrouble() {
  const { trouble } = state.site;
  byId("trouble").hidden = trouble === null;
  byId("trouble").textContent = trouble === null ? "" : nameOf(trouble);
}

/** Say in the title what is worst, for whoever looks at another page. */
function entitle() {
  const worst = WORST.find((tier) => state.gates.some((gate) => gate.tier === tier));
  const title = `${word("nav.console")} · ${nameOf(state.site.names)}`;
  document.title = worst ? `${word(`console.tier.${worst}`)} · ${title}` : title;
}

showGates(state, byId("gates"));
showCoverage(state, byId("coverage"), byId("health"));
onLanguage(() => {
  byId("school").textContent = nameOf(state.site.names);
  showTrouble();
  timeline.fillFilters();
  timeline.draw();
  state.tell("gates");
  state.tell("today");
  plan.draw();
  staleness.draw();
  entitle();
  void panel.show();
});

/** Show the place of a hazard, where the address names one. */
async function showHazard() {
  const id = new URLSearchParams(location.search).get("hazard");
  if (!id) return;
  const hazard = await api("GET", `/api/ledger/${id.split("/").map(encodeURIComponent).join("/")}`);
  plan.shown = { floor: hazard.floor ?? "", rings: hazard.rings };
  plan.turnTo(hazard.floor ?? "");
  plan.draw(["spots"]);
}

try {
  const mark = await load();
  byId("school").textContent = nameOf(state.site.names);
  plan.draw();
  entitle();
  await showHazard();
  await panel.show();
  listen("/api/live", hear, (silence) => staleness.silent(silence), { after: mark });
} catch (error) {
  if (!(error instanceof ApiError)) throw error;
  byId("main").replaceChildren(element("h1", {}, word("nav.console")), element("p", { role: "alert" }, error.message));
}
document.documentElement.dataset.ready = "1";
