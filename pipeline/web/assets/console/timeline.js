// @ts-check
/**
 * Events and faults, the newest first, as far as the filters let them through.
 *
 * @typedef {import("./state.js").State} State
 * @typedef {{type: "crowding" | "fault", id: string, kind: string, zone?: string, camera?: string, start_s: number,
 *   end_s: number | null, status?: string, peak_tier?: string, peak_count?: number, peak_s?: number,
 *   changes?: {t_s: number, tier: string}[], saturated?: boolean, saturated_s?: number, change: string,
 *   words: {zh: string, en: string}, names: {zh: string, en: string}, detail?: string, detail_zh?: string,
 *   chain: {number: number, revision: number, digest: string, erased: boolean}[],
 *   evidence: import("./evidence.js").File[], absent: Record<string, {zh: string, en: string}>, owed: boolean}} Told
 */
import { api } from "../api.js";
import { byId, element } from "../planner/element.js";
import { word } from "../words.js";
import { chip } from "./gates.js";
import { link } from "./panel.js";
import { dayTold, nameOf, spanTold, timeTold } from "./times.js";

const TIERS = ["blue", "yellow", "orange", "red"];

export class Timeline {
  /** @param {State} state */
  constructor(state) {
    this.state = state;
    /** @type {Told[]} */
    this.events = [];
    /** @type {{before_s: number, before: string} | null} */
    this.more = null;
    this.turn = 0;
    /** Events that came while others are loaded, null while none are. @type {Told[] | null} */
    this.meanwhile = null;
    this.list = byId("timeline");
    this.form = /** @type {HTMLFormElement} */ (byId("filters"));
    this.form.addEventListener("change", () => void this.load());
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("reset", () => setTimeout(() => void this.load()));
    byId("more").addEventListener("click", () => void this.#older());
    state.on("site", () => this.fillFilters());
  }

  /** Put the gates of the site, and words, into the filters. */
  fillFilters() {
    const gates = new Map(this.state.gates.map((gate) => [gate.gate, nameOf(gate.names)]));
    this.#choices("gate", [["", word("console.filter.all")], ...gates]);
    this.#choices("tier", [
      ["", word("console.filter.all")],
      ...TIERS.map((tier) => [tier, word(`console.tier.${tier}`)]),
    ]);
    this.#choices("sort", [
      ["", word("console.filter.all")],
      ...["crowding", "fault"].map((sort) => [sort, word(`console.sort.${sort}`)]),
    ]);
  }

  /** @param {string} name @param {string[][]} choices */
  #choices(name, choices) {
    const select = /** @type {HTMLSelectElement} */ (this.form.elements.namedItem(name));
    const chosen = select.value;
    select.replaceChildren(...choices.map(([value, words]) => element("option", { value }, words)));
    select.value = choices.some(([value]) => value === chosen) ? chosen : "";
  }

  /** @returns {Record<string, string>} what is asked for */
  get filters() {
    const given = new FormData(this.form);
    return Object.fromEntries([...given].map(([name, value]) => [name, String(value)]).filter(([, value]) => value));
  }

  /** Ask for events of one gate, or of one sort, from now on. @param {Record<string, string>} filters */
  filter(filters) {
    for (const name of ["gate", "tier", "day", "sort"]) {
      const field = /** @type {HTMLSelectElement | HTMLInputElement} */ (this.form.elements.namedItem(name));
      field.value = filters[name] ?? "";
    }
    void this.load();
    byId("timeline-heading").focus();
    byId("timeline-heading").scrollIntoView({ block: "start" });
  }

  /** Load what is asked for anew. */
  async load() {
    this.turn += 1;
    const turn = this.turn;
    this.meanwhile = [];
    try {
      const told = await api("GET", `/api/events?${new URLSearchParams(this.filters)}`);
      // Meanwhile something else may have been asked for.
      if (turn !== this.turn) return;
      this.events = told.events;
      this.more = told.more;
      for (const each of this.meanwhile) this.#put(each);
      this.draw();
    } finally {
      if (turn === this.turn) this.meanwhile = null;
    }
  }

  async #older() {
    const { more, turn } = this;
    if (!more) return;
    const asked = { ...this.filters, before_s: String(more.before_s), before: more.before };
    const told = await api("GET", `/api/events?${new URLSearchParams(asked)}`);
    // Meanwhile all may have been asked for anew, or these by another click.
    if (turn !== this.turn || more !== this.more) return;
    const known = new Set(this.events.map((each) => each.id));
    this.events = [...this.events, ...told.events.filter((/** @type {Told} */ each) => !known.has(each.id))];
    this.more = told.more;
    this.draw();
  }

  /** Take in an event that has just been recorded, or that has changed. @param {Told} told */
  take(told) {
    this.meanwhile?.push(told);
    this.#put(told);
    this.draw();
  }

  /** @param {Told} told */
  #put(told) {
    const others = this.events.filter((each) => each.id !== told.id);
    this.events = this.#asked(told) ? [told, ...others].sort((a, b) => b.start_s - a.start_s) : others;
  }

  /** @param {Told} told */
  #asked(told) {
    const { gate, tier, sort, day } = this.filters;
    const ofGate =
      !gate ||
      (told.zone ?? "").split("@")[0] === gate ||
      this.state.gates.some((each) => each.gate === gate && each.camera === told.camera);
    return (
      ofGate &&
      (!tier || told.peak_tier === tier) &&
      (!sort || told.type === sort) &&
      (!day || dayTold(told.start_s) === day)
    );
  }

  draw() {
    const focused = this.list.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
    const items = this.events.map((told) => this.#item(told));
    this.list.replaceChildren(
      ...(items.length ? items : [element("li", { class: "none" }, word("console.timeline.none"))]),
    );
    byId("more").hidden = !this.more;
    if (focused) /** @type {HTMLElement | null} */ (this.list.querySelector(`a[href="${focused}"]`))?.focus();
  }

  /** @param {Told} told */
  #item(told) {
    const now = this.state.at_s;
    const kept = told.evidence.filter(
      (file) => file.kind !== "manifest" && file.erased_s === null && file.lost_s === null,
    );
    const span =
      told.end_s === null
        ? word("console.lasting", { span: spanTold(now - told.start_s) })
        : spanTold(told.end_s - told.start_s);
    return element(
      "li",
      { class: `${told.type} ${told.end_s === null ? "is-open" : ""}` },
      element("time", { datetime: new Date(told.start_s * 1000).toISOString() }, timeTold(told.start_s, now)),
      told.type === "fault"
        ? element("span", { class: "chip fault" }, word("console.sort.fault"))
        : told.kind === "unexpected"
          ? element("span", { class: "chip unexpected" }, word("console.kind.unexpected"))
          : chip(told.peak_tier ?? "none"),
      element(
        "span",
        { class: "what" },
        link("event", told.id, `${nameOf(told.names)}${word("console.colon")}${nameOf(told.words)}`),
        element("small", {}, span, kept.length ? ` · ${word("console.evidence.count", { count: kept.length })}` : ""),
      ),
    );
  }
}
