// @ts-check
/**
 * "Fix it": the server places cameras so that nothing stays blind, the board shows what would change,
 * and the user takes it or leaves it.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./board.js").Board} Board
 * @typedef {import("./plan.js").Camera} Camera
 * @typedef {import("./plan.js").Site} Site
 * @typedef {{camera: string, kind: string, words: string | {zh: string, en: string}, cost?: number}} Change
 */
import { ApiError, api } from "../api.js";
import { language, word } from "../words.js";
import { camerasOf } from "./cost.js";
import { ask } from "./dialog.js";
import { byId, element, shape } from "./element.js";
import { CAMERA_SIGN, lineData } from "./path_data.js";

export class Fixing {
  /** @param {Desk} desk @param {Board} board @param {(words: string) => void} say */
  constructor(desk, board, say) {
    this.desk = desk;
    this.board = board;
    this.say = say;
    this.box = byId("proposal");
    /** @type {SVGGElement[]} */
    this.ghosts = [];
    /** @type {AbortController | null} */
    this.asking = null;
    /** @type {{of: Site, site: Site, changes: Change[], proof: any} | null} */
    this.proposal = null;
    desk.on("site", () => this.proposal && this.proposal.of !== this.desk.site && this.leave());
    desk.on("language", () => this.proposal && this.#show());
    desk.on("floor", () => this.proposal && this.#show());
  }

  /** Ask for a placement that closes all gaps. */
  async ask() {
    this.leave();
    const { site, profile } = this.desk;
    const asking = new AbortController();
    this.asking = asking;
    this.#wait();
    try {
      const told = await api("POST", "/api/plan/place", { site, profile }, { signal: asking.signal });
      if (asking.signal.aborted) return;
      if (!told || this.desk.site !== site) return this.leave();
      this.proposal = { of: site, ...told };
      this.#show();
      this.say(word("planner.fix.ready", { count: told.changes.length }));
    } catch (error) {
      // Whoever called it off has cleared up, and may be asking anew.
      if (asking.signal.aborted) return;
      this.leave();
      if (!(error instanceof ApiError)) throw error;
      await ask(
        word("planner.fix"),
        [element("p", {}, error.status ? error.message : word("planner.state.lost"))],
        [],
      );
    }
  }

  take() {
    const { proposal } = this;
    if (!proposal) return;
    this.leave();
    this.desk.make("planner.did.fix", proposal.site);
    this.say(word("planner.fix.taken", { count: proposal.changes.length }));
  }

  leave() {
    this.asking?.abort();
    this.asking = null;
    this.proposal = null;
    this.box.hidden = true;
    this.#clear();
  }

  #wait() {
    this.box.hidden = false;
    this.box.replaceChildren(
      element("p", { class: "busy" }, word("planner.fix.wait")),
      element("button", { type: "button", on: { click: () => this.leave() } }, word("planner.cancel")),
    );
  }

  #show() {
    const { proposal } = this;
    if (!proposal) return;
    this.#clear();
    this.#draw(proposal.site);
    const { changes } = proposal;
    const items = changes.map((each) =>
      element(
        "li",
        {},
        wordsOf(each),
        each.cost ? element("span", { class: "quiet" }, ` ${each.cost.toFixed(1)}`) : null,
      ),
    );
    const take = element(
      "button",
      { type: "button", class: "main", id: "take-fix", on: { click: () => this.take() } },
      word("planner.fix.take"),
    );
    this.box.hidden = false;
    this.box.replaceChildren(
      element("h3", {}, word("planner.fix.title", { count: changes.length })),
      element("ol", {}, ...items),
      ...(changes.length ? [] : [element("p", {}, word("planner.fix.none"))]),
      element("p", { class: "quiet" }, this.#proof(proposal.proof)),
      element(
        "div",
        { class: "row" },
        element("button", { type: "button", on: { click: () => this.leave() } }, word("planner.fix.leave")),
        changes.length ? take : null,
      ),
    );
    if (changes.length) take.focus({ preventScroll: true });
  }

  /** @param {any} proof */
  #proof(proof) {
    if (!proof) return "";
    return word("planner.fix.proof", {
      cameras: proof.cameras ?? "–",
      bound: shortened(proof.bound),
      gap: shortened(proof.gap),
    });
  }

  /** Draw cameras as they would hang, and what they leave, on the floor that is shown. @param {Site} site */
  #draw(site) {
    const was = new Map(camerasOf(this.desk.site).map((camera) => [camera.id, camera]));
    const floor = site.floors.find((each) => each.id === this.desk.floorId);
    for (const camera of floor?.cameras ?? []) {
      const old = was.get(camera.id);
      if (old && poseKey(old) === poseKey(camera)) continue;
      this.#ghost(camera, old ? "turned" : "added");
      if (old)
        this.board.layers.ghost.append(
          shape("path", { class: "ghost-way", d: lineData([old.position, camera.position]) }),
        );
    }
  }

  /** @param {Camera} camera @param {string} kind */
  #ghost(camera, kind) {
    const body = shape("path", { d: CAMERA_SIGN, transform: `rotate(${-camera.pan_deg})` });
    const ghost = shape("g", { class: `ghost-camera ${kind}` }, shape("circle", { r: 14 }), body);
    this.board.layers.ghost.append(ghost);
    this.board.stand(ghost, camera.position);
    this.ghosts.push(ghost);
  }

  #clear() {
    for (const ghost of this.ghosts) this.board.remove(ghost);
    this.ghosts = [];
    for (const way of this.board.layers.ghost.querySelectorAll(".ghost-way")) way.remove();
  }
}

/** @param {Change} change */
function wordsOf({ words }) {
  return typeof words === "string" ? words : words[language()];
}

/** @param {Camera} camera */
const poseKey = (camera) =>
  JSON.stringify([
    camera.position,
    camera.height_m,
    camera.pan_deg,
    camera.tilt_deg,
    camera.hfov_deg,
    camera.lens,
  ]);

/** @param {unknown} value */
const shortened = (value) => (typeof value === "number" ? String(Math.round(value * 100) / 100) : "–");
