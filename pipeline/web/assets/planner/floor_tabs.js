// @ts-check
/**
 * The floors of the site as tabs.
 *
 * @typedef {import("./desk.js").Desk} Desk
 */
import { language } from "../words.js";
import { byId, element } from "./element.js";
import { nameOf } from "./plan.js";
import { tabList } from "./tabs.js";

export class FloorTabs {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.list = byId("floors");
    tabList(this.list, (tab) => desk.show(tab.dataset.floor ?? ""));
    for (const topic of /** @type {const} */ (["site", "floor", "language"]))
      desk.on(topic, () => this.draw());
  }

  draw() {
    const hadFocus = this.list.contains(document.activeElement);
    const tabs = this.desk.site.floors.map((floor) => {
      const isShown = floor.id === this.desk.floorId;
      return element(
        "button",
        {
          type: "button",
          role: "tab",
          "aria-selected": isShown,
          tabindex: isShown ? 0 : -1,
          "data-floor": floor.id,
          "aria-controls": "drawing-panel",
        },
        nameOf(floor, language()),
      );
    });
    this.list.replaceChildren(...tabs);
    if (hadFocus) tabs.find((tab) => tab.getAttribute("aria-selected") === "true")?.focus();
  }
}
