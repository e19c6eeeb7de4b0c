// @ts-check
/**
 * Work that is not saved, kept by the browser for each site and revision, so that a reload, a crash or
 * a server that starts anew loses nothing.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./plan.js").Site} Site
 * @typedef {{revision: string, base: Site, site: Site, at: number}} Draft
 */
import { word } from "../words.js";
import { merged, same } from "./merge.js";

const ROOT = "sightline.draft";
const WAIT_MS = 400;

export class Drafts {
  /** @param {Desk} desk @param {(words: string) => void} say */
  constructor(desk, say) {
    this.desk = desk;
    this.say = say;
    this.isFull = false;
    /** Whether an older draft waits to be taken or thrown away; it is not written over until then. */
    this.isOffered = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    desk.on("site", () => this.#soon());
    desk.on("live", () => this.#soon());
    desk.on("saved", () => this.keep());
    addEventListener("pagehide", () => this.keep());
  }

  #soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), WAIT_MS);
  }

  /** Keep what is on the desk, or nothing where it is what the file holds. */
  keep() {
    clearTimeout(this.timer);
    const { site, base, revision } = this.desk;
    try {
      if (same(site, base)) {
        if (!this.isOffered) localStorage.removeItem(this.#key(revision));
      } else {
        /** @type {Draft} */
        const draft = { revision, base, site, at: Date.now() };
        localStorage.setItem(this.#key(revision), JSON.stringify(draft));
        this.isOffered = false;
      }
    } catch {
      if (!this.isFull) this.say(word("planner.draft.full"));
      this.isFull = true;
    }
  }

  /** Return the latest draft of this site that differs from the file, or null. @returns {Draft | null} */
  find() {
    /** @type {Draft | null} */
    let latest = null;
    for (const key of this.#keys()) {
      const draft = read(key);
      if (draft && !same(draft.site, this.desk.base) && (!latest || draft.at > latest.at)) latest = draft;
    }
    this.isOffered = latest !== null;
    return latest;
  }

  /** Put a draft on the desk, together with what the file has become meanwhile.
   * @param {Draft} draft @returns {string[]} where both had changed the same */
  take(draft) {
    this.isOffered = false;
    const { base, revision } = this.desk;
    const joined =
      draft.revision === revision
        ? { merged: draft.site, clashes: [] }
        : merged(draft.base, draft.site, base);
    this.desk.make("planner.did.restore", joined.merged);
    if (draft.revision !== revision) localStorage.removeItem(this.#key(draft.revision));
    return joined.clashes;
  }

  /** Throw all drafts of this site away. */
  drop() {
    this.isOffered = false;
    for (const key of this.#keys()) localStorage.removeItem(key);
  }

  /** @param {string} revision */
  #key(revision) {
    return `${ROOT}/${this.desk.base.id}/${revision}`;
  }

  #keys() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(`${ROOT}/${this.desk.base.id}/`));
    } catch {
      return [];
    }
  }
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
