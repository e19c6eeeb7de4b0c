// @ts-check
/**
 * Work that is not saved, kept by the browser for each site, revision and page, so that a reload, a
 * crash or a server that starts anew loses nothing, and no page writes over what another has kept: a tab
 * that is loaded anew is another page, to which the work of the former is offered.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./plan.js").Site} Site
 * @typedef {{revision: string, base: Site, site: Site, at: number}} Draft
 */
import { word } from "../words.js";
import { merged, same } from "./merge.js";

const ROOT = "sightline.draft";
const TAB = "sightline.tab";
const WAIT_MS = 400;

export class Drafts {
  /** @param {Desk} desk @param {(words: string) => void} say */
  constructor(desk, say) {
    this.desk = desk;
    this.say = say;
    this.isFull = false;
    this.tab = freshTab();
    /** Tabs whose drafts are their own affair. @type {Set<string>} */
    this.alive = new Set();
    /** What waits to be taken or thrown away. @type {string | null} */
    this.offered = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    desk.on("site", () => this.#soon());
    desk.on("live", () => this.#soon());
    desk.on("saved", () => this.keep());
    addEventListener("pagehide", () => this.keep());
    addEventListener("beforeunload", (event) => {
      if (this.isFull && !same(desk.site, desk.base)) event.preventDefault();
    });
  }

  /** Make this page known to the others for as long as it is open. */
  async claim() {
    const { held = [] } = await navigator.locks.query();
    const own = `${TAB}/${this.tab}`;
    this.alive = new Set([own, ...held.map(({ name }) => name ?? "")]);
    void navigator.locks.request(own, () => new Promise(() => {}));
  }

  #soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), WAIT_MS);
  }

  /** Keep what is on the desk, or nothing where it is what the file holds. */
  keep() {
    clearTimeout(this.timer);
    const { site, base, revision } = this.desk;
    const key = `${this.#root}${revision}/${this.tab}`;
    try {
      for (const old of this.#keys()) {
        if (old.endsWith(`/${this.tab}`) && old !== key) localStorage.removeItem(old);
      }
      if (!same(site, base))
        localStorage.setItem(key, JSON.stringify({ revision, base, site, at: Date.now() }));
      else localStorage.removeItem(key);
    } catch {
      if (!this.isFull) this.say(word("planner.draft.full"));
      this.isFull = true;
    }
  }

  /** Return the latest draft of this site that differs from the file and of which no open tab takes
   * care, or null. @returns {Draft | null} */
  find() {
    /** @type {Draft | null} */
    let latest = null;
    for (const key of this.#loose()) {
      const draft = read(key);
      if (!draft || same(draft.site, this.desk.base) || (latest && latest.at > draft.at)) continue;
      latest = draft;
      this.offered = key;
    }
    return latest;
  }

  /** Put a draft on the desk, together with what the file and the desk have become meanwhile.
   * @param {Draft} draft @returns {string[]} where both had changed the same */
  take(draft) {
    const joined = merged(draft.base, draft.site, this.desk.site);
    this.desk.make("planner.did.restore", joined.merged);
    this.keep();
    // What could not be kept anew stays as it was found.
    if (!this.isFull) this.drop();
    return joined.clashes;
  }

  /** Throw away what was offered; what was not stays, and is offered another time. */
  drop() {
    if (this.offered) localStorage.removeItem(this.offered);
    this.offered = null;
  }

  get #root() {
    return `${ROOT}/${this.desk.base.id}/`;
  }

  #loose() {
    return this.#keys().filter((key) => !this.alive.has(`${TAB}/${key.slice(key.lastIndexOf("/") + 1)}`));
  }

  #keys() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(this.#root));
    } catch {
      return [];
    }
  }
}

function freshTab() {
  return Math.random().toString(36).slice(2, 10);
}

/** @param {string} key @returns {Draft | null} */
function read(key) {
  try {
    const draft = JSON.parse(localStorage.getItem(key) ?? "null");
    return draft?.site?.floors ? draft : null;
  } catch {
    return null;
  }
}
