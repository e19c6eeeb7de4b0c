// @ts-check
/**
 * What can be undone and done again: whole values, which share what did not change.
 * A drag is one entry, however often it moved.
 *
 * @template T
 */
export class History {
  /** @param {T} value @param {number} [most] how many steps back are kept */
  constructor(value, most = 200) {
    this.value = value;
    this.most = most;
    /** @type {{label: string, value: T}[]} */
    this.past = [];
    /** @type {{label: string, value: T}[]} */
    this.future = [];
    /** @type {{label: string, value: T} | null} */
    this.open = null;
  }

  /** Make one change that is an entry of its own.
   * @param {string} label @param {T} value */
  make(label, value) {
    this.commit();
    if (value === this.value) return;
    this.past.push({ label, value: this.value });
    if (this.past.length > this.most) this.past.shift();
    this.future = [];
    this.value = value;
  }

  /** Begin a change of many steps, such as a drag.
   * @param {string} label */
  begin(label) {
    this.commit();
    this.open = { label, value: this.value };
  }

  /** @param {T} value */
  live(value) {
    if (!this.open) throw new Error("nothing was begun");
    this.value = value;
  }

  /** End it as one entry; what came back to where it was leaves none. */
  commit() {
    const open = this.open;
    this.open = null;
    if (!open || open.value === this.value) return;
    const now = this.value;
    this.value = open.value;
    this.make(open.label, now);
  }

  /** End it as if it had never begun. */
  cancel() {
    if (this.open) this.value = this.open.value;
    this.open = null;
  }

  /** @returns {string | null} what was undone, or null where nothing is left */
  undo() {
    this.commit();
    return this.#step(this.past, this.future);
  }

  /** @returns {string | null} what was done again */
  redo() {
    this.commit();
    return this.#step(this.future, this.past);
  }

  /** @param {{label: string, value: T}[]} from @param {{label: string, value: T}[]} to */
  #step(from, to) {
    const entry = from.pop();
    if (!entry) return null;
    to.push({ label: entry.label, value: this.value });
    this.value = entry.value;
    return entry.label;
  }
}
