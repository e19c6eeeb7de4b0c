// @ts-check
/**
 * What the plan is held against.
 *
 * @typedef {import("./desk.js").Desk} Desk
 */
import { isKnown, word } from "../words.js";
import { byId, element } from "./element.js";

/** Profiles that ship. */
const PROFILES = [
  "full-coverage",
  "gbt29315-2022",
  "gbt29315-2012",
  "iec-2025",
  "anti-terror",
  "kindergarten",
];

export class ProfileChoice {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    /** @type {HTMLSelectElement} */
    this.select = byId("profile");
    this.select.addEventListener("change", () => this.#choose());
    desk.on("language", () => this.draw());
    this.draw();
  }

  draw() {
    const { profile } = this.desk;
    const ids = PROFILES.includes(profile) ? PROFILES : [profile, ...PROFILES];
    const options = ids.map((id) =>
      element(
        "option",
        { value: id, selected: id === profile },
        isKnown(`profile.${id}`) ? word(`profile.${id}`) : id,
      ),
    );
    this.select.replaceChildren(...options);
  }

  #choose() {
    this.desk.profile = this.select.value;
    this.desk.tell("profile");
  }
}
