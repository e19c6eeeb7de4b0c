// @ts-check
/**
 * What the plan is held against.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {{id: string, name: {zh: string, en: string}}} Profile
 */
import { language } from "../words.js";
import { byId, element } from "./element.js";

export class ProfileChoice {
  /** @param {Desk} desk @param {Profile[]} profiles the server's own first */
  constructor(desk, profiles) {
    this.desk = desk;
    this.profiles = profiles;
    /** @type {HTMLSelectElement} */
    this.select = byId("profile");
    this.select.addEventListener("change", () => this.#choose());
    desk.on("language", () => this.draw());
    this.draw();
  }

  draw() {
    const { profile } = this.desk;
    const options = this.profiles.map(({ id, name }) =>
      element("option", { value: id, selected: id === profile }, name[language()]),
    );
    this.select.replaceChildren(...options);
  }

  #choose() {
    this.desk.profile = this.select.value;
    this.desk.tell("profile");
  }
}
