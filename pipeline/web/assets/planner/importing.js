// @ts-check
/**
 * Plans that are brought in: a drawing becomes floors, a picture an underlay.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./board.js").Board} Board
 * @typedef {import("./underlay.js").Underlay} Underlay
 * @typedef {import("./plan.js").Site} Site
 * @typedef {import("./plan.js").Floor} Floor
 */
import { ApiError, api } from "../api.js";
import { word } from "../words.js";
import { ask } from "./dialog.js";
import { freshId } from "./edits.js";
import { element } from "./element.js";

const PICTURE = /\.(png|jpe?g)$/i;
const UNITS = ["mm", "cm", "dm", "m", "in", "ft"];

export class Importing {
  /** @param {Desk} desk @param {Board} board @param {Underlay} underlay @param {(words: string) => void} say */
  constructor(desk, board, underlay, say) {
    this.desk = desk;
    this.board = board;
    this.underlay = underlay;
    this.say = say;
    /** What the plan shows and was imported as it is.
     * @type {{file: File, report: {unit_m: number, moved_m: number[]}, floors: Floor[]} | null} */
    this.last = null;
    this.isProvisional = false;
  }

  /** Bring in a file. @param {File} file */
  async take(file) {
    if (PICTURE.test(file.name)) return this.#picture(file);
    const told = await this.#read(file);
    if (told) await this.#place(told);
  }

  /** @param {File} file */
  async #picture(file) {
    const answer = await ask(
      word("planner.import.picture"),
      [element("p", {}, word("planner.import.picture.what"))],
      [
        { key: "planner.import.trace", value: "trace" },
        { key: "planner.import.underlay", value: "underlay", isMain: true },
      ],
    );
    if (answer === "underlay") await this.underlay.put(file);
    if (answer !== "trace") return;
    const told = await this.#read(file);
    if (told) await this.#place(told);
  }

  /** Have the server read a file; where it does not say its unit, ask for one and try again.
   * @param {File} file @param {string} [query] what is known of its scale @returns {Promise<any>} */
  async #read(file, query = "") {
    this.say(word("planner.import.reading", { name: file.name }));
    const headers = { "X-Filename": encodeURIComponent(file.name) };
    try {
      return { ...(await api("POST", `/api/plan/import${query}`, file, { headers })), file };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return this.#refused(file, error, query);
    }
  }

  /** Read what was imported once more, by distances that are known on the plan; false where it is not
   * what the plan shows any more. @param {{from: number[], to: number[], metres: number}[]} measures */
  async measured(measures) {
    const { last, desk } = this;
    if (!last || desk.site.floors !== last.floors) return false;
    const { unit_m, moved_m } = last.report;
    const there = (/** @type {number[]} */ at) => at.map((value, axis) => (value + moved_m[axis]) / unit_m);
    const query = measures.map(
      ({ from, to, metres }) => `measure=${[...there(from), ...there(to)].join(",")}%3D${metres}`,
    );
    const told = await this.#read(last.file, `?${query.join("&")}`);
    if (!told) return false;
    this.#put(told, told.site.floors, "planner.did.scale");
    return true;
  }

  /** @param {File} file @param {ApiError} error @param {string} query */
  async #refused(file, error, query) {
    const isOfUnit = error.status === 422 && /unit|单位/.test(error.message);
    if (!isOfUnit || query) {
      const problems = error.problems.map((each) => element("li", {}, `${each.where} ${each.message}`));
      await ask(
        word("planner.import.refused"),
        [
          element("p", {}, error.status ? error.message : word("planner.state.lost")),
          element("ul", {}, ...problems),
        ],
        [],
      );
      return null;
    }
    const select = element(
      "select",
      { id: "unit" },
      ...unitsOf(error.message).map(({ unit, words }) => element("option", { value: unit }, words)),
    );
    const content = [
      element("p", {}, word("planner.import.unit.what", { name: file.name })),
      element("label", { for: "unit" }, word("planner.import.unit")),
      select,
      element("p", { class: "quiet" }, word("planner.import.unit.later")),
    ];
    const answer = await ask(word("planner.import.unit.title"), content, [
      { key: "planner.import.go", value: "go", isMain: true },
    ]);
    if (answer !== "go") return null;
    this.isProvisional = true;
    return this.#read(file, `?unit=${select.value}`);
  }

  /** Put what was read in the place of the plan, or beside its floors. @param {any} told */
  async #place(told) {
    const imported = /** @type {Site} */ (told.site);
    const notes = notesOf(told.report).map((each) => element("li", {}, each));
    const counts = imported.floors.map((floor) =>
      element(
        "li",
        {},
        word("planner.import.floor", {
          id: floor.id,
          walls: floor.occluders?.length ?? 0,
          zones: (floor.zones?.length ?? 0) + (floor.prohibited?.length ?? 0),
        }),
      ),
    );
    const answer = await ask(
      word("planner.import.title"),
      [
        element("ul", {}, ...counts),
        notes.length ? element("ul", { class: "notes" }, ...notes) : element("span"),
      ],
      [
        { key: "planner.import.add", value: "add" },
        { key: "planner.import.replace", value: "replace", isMain: true },
      ],
    );
    if (!answer) return;
    const floors =
      answer === "add"
        ? [...this.desk.site.floors, ...renumbered(this.desk.site, imported.floors)]
        : imported.floors;
    const first = answer === "add" ? floors[this.desk.site.floors.length].id : floors[0].id;
    this.#put(told, floors, "planner.did.import");
    this.desk.show(first);
    this.board.fit();
    this.say(word("planner.import.did"));
    if (this.isProvisional) this.desk.take("scale");
    this.isProvisional = false;
  }

  /** @param {any} told @param {Floor[]} floors @param {string} did */
  #put(told, floors, did) {
    this.desk.make(did, { ...this.desk.site, floors });
    const isWhole = floors === told.site.floors;
    // As they stand on the desk now, where they may be rounded.
    const placed = this.desk.site.floors;
    this.last = isWhole ? { file: told.file, report: told.report, floors: placed } : null;
  }
}

/** Return floors under ids that nothing of the site bears. @param {Site} site @param {Floor[]} floors @returns {Floor[]} */
function renumbered(site, floors) {
  const taken = new Set(site.floors.map((floor) => floor.id));
  return floors.map((floor) => {
    const id = taken.has(floor.id) ? freshId(site, floor.id, taken) : floor.id;
    taken.add(id);
    return { ...floor, id };
  });
}

/** Return the units that a drawing may be in, each with how long its walls then are, as the refusal says.
 * @param {string} message @returns {{unit: string, words: string}[]} */
function unitsOf(message) {
  const told = [...message.matchAll(/--unit (\w+) \(([\d.]+) m\)/g)].map(([, unit, span]) => ({
    unit,
    words: word("planner.import.unit.span", { unit: word(`planner.unit.${unit}`), span }),
  }));
  return told.length ? told : UNITS.map((unit) => ({ unit, words: word(`planner.unit.${unit}`) }));
}

/** @param {any} report @returns {string[]} */
function notesOf(report) {
  const notes = report?.notes ?? [];
  return notes.map((/** @type {any} */ each) =>
    typeof each === "string" ? each : (each[document.documentElement.lang] ?? each.en ?? ""),
  );
}
