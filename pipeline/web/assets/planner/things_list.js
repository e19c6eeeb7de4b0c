// @ts-check
/**
 * What else is drawn on the floor, as a list: zones, prohibited zones and walls, each a button.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./plan.js").ListName} ListName
 * @typedef {import("./plan.js").Thing} Thing
 */
import { language, word } from "../words.js";
import { byId, element } from "./element.js";
import { nameOf } from "./plan.js";

const MOST = 100;
const LISTS = /** @type {const} */ (["zones", "prohibited", "occluders"]);

export class ThingsList {
  /** @param {Desk} desk @param {(list: ListName, id: string) => void} reveal */
  constructor(desk, reveal) {
    this.desk = desk;
    this.reveal = reveal;
    this.panel = byId("panel-things");
    for (const topic of /** @type {const} */ (["site", "floor", "language", "selection"]))
      desk.on(topic, () => this.draw());
  }

  draw() {
    if (this.panel.hidden) return;
    const { floor } = this.desk;
    this.panel.replaceChildren(
      ...LISTS.flatMap((list) => this.#group(list, /** @type {Thing[]} */ (floor[list] ?? []))),
    );
  }

  /** @param {ListName} list @param {Thing[]} things */
  #group(list, things) {
    const head = element("h3", {}, `${word(`planner.list.${list}`)} (${things.length})`);
    if (!things.length) return [head, element("p", { class: "quiet" }, word("planner.list.none"))];
    const shown = things.slice(0, MOST).map((thing) => this.#item(list, thing));
    const more =
      things.length > MOST
        ? [element("p", { class: "quiet" }, word("planner.list.more", { more: things.length - MOST }))]
        : [];
    return [head, element("ul", { class: "things" }, ...shown), ...more];
  }

  /** @param {ListName} list @param {Thing} thing */
  #item(list, thing) {
    const { selection } = this.desk;
    const isChosen = selection?.list === list && selection.id === thing.id;
    const kind = "kind" in thing ? word(`planner.kind.${thing.kind}`) : "";
    const name = nameOf(/** @type {any} */ (thing), language());
    const choose = () => this.reveal(list, thing.id);
    return element(
      "li",
      {},
      element(
        "button",
        { type: "button", class: "link", "aria-pressed": isChosen, on: { click: choose } },
        name,
      ),
      element("span", { class: "quiet" }, ` ${kind}`),
    );
  }
}
