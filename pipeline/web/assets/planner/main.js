// @ts-check
/** Puts the planner together: fetches the site, and gives each part of the page what it works on. */
import { ApiError, api } from "../api.js";
import { THEMES, theme, wear } from "../theme.js";
import { language, onLanguage, speak, speakAs, translate, word } from "../words.js";
import { AddTool } from "./add_tool.js";
import { Board } from "./board.js";
import { CameraDrawing } from "./camera_drawing.js";
import { catalogue } from "./catalogue.js";
import { Corners } from "./corners.js";
import { CostFigure } from "./cost_figure.js";
import { CoverageDrawing } from "./coverage_drawing.js";
import { Desk } from "./desk.js";
import { Drafts } from "./draft.js";
import { DrawTool } from "./draw_tool.js";
import { Editing } from "./editing.js";
import { byId, write } from "./element.js";
import { Estimate } from "./estimate.js";
import { Exact } from "./exact.js";
import { Findings } from "./findings.js";
import { FloorDrawing } from "./floor_drawing.js";
import { FloorTabs } from "./floor_tabs.js";
import { Gestures } from "./gestures.js";
import { Handles } from "./handles.js";
import { takeFiles } from "./import_drop.js";
import { ItemPanel } from "./item_panel.js";
import { Keys } from "./keys.js";
import { Meter } from "./meter.js";
import { Notices } from "./notices.js";
import { boxAround, chosen, corners, nameOf } from "./plan.js";
import { ProfileChoice } from "./profile_choice.js";
import { Saving } from "./save.js";
import { ScaleTool } from "./scale_tool.js";
import { SelectTool } from "./select_tool.js";
import { choose, tabList } from "./tabs.js";
import { Underlay } from "./underlay.js";
import { WhoTool } from "./who_tool.js";

/** @param {string} words */
function say(words) {
  byId("said").textContent = words;
}

/** @param {Desk} desk @param {import("./catalogue.js").CameraClass[]} classes
 * @param {import("./profile_choice.js").Profile[]} profiles */
function assemble(desk, classes, profiles) {
  const board = new Board(desk);
  // First of all who hear of a change: the server begins while the page is still drawing.
  const exact = new Exact(desk);
  const estimate = new Estimate(desk);
  const editing = new Editing(desk, say);
  new FloorDrawing(desk, board).draw(true);
  const cameras = new CameraDrawing(desk, board, estimate);
  cameras.draw();
  new CoverageDrawing(desk, board, estimate, exact);
  const handles = new Handles(desk, board);
  const bends = new Corners(desk, board);
  const underlay = new Underlay(desk, board, say);
  const fixing = once(async () => new (await import("./fix.js")).Fixing(desk, board, say));
  const fix = async () => (await fixing()).ask();
  const drafts = new Drafts(desk, say);
  const notices = new Notices(desk, drafts);
  // Nobody points at a camera before the page is there.
  void import("./failure.js").then(({ Failure }) => new Failure(desk, board, estimate, exact));
  new Meter(desk, estimate, exact);
  new CostFigure(desk, classes);
  new ProfileChoice(desk, profiles);
  new FloorTabs(desk).draw();
  new ItemPanel(desk, exact, editing, classes).draw();
  const saving = new Saving(desk, say);

  /** @param {import("./plan.js").ListName} list @param {string} id */
  const reveal = (list, id) => {
    desk.take("select");
    desk.select({ list, id });
    const thing = chosen(desk.floor, { list, id });
    if (!thing) return;
    const drawn = corners(thing);
    if ("position" in thing) board.reveal(/** @type {[number, number]} */ (thing.position));
    else if (drawn) board.flyTo(boxAround(drawn.points), 20);
  };
  const findings = new Findings(desk, exact, board, () => void fix());
  panels({
    findings: async () => findings,
    cameras: once(async () => {
      const { CameraTable } = await import("./camera_table.js");
      return new CameraTable(desk, (id) => reveal("cameras", id));
    }),
    things: once(async () => new (await import("./things_list.js")).ThingsList(desk, reveal)),
    layers: once(async () => new (await import("./layers.js")).Layers(desk, board)),
  });

  const gestures = new Gestures(desk, board);
  gestures.add("select", new SelectTool(desk, board, estimate, handles, bends));
  gestures.add("camera", new AddTool(desk, board, estimate, editing, classes));
  for (const what of /** @type {const} */ (["wall", "zone", "gate", "prohibited"]))
    gestures.add(what, new DrawTool(desk, board, what, say));
  gestures.add("who", new WhoTool(desk, board, estimate, (id) => reveal("cameras", id), say));
  const importing = once(
    async () => new (await import("./importing.js")).Importing(desk, board, underlay, say),
  );
  takeFiles(async (file) => (await importing()).take(file));
  const imported = {
    measured: async (/** @type {any[]} */ measures) => (await importing()).measured(measures),
  };
  gestures.add("scale", new ScaleTool(desk, board, underlay, imported, say));

  const printing = once(async () => new (await import("./print.js")).Printing(desk, board, exact, classes));
  const commands = {
    undo: () => stepped(desk.undo(), "planner.undone"),
    redo: () => stepped(desk.redo(), "planner.redone"),
    save: () => void saving.save(),
    fix: () => void fix(),
    help: async () => (await import("./help.js")).help(),
  };
  new Keys({ desk, board, editing, gestures, handles, corners: bends, commands });
  buttons(desk, board, commands, async () => (await printing()).ask());

  board.fit();
  desk.on("floor", () => board.fitIfElse());
  saving.draw();
  void estimate.ask();
  exact.soon(0);
  void underlay.load();
  void drafts.claim().then(() => {
    const draft = drafts.find();
    if (draft) notices.offer(draft);
  });
}

