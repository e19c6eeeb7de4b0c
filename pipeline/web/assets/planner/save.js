// @ts-check
/**
 * Saves the plan to the site file: shows what will change, asks why, and where the file has changed
 * meanwhile lets the user join both, so that nobody's work is lost.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./plan.js").Site} Site
 */
import { ApiError, api } from "../api.js";
import { word } from "../words.js";
import { ask, say as tell } from "./dialog.js";
import { byId, element } from "./element.js";
import { merged, same } from "./merge.js";

export class Saving {
  /** @param {Desk} desk @param {(words: string) => void} say */
  constructor(desk, say) {
    this.desk = desk;
    this.say = say;
    /** @type {HTMLButtonElement} */
    this.button = byId("save");
    for (const topic of /** @type {const} */ (["site", "saved", "language"]))
      desk.on(topic, () => this.draw());
  }

  draw() {
    const isDone = same(this.desk.site, this.desk.base);
    this.button.disabled = isDone || this.desk.role !== "admin";
    this.button.title = this.desk.role === "admin" ? "" : word("planner.save.rights");
    this.button.classList.toggle("pending", !isDone);
    const state = byId("save-state");
    state.textContent = word(isDone ? "planner.save.done" : "planner.save.open");
    state.className = isDone ? "saved" : "unsaved";
  }

  async save() {
    if (this.button.disabled) return;
    const { site, revision } = this.desk;
    try {
      const told = await api("POST", "/api/site/diff", { revision, site });
      const reason = await this.#asked(told);
      if (reason === null) return;
      const saved = await api("PUT", "/api/site", { revision, site, reason });
      this.desk.saved(site, same(site, saved.site) ? site : saved.site, saved.revision);
      this.say(word("planner.save.did"));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      await this.#refused(error);
    }
  }

  /** Show the change and ask why it is made; null where it shall not be.
   * @param {{diff: string, has_comments: boolean}} told @returns {Promise<string | null>} */
  async #asked(told) {
    const reason = element("input", { id: "reason", type: "text", maxlength: 200, autofocus: true });
    const note =
      told.has_comments === false ? element("p", { class: "warn" }, word("planner.save.comments")) : null;
    const content = [
      element("label", { for: "reason" }, word("planner.save.reason")),
      reason,
      ...(note ? [note] : []),
      diffOf(told.diff),
    ];
    const answer = await ask(
      word("planner.save.title"),
      content,
      [{ key: "planner.save.confirm", value: "save", isMain: true }],
      { wide: true },
    );
    return answer === "save" ? reason.value.trim() : null;
  }

  /** @param {ApiError} error */
  async #refused(error) {
    if (error.status === 409) return this.#conflict(error);
    if (error.status === 0) return tell(word("planner.lost.title"), word("planner.lost.save"));
    const problems = error.problems.map((each) =>
      element("li", {}, element("strong", {}, each.where), ` ${each.message}`),
    );
    await ask(
      word("planner.save.refused"),
      [element("p", {}, error.message), element("ul", { class: "problems" }, ...problems)],
      [],
      { wide: true },
    );
  }

  /** @param {ApiError} error */
  async #conflict(error) {
    const told = /** @type {{site: Site, revision: string, diff: string}} */ (error.details);
    const { base, site } = this.desk;
    const joined = merged(base, site, told.site);
    const clashes = joined.clashes.map((path) => element("li", {}, path));
    const content = [
      element("p", {}, word("planner.conflict.what")),
      told.diff ? diffOf(told.diff) : null,
      clashes.length
        ? element(
            "div",
            { class: "warn" },
            word("planner.conflict.clashes"),
            element("ul", { class: "problems" }, ...clashes),
          )
        : element("p", { class: "good" }, word("planner.conflict.clean")),
    ].filter((each) => each !== null);
    const answer = await ask(
      word("planner.conflict.title"),
      content,
      [
        { key: "planner.conflict.theirs", value: "theirs", isDanger: true },
        { key: "planner.conflict.join", value: "join", isMain: true },
      ],
      { wide: true },
    );
    if (answer !== "theirs" && answer !== "join") return;
    this.desk.known(told.site, told.revision);
    // What was mine can be had again by undoing.
    this.desk.make("planner.did.join", answer === "theirs" ? told.site : joined.merged);
    this.say(word("planner.conflict.did"));
  }
}

/** Return a unified diff with its lines marked. @param {string} text */
export function diffOf(text) {
  const lines = text.split("\n").map((line) => {
    const kind = line.startsWith("+")
      ? "plus"
      : line.startsWith("-")
        ? "minus"
        : line.startsWith("@")
          ? "place"
          : "";
    return element("span", { class: kind }, `${line}\n`);
  });
  return element("pre", { class: "diff", tabindex: 0, "aria-label": word("planner.save.diff") }, ...lines);
}
