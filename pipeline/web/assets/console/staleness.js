// @ts-check
/**
 * Says when what the page shows is not what is: because nobody hears the server, or because nobody
 * watches. Both with the time since which it is so.
 *
 * @typedef {{at_s: number, watched_until_s: number | null, fresh: boolean, trouble: string | null}} Beat
 */
import { element } from "../planner/element.js";
import { word } from "../words.js";
import { spanTold, timeTold } from "./times.js";

export class Staleness {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    /** @type {import("../live.js").Silence | null} */
    this.silence = null;
    /** @type {Beat | null} */
    this.beat = null;
    setInterval(() => this.draw(), 1000);
  }

  /** @param {import("../live.js").Silence | null} silence */
  silent(silence) {
    const isNews = (silence === null) !== (this.silence === null);
    this.silence = silence;
    if (isNews || silence) this.draw();
  }

  /** Take in whether anybody watches. @param {Beat} beat */
  watched(beat) {
    this.beat = beat;
    this.draw();
  }

  /** @returns {string} what is wrong, nothing where all is well */
  get words() {
    if (this.silence) {
      const since_s = this.silence.since / 1000;
      const facts = { time: timeTold(since_s), span: spanTold(Date.now() / 1000 - since_s) };
      return word("console.stale.silent", facts);
    }
    if (!this.beat || this.beat.fresh) return "";
    if (this.beat.trouble) return word("console.stale.trouble", { why: this.beat.trouble });
    if (this.beat.watched_until_s === null) return word("console.stale.never");
    const facts = {
      time: timeTold(this.beat.watched_until_s, this.beat.at_s),
      span: spanTold(this.beat.at_s - this.beat.watched_until_s),
    };
    return word("console.stale.unwatched", facts);
  }

  draw() {
    const words = this.words;
    document.body.classList.toggle("is-stale", words !== "");
    this.host.hidden = words === "";
    // What is said already is not said again to whoever listens to the page.
    const kind = this.silence ? "silent" : words ? "unwatched" : "";
    if (this.host.dataset.kind !== kind) {
      this.host.dataset.kind = kind;
      this.host.replaceChildren(...(words ? [element("p", { role: "alert" }, words)] : []));
      return;
    }
    const told = this.host.querySelector("p");
    if (told && told.textContent !== words) told.replaceChildren(words);
  }
}