/** Return what makes something when it is first asked for, and gives the same from then on.
 * @template T @param {() => Promise<T>} make @returns {() => Promise<T>} */
function once(make) {
  /** @type {Promise<T> | null} */
  let made = null;
  return () => (made ??= make());
}

/** @param {string | null} label @param {string} key */
function stepped(label, key) {
  if (label) say(word(key, { what: word(label) }));
}

/** Have the tabs of the panel show their parts, which draw themselves when they are seen.
 * @param {Record<string, () => Promise<{draw: () => void}>>} parts by the ends of their ids */
function panels(parts) {
  const list = byId("tabs");
  tabList(list, async (tab) => {
    choose(list, tab);
    const part = await parts[tab.id.slice("tab-".length)]?.();
    part?.draw();
  });
}

/** @param {Desk} desk @param {Board} board @param {Record<"undo" | "redo" | "save" | "help", () => void>} commands
 * @param {() => void} print */
function buttons(desk, board, commands, print) {
  for (const name of /** @type {const} */ (["undo", "redo", "save", "help"]))
    byId(name).addEventListener("click", commands[name]);
  byId("print").addEventListener("click", print);
  const zoom = (/** @type {number} */ factor) => {
    board.view.zoom(board.view.width / 2, board.view.height / 2, factor);
    board.place();
  };
  byId("zoom-in").addEventListener("click", () => zoom(1.25));
  byId("zoom-out").addEventListener("click", () => zoom(0.8));
  byId("zoom-fit").addEventListener("click", () => board.fit());
  const tools = /** @type {HTMLButtonElement[]} */ ([
    ...document.querySelectorAll("[data-tool]:not(#board)"),
  ]);
  for (const tool of tools) tool.addEventListener("click", () => desk.take(tool.dataset.tool ?? "select"));
  const mark = () => {
    for (const tool of tools) tool.setAttribute("aria-pressed", String(tool.dataset.tool === desk.tool));
  };
  desk.on("tool", mark);
  const histories = () => {
    byId("undo").toggleAttribute("disabled", !desk.history.past.length);
    byId("redo").toggleAttribute("disabled", !desk.history.future.length);
  };
  desk.on("site", histories);
  const spot = byId("spot");
  board.root.addEventListener("pointermove", (event) => {
    const [x, y] = board.spot(event);
    write(spot, `${x.toFixed(1)}, ${y.toFixed(1)} m`);
  });
}

/** @param {Desk | null} desk */
function settings(desk) {
  byId("speak").addEventListener("click", () => speak(language() === "zh" ? "en" : "zh"));
  /** @type {HTMLSelectElement} */
  const select = byId("theme");
  select.value = /** @type {readonly string[]} */ (THEMES).includes(theme()) ? theme() : "auto";
  select.addEventListener("change", () => wear(select.value));
  const name = () => {
    byId("speak").lang = language() === "zh" ? "en" : "zh";
    if (!desk) return;
    byId("site-name").textContent = nameOf(desk.site, language());
    document.title = `${nameOf(desk.site, language())} · Sightline`;
  };
  onLanguage(() => {
    name();
    desk?.tell("language");
  });
  name();
}

async function start() {
  translate();
  try {
    const [session, told, classes, offered] = await Promise.all([
      api("GET", "/api/session"),
      api("GET", "/api/site"),
      catalogue(),
      api("GET", "/api/profiles"),
    ]);
    await speakAs(session.lang);
    const desk = new Desk(told.site, told.revision, session.role);
    desk.profile = session.profile ?? desk.profile;
    settings(desk);
    assemble(desk, classes, offered.profiles);
    document.body.classList.add("ready");
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    settings(null);
    if (error.status !== 401)
      byId("notices").textContent = error.status ? error.message : word("planner.lost");
  }
}

void start();
