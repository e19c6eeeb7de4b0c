// @ts-check
/**
 * The ledger of hazards as a board, where those who may do so bring each from its registration to
 * its proven end.
 */
import { api, ApiError } from "../api.js";
import { frame } from "../console/frame.js";
import { addressOf as placeOf, named, Panel } from "../console/panel.js";
import { figure, setZone } from "../console/times.js";
import { byId, element } from "../planner/element.js";
import { onLanguage, word } from "../words.js";
import { columns } from "./board.js";
import { cardOf } from "./card.js";
import { addressOf, elementFields, elementsOf, stepsOf } from "./steps.js";

const AGAIN_MS = 20_000;

/** @typedef {import("./board.js").Hazard} Hazard */

const session = await frame();
const mayAct = session.role !== "viewer";
/** Who may sees the schools of the city too, where that lies before the server. */
const isOfAll = mayAct && session.has.city;
const form = /** @type {HTMLFormElement} */ (byId("filters"));
/** @type {Hazard[]} */
let hazards = [];
let shown = "";

const panel = new Panel({
  hazard: async (id) => {
    const hazard = await api("GET", addressOf(id));
    return cardOf(hazard, stepsOf(hazard, mayAct, done, session.has.site));
  },
  new: () => [registration()],
});

/** Show what came of a step. @param {string} told */
async function done(told) {
  await load();
  await panel.show(true);
  byId("news").textContent = told;
}

async function load() {
  const found = await api("GET", `/api/ledger${isOfAll ? "?all=true" : ""}`);
  const now = JSON.stringify([found.hazards, document.documentElement.lang]);
  if (now === shown) return;
  shown = now;
  hazards = found.hazards;
  fillSites();
  draw();
}

function fillSites() {
  const sites = [...new Set(hazards.map((hazard) => hazard.site_id))].sort();
  byId("sites").hidden = sites.length < 2;
  const select = /** @type {HTMLSelectElement} */ (form.elements.namedItem("site"));
  const asked = new URLSearchParams(location.search).get("site") ?? "";
  const chosen = select.value || (sites.includes(asked) ? asked : "");
  select.replaceChildren(
    element("option", { value: "" }, word("ledger.all")),
    ...sites.map((site) => element("option", { value: site }, site)),
  );
  select.value = chosen;
}

function draw() {
  const given = new FormData(form);
  const text = String(given.get("text") ?? "").toLowerCase();
  const site = String(given.get("site") ?? "");
  const fits = hazards.filter(
    (hazard) =>
      (!site || hazard.site_id === site) &&
      (!given.has("overdue") || hazard.overdue) &&
      (!given.has("supervised") || hazard.state === "supervised") &&
      (!given.has("major") || hazard.major) &&
      [hazard.id, hazard.content, hazard.place, hazard.person].some((each) => each.toLowerCase().includes(text)),
  );
  const board = byId("board");
  const focused = board.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
  board.replaceChildren(...columns(fits, new Set(hazards.map((hazard) => hazard.site_id)).size > 1));
  if (focused) /** @type {HTMLElement | null} */ (board.querySelector(`a[href="${focused}"]`))?.focus();
  byId("counts").textContent = word("ledger.counts", {
    all: figure(fits.length),
    overdue: figure(fits.filter((hazard) => hazard.overdue).length),
    supervised: figure(fits.filter((hazard) => hazard.state === "supervised").length),
  });
}

/** Return a form to register what somebody has found. */
function registration() {
  const sites = [...new Set(hazards.map((hazard) => hazard.site_id))];
  const refused = element("p", { role: "alert" });
  /** @param {SubmitEvent} event */
  const send = async (event) => {
    event.preventDefault();
    const given = new FormData(made);
    const body = {
      site: String(given.get("site")),
      place: String(given.get("place")),
      elements: { hazard_class: "security", ...elementsOf({}, made) },
    };
    try {
      const hazard = await api("POST", "/api/ledger", body);
      await load();
      location.hash = placeOf("hazard", hazard.id);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      refused.replaceChildren(error.message);
    }
  };
  const site = sites[0] ?? siteId;
  const made = element(
    "form",
    { class: "step-form", on: { submit: send } },
    element("h2", {}, word("ledger.register")),
    element(
      "label",
      {},
      element("span", {}, word("ledger.site")),
      element("input", { name: "site", required: true, value: site, readonly: sites.length === 1 }),
    ),
    element(
      "label",
      {},
      element("span", {}, word("ledger.place")),
      element("input", { name: "place", required: true, maxlength: 500 }),
    ),
    ...elementFields({}),
    refused,
    element("div", { class: "row end" }, element("button", { type: "submit", class: "main" }, word("ledger.register"))),
  );
  return made;
}

let siteId = "";
form.addEventListener("input", draw);
form.addEventListener("submit", (event) => event.preventDefault());
byId("register").hidden = !mayAct;
byId("register").addEventListener("click", () => {
  location.hash = placeOf("new", "hazard");
});
onLanguage(() => void load().then(() => panel.show()));

/** Look again, but never while somebody writes. */
async function again() {
  if (document.hidden) return;
  await load().catch(() => {});
}

try {
  if (session.has.site) {
    const floors = await api("GET", "/api/floors");
    siteId = floors.site;
    setZone(floors.timezone);
  }
  await load();
  await panel.show();
  setInterval(() => void again(), AGAIN_MS);
  addEventListener("focus", () => void again());
} catch (error) {
  if (!(error instanceof ApiError)) throw error;
  byId("board").replaceChildren(element("p", { role: "alert" }, error.message));
}
if (named().kind === "") byId("main").focus({ preventScroll: true });
document.documentElement.dataset.ready = "1";
