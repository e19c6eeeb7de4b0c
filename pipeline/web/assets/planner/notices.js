// @ts-check
/**
 * What must be said above the page until it is answered or over: a lost server, work found again.
 *
 * @typedef {import("./desk.js").Desk} Desk
 */
import { language, word } from "../words.js";
import { byId, element } from "./element.js";

export class Notices {
  /** @param {Desk} desk @param {import("./draft.js").Drafts} drafts */
  constructor(desk, drafts) {
    this.desk = desk;
    this.drafts = drafts;
    this.box = byId("notices");
    /** @type {"reachable" | "lost" | "stranger"} */
    this.server = "reachable";
    /** @type {import("./draft.js").Draft | null} */
    this.draft = null;
    desk.on("server", (told) => this.#server(told));
    desk.on("language", () => this.draw());
  }

  /** Offer work that was not saved. @param {import("./draft.js").Draft} draft */
  offer(draft) {
    this.draft = draft;
    this.draw();
  }

  draw() {
    this.box.replaceChildren(...[this.#lost(), this.#found()].filter((each) => each !== null));
  }

  /** @param {{isLost: boolean, error?: import("../api.js").ApiError}} told */
  #server({ isLost, error }) {
    const now = error?.status === 401 ? "stranger" : isLost ? "lost" : "reachable";
    if (now === this.server) return;
    this.server = now;
    this.draw();
  }

  #lost() {
    if (this.server === "reachable") return null;
    if (this.server === "lost")
      return element("p", { class: "notice warn", id: "lost" }, word("planner.lost"));
    const here = encodeURIComponent(location.pathname + location.search);
    const login = element("a", { href: `/login?to=${here}` }, word("planner.stranger.login"));
    return element("p", { class: "notice warn" }, word("planner.stranger"), " ", login);
  }

  #found() {
    const { draft } = this;
    if (!draft) return null;
    const when = new Date(draft.at).toLocaleString(language() === "zh" ? "zh-CN" : "en-GB", {
      dateStyle: "short",
      timeStyle: "short",
    });
    const isOld = draft.revision !== this.desk.revision;
    const act = (/** @type {string} */ key, /** @type {() => void} */ done, /** @type {string} */ look) =>
      element("button", { type: "button", class: look, on: { click: done } }, word(key));
    return element(
      "p",
      { class: "notice", id: "found" },
      word(isOld ? "planner.draft.older" : "planner.draft.found", { when }),
      " ",
      act("planner.draft.take", () => this.#take(draft), "main"),
      act("planner.draft.drop", () => this.#drop(), ""),
    );
  }

  /** @param {import("./draft.js").Draft} draft */
  #take(draft) {
    this.draft = null;
    this.drafts.take(draft);
    this.draw();
  }

  #drop() {
    this.draft = null;
    this.drafts.drop();
    this.draw();
  }
}
