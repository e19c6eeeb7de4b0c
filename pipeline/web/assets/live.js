// @ts-check
/**
 * Listens to what a server tells as it happens, over connections that break.
 *
 * Whatever was told last has an id, and a new connection goes on behind it, so that no event is left
 * out. New connections are tried after ever longer waits of random length, so that a server that
 * comes back is not run over by all its pages at once.
 *
 * @typedef {{name: string, id: string, data: any}} Message
 * @typedef {{since: number, retry_ms: number | null}} Silence since when nothing was heard (Unix ms),
 *   and in how long it is tried again, null where a connection stands that says nothing
 */
import { api } from "./api.js";

const NAMES = ["gates", "health", "today", "event", "reset", "heartbeat"];
/** A server is heard of every five seconds; of one that misses two beats nobody knows anything. */
const SILENT_MS = 12_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** A page that nobody looks at gives its connection back after so long: a browser has but six. */
const HIDDEN_MS = 60_000;

/** Return how long to wait before the n-th try: twice as long each time, and by chance up to half less.
 * @param {number} tries @param {number} [chance] from 0 to 1 */
export function waitMs(tries, chance = Math.random()) {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries) * (1 - chance / 2);
}

/**
 * Listen until the returned function is called.
 *
 * @param {string} path @param {(message: Message) => void} onMessage
 * @param {(silence: Silence | null) => void} onStale called when nothing is heard, and with null once it is
 * @param {{after?: string, silent_ms?: number}} [options] `after` is the id of what is known already
 * @returns {() => void}
 */
export function listen(path, onMessage, onStale, options = {}) {
  const ear = new Ear(path, onMessage, onStale, options.after ?? "", options.silent_ms ?? SILENT_MS);
  ear.open();
  return () => ear.end();
}

class Ear {
  /** @param {string} path @param {(message: Message) => void} onMessage
   * @param {(silence: Silence | null) => void} onStale @param {string} after @param {number} silent_ms */
  constructor(path, onMessage, onStale, after, silent_ms) {
    this.path = path;
    this.onMessage = onMessage;
    this.onStale = onStale;
    this.last = after;
    this.silent_ms = silent_ms;
    this.heard = Date.now();
    this.tries = 0;
    this.isOver = false;
    /** @type {EventSource | null} */
    this.source = null;
    /** @type {number | undefined} */
    this.retry = undefined;
    /** @type {number | undefined} */
    this.hidden = undefined;
    this.watch = setInterval(() => this.#check(), 1000);
    this.onVisible = () => this.#visibility();
    this.onLine = () => this.#again();
    document.addEventListener("visibilitychange", this.onVisible);
    addEventListener("online", this.onLine);
  }

  open() {
    clearTimeout(this.retry);
    this.retry = undefined;
    this.source?.close();
    const source = new EventSource(this.last ? `${this.path}?after=${encodeURIComponent(this.last)}` : this.path);
    this.source = source;
    for (const name of NAMES) {
      source.addEventListener(name, (event) => this.#hear(name, /** @type {MessageEvent} */ (event)));
    }
    source.onerror = () => {
      if (this.source === source) this.#lost();
    };
  }

  end() {
    this.isOver = true;
    this.#close();
    clearInterval(this.watch);
    clearTimeout(this.hidden);
    document.removeEventListener("visibilitychange", this.onVisible);
    removeEventListener("online", this.onLine);
  }

  /** @param {string} name @param {MessageEvent} event */
  #hear(name, event) {
    this.heard = Date.now();
    this.tries = 0;
    if (event.lastEventId) this.last = event.lastEventId;
    this.onStale(null);
    this.onMessage({ name, id: event.lastEventId, data: JSON.parse(event.data) });
  }

  #close() {
    clearTimeout(this.retry);
    this.retry = undefined;
    this.source?.close();
    this.source = null;
  }

  #lost() {
    this.#close();
    if (this.isOver) return;
    const wait = waitMs(this.tries);
    this.tries += 1;
    this.onStale({ since: this.heard, retry_ms: wait });
    this.retry = setTimeout(() => this.#ask(), wait);
  }

  /** Ask who one is first: whose session is over is led to where one logs in. */
  async #ask() {
    try {
      await api("GET", "/api/session");
    } catch {
      this.#lost();
      return;
    }
    if (!this.isOver) this.open();
  }

  #again() {
    if (this.isOver || this.retry === undefined) return;
    clearTimeout(this.retry);
    void this.#ask();
  }

  #check() {
    if (this.source === null || Date.now() - this.heard < this.silent_ms) return;
    // A connection that stands and says nothing is none.
    this.#lost();
  }

  #visibility() {
    clearTimeout(this.hidden);
    if (document.hidden) {
      this.hidden = setTimeout(() => this.#close(), HIDDEN_MS);
    } else if (this.source === null && this.retry === undefined) {
      this.heard = Date.now();
      this.open();
    }
  }
}
