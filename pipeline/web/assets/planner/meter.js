// @ts-check
/**
 * The figures at the head of the panel: covered as drawn, covered for sure, blind spots, cost.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./estimate.js").Estimate} Estimate
 * @typedef {import("./exact.js").Exact} Exact
 */
import { word } from "../words.js";
import { byId, put, write } from "./element.js";
import { percent, squareMetres } from "./figures.js";

export class Meter {
  /** @param {Desk} desk @param {Estimate} estimate @param {Exact} exact */
  constructor(desk, estimate, exact) {
    this.desk = desk;
    this.estimate = estimate;
    this.exact = exact;
    this.box = byId("meter");
    this.bar = /** @type {HTMLElement} */ (this.box.querySelector(".bar"));
    this.nominal = byId("nominal");
    this.guaranteed = byId("guaranteed");
    this.spots = byId("spots");
    this.state = byId("state");
    this.required = byId("required");
    desk.on("estimate", () => this.#about());
    desk.on("numbers", () => this.#exactly());
    desk.on("live", () => this.#exactly());
    desk.on("floor", () => this.#about());
    desk.on("server", (told) => this.#server(told));
    desk.on("language", () => {
      this.#exactly();
      this.#about();
    });
    this.isLost = false;
  }

  /** Show the browser's own share of the floor, unless the exact one of this plan is there. */
  #about() {
    if (this.exact.isExact) return this.#exactly();
    const share = this.estimate.share();
    write(this.nominal, share === null ? "–" : `≈ ${percent(share)} %`);
    this.bar.style.setProperty("--nominal", String(share ?? 0));
  }

  #exactly() {
    const { isExact, numbers, refused } = this.exact;
    this.box.classList.toggle("about", !isExact);
    this.#state(isExact, refused?.message);
    if (!isExact || !numbers) return;
    const { summary } = numbers;
    write(this.nominal, `${percent(summary.nominal_pct)} %`);
    write(this.guaranteed, `${percent(summary.covered_pct)} %`);
    this.guaranteed.dataset.value = String(summary.covered_pct);
    this.nominal.dataset.value = String(summary.nominal_pct);
    this.bar.style.setProperty("--nominal", String(summary.nominal_pct));
    this.bar.style.setProperty("--guaranteed", String(summary.covered_pct));
    write(this.spots, String(summary.blind_spots));
    this.spots.classList.toggle("bad", summary.blind_spots > 0);
    write(this.required, `${squareMetres(summary.required_m2)} m²`);
  }

  /** @param {boolean} isExact @param {string | undefined} refused */
  #state(isExact, refused) {
    const key = isExact ? "exact" : this.isLost ? "lost" : refused ? "refused" : "computing";
    write(this.state, word(`planner.state.${key}`));
    put(this.state, "title", refused ?? "");
    put(this.state, "class", `state ${key}`);
  }

  /** @param {{isLost: boolean}} told */
  #server({ isLost }) {
    this.isLost = isLost;
    this.#exactly();
  }
}
