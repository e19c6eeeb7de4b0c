// @ts-check
/**
 * The exact numbers of the plan on the desk, which the server computes as `sightline audit` does.
 * They are asked for when something was let go, and when a drag rests; while they are on their way,
 * or the server is lost, the page shows its own "≈".
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./plan.js").Site} Site
 */
import { ApiError, api } from "../api.js";
import { camerasSince } from "./change.js";

const REST_MS = 300;
const WAITS_MS = [1000, 2000, 4000, 8000];

/** How long to wait before a lost server is asked again. @param {number} failures how many came before */
export const waitAfter_ms = (failures) => WAITS_MS[Math.min(failures, WAITS_MS.length - 1)];

export class Exact {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    /** @type {any} the last numbers that came */
    this.numbers = null;
    /** Numbers of plans that one may come back to by undoing. @type {WeakMap<Site, Map<string, any>>} */
    this.known = new WeakMap();
    /** @type {Site | null} the site that they are of */
    this.of = null;
    this.profile = "";
    /** The last plan that the server knows, by the name it gave it. @type {{site: Site, name: string} | null} */
    this.base = null;
    /** @type {ApiError | null} why there are none of the plan as it is */
    this.refused = null;
    this.failures = 0;
    /** @type {AbortController | null} */
    this.asking = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    desk.on("site", () => this.soon(0));
    desk.on("live", () => this.soon(REST_MS));
    desk.on("profile", () => this.soon(0));
  }

  /** Whether the numbers are those of the plan as it is. */
  get isExact() {
    return this.of === this.desk.site && this.profile === this.desk.profile;
  }

  /** The last numbers of the floor that is shown, or null. */
  get floor() {
    return this.numbers?.floors.find((/** @type {any} */ each) => each.id === this.desk.floorId) ?? null;
  }

  /** @param {number} wait_ms */
  soon(wait_ms) {
    clearTimeout(this.timer);
    // What was refused was another plan.
    this.refused = null;
    const { site, profile } = this.desk;
    const known = this.known.get(site)?.get(profile);
    if (known && !this.isExact) this.#take(known, site, profile);
    if (this.isExact) {
      this.asking?.abort();
      this.desk.tell("numbers");
      return;
    }
    if (wait_ms) this.timer = setTimeout(() => this.ask(), wait_ms);
    else void this.ask();
  }

  async ask() {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    const { site, profile } = this.desk;
    const answer = this.#asked(site, profile, asking.signal);
    // The server is at work by now.
    this.desk.tell("numbers");
    try {
      const told = await answer;
      // What is called off while it comes in comes as nothing.
      if (asking.signal.aborted) return;
      this.base = told.name ? { site, name: told.name } : null;
      this.#take(told.numbers, site, profile);
    } catch (error) {
      if (asking.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.#missed(error);
    }
  }

  /** Ask for the numbers of a plan: by what has changed of one that the server knows, or by all of it.
   * @param {Site} site @param {string} profile @param {AbortSignal} signal
   * @returns {Promise<{numbers: any, name: string}>} */
  async #asked(site, profile, signal) {
    const changes = this.base && camerasSince(this.base.site, site);
    if (!this.base || !changes) return told({ site, profile }, signal);
    try {
      return await told({ base: this.base.name, changes, profile }, signal);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) throw error;
      // The server has started anew, or forgotten the plan for those of others.
      this.base = null;
      return told({ site, profile }, signal);
    }
  }

  /** @param {any} numbers @param {Site} site @param {string} profile */
  #take(numbers, site, profile) {
    const ofSite = this.known.get(site) ?? new Map();
    this.known.set(site, ofSite.set(profile, numbers));
    this.numbers = numbers;
    this.of = site;
    this.profile = profile;
    this.refused = null;
    this.failures = 0;
    this.desk.tell("server", { isLost: false });
    this.desk.tell("numbers");
  }

  /** @param {ApiError} error */
  #missed(error) {
    const isLost = error.status === 0 || error.status >= 500 || error.status === 401;
    this.refused = isLost ? null : error;
    this.desk.tell("server", { isLost, error });
    this.desk.tell("numbers");
    if (!isLost) return;
    this.timer = setTimeout(() => this.ask(), waitAfter_ms(this.failures));
    this.failures += 1;
  }
}

/** @param {Record<string, any>} body @param {AbortSignal} signal
 * @returns {Promise<{numbers: any, name: string}>} */
async function told(body, signal) {
  /** @type {Response} */
  const answer = await api("POST", "/api/plan/numbers", body, { signal, stay: true, raw: true });
  const name = answer.headers.get("X-Sightline-Plan") ?? "";
  try {
    return { numbers: await answer.json(), name };
  } catch (error) {
    // It broke off on its way.
    throw new ApiError(0, String(error));
  }
}
