// @ts-check
/**
 * What the audit finds of the plan, the worst first; each leads to its place on the drawing.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./exact.js").Exact} Exact
 * @typedef {import("./board.js").Board} Board
 * @typedef {import("./plan.js").Point} Point
 */
import { language, word } from "../words.js";
import { byId, element } from "./element.js";
import { squareMetres } from "./figures.js";
import { boxAround, boundsOf } from "./plan.js";

const ORDER = ["violation", "not_evaluated", "notice"];

export class Findings {
  /** @param {Desk} desk @param {Exact} exact @param {Board} board @param {() => void} fix */
  constructor(desk, exact, board, fix) {
    this.desk = desk;
    this.exact = exact;
    this.board = board;
    this.fix = fix;
    this.panel = byId("panel-findings");
    this.badge = byId("findings-count");
    for (const topic of /** @type {const} */ (["numbers", "language", "floor"]))
      desk.on(topic, () => this.draw());
  }

  draw() {
    const { numbers, refused, isExact } = this.exact;
    this.badge.textContent = numbers ? String(numbers.summary.violations) : "";
    this.badge.hidden = !numbers?.summary.violations;
    if (this.panel.hidden) return;
    this.panel.classList.toggle("stale", !isExact);
    if (refused) this.panel.replaceChildren(...this.#refusal(refused));
    else if (numbers) this.panel.replaceChildren(...this.#head(numbers), this.#list(numbers));
    else this.panel.replaceChildren(element("p", { class: "quiet" }, word("planner.state.computing")));
  }

  /** @param {import("../api.js").ApiError} refused */
  #refusal(refused) {
    const problems = refused.problems.map((each) =>
      element(
        "li",
        {},
        element("strong", {}, each.where),
        ` ${each.message}`,
        each.remedy ? element("small", {}, each.remedy) : null,
      ),
    );
    return [
      element("p", { class: "bad" }, word("planner.refused")),
      element("p", {}, refused.message),
      element("ul", { class: "problems" }, ...problems),
    ];
  }

  /** @param {any} numbers */
  #head(numbers) {
    const { summary, verdict } = numbers;
    const words = word(verdict === "pass" ? "planner.verdict.pass" : "planner.verdict.fail");
    const fix = element(
      "button",
      { type: "button", class: "main", id: "fix", on: { click: () => this.fix() } },
      word("planner.fix"),
    );
    fix.disabled = !summary.blind_spots || this.desk.role === "viewer";
    return [
      element(
        "div",
        { class: `verdict ${verdict}` },
        element("strong", {}, words),
        element(
          "span",
          {},
          word("planner.findings.count", { violations: summary.violations, spots: summary.blind_spots }),
        ),
        fix,
      ),
    ];
  }

  /** @param {any} numbers */
  #list(numbers) {
    const findings = [...numbers.findings].sort(
      (a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity),
    );
    if (!findings.length) return element("p", { class: "good" }, word("planner.findings.none"));
    return element("ol", { class: "findings" }, ...findings.map((each) => this.#finding(each, numbers)));
  }

  /** @param {any} finding @param {any} numbers */
  #finding(finding, numbers) {
    const message = finding.messages?.[language()] ?? finding.message;
    const spots = spotsOf(finding, numbers);
    const go = element(
      "button",
      { type: "button", class: "link", on: { click: () => this.goTo(finding) } },
      message,
    );
    const marks = spots.map(({ spot, number, floorId }) => this.#spot(spot, number, floorId));
    return element(
      "li",
      { class: `is-${finding.severity}`, "data-finding": finding.id },
      element("span", { class: "severity" }, word(`planner.severity.${finding.severity}`)),
      element("span", { class: "id" }, finding.clause),
      go,
      marks.length ? element("div", { class: "row spots" }, ...marks) : null,
    );
  }

  /** @param {any} spot @param {number} number @param {string} floorId */
  #spot(spot, number, floorId) {
    const label = word("planner.spot", {
      number,
      area: squareMetres(spot.area_m2),
      cause: word(`planner.cause.${spot.cause}`),
    });
    const show = () => this.#fly(floorId, spot.ring);
    return element(
      "button",
      { type: "button", class: "disc-button", "aria-label": label, title: label, on: { click: show } },
      number,
    );
  }

  /** Fly to where a finding is: its first blind spot, its zone, its camera, or its floor.
   * @param {any} finding */
  goTo(finding) {
    const [first] = spotsOf(finding, this.exact.numbers);
    if (first) return this.#fly(first.floorId, first.spot.ring);
    const [floorId, id] = finding.where.split("/");
    const floor = this.desk.site.floors.find((each) => each.id === floorId);
    if (!floor) return;
    this.desk.show(floorId);
    const area = [...(floor.zones ?? []), ...(floor.prohibited ?? [])].find((each) => each.id === id);
    if (area) return this.#fly(floorId, area.ring);
    const camera = (floor.cameras ?? []).find((each) => each.id === id);
    if (!camera) return this.board.flyTo(boundsOf(floor));
    this.desk.select({ list: "cameras", id });
    this.#fly(floorId, [camera.position]);
  }

  /** @param {string} floorId @param {Point[]} ring */
  #fly(floorId, ring) {
    this.desk.show(floorId);
    this.board.flyTo(boxAround(ring));
    this.board.flash(ring);
  }
}

/** Return the blind spots of a finding with their numbers on the drawing.
 * @param {any} finding @param {any} numbers @returns {{spot: any, number: number, floorId: string}[]} */
function spotsOf(finding, numbers) {
  const wanted = new Set(finding.blind_spots ?? []);
  return numbers.floors.flatMap((/** @type {any} */ floor) =>
    floor.blind_spots
      .map((/** @type {any} */ spot, /** @type {number} */ at) => ({
        spot,
        number: at + 1,
        floorId: floor.id,
      }))
      .filter((/** @type {any} */ each) => wanted.has(each.spot.id)),
  );
}
