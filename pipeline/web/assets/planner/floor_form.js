// @ts-check
/**
 * What a floor is called and how many things it has; more floors can be made and taken away here.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./editing.js").Editing} Editing
 */
import { language, word } from "../words.js";
import { onFloor } from "./edits.js";
import { element } from "./element.js";
import { button, textField } from "./fields.js";
import { besides, nameOf, renamed } from "./plan.js";

/** @param {Desk} desk @param {Editing} editing @returns {Node[]} */
export function floorForm(desk, editing) {
  const { floor } = desk;
  const counts = /** @type {const} */ (["cameras", "zones", "prohibited", "occluders"]);
  const facts = counts.flatMap((list) => [
    element("dt", {}, word(`planner.list.${list}`)),
    element("dd", {}, (floor[list] ?? []).length),
  ]);
  const rename = (/** @type {string} */ words) => {
    const name = renamed(floor.name, language(), words);
    desk.make(
      "planner.did.name",
      onFloor(desk.site, floor.id, (each) => ({ ...each, name })),
    );
  };
  return [
    element(
      "h3",
      {},
      nameOf(floor, language()),
      " ",
      element("span", { class: "id" }, besides(floor, language())),
    ),
    textField({
      id: "floor-name",
      label: word("planner.floor.name"),
      value: nameOf(floor, language()),
      change: rename,
    }),
    element("dl", { class: "counts" }, ...facts),
    element(
      "div",
      { class: "row" },
      button("planner.floor.add", () => editing.addFloor()),
      desk.site.floors.length > 1
        ? button("planner.floor.remove", () => editing.removeFloor(), { class: "danger" })
        : null,
    ),
  ];
}
