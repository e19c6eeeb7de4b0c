// @ts-check
/**
 * What hides, in numbers.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./plan.js").Occluder} Occluder
 * @typedef {import("./editing.js").Editing} Editing
 */
import { word } from "../words.js";
import { patched } from "./edits.js";
import { element } from "./element.js";
import { button, choiceField, numberField } from "./fields.js";
import { kindOptions } from "./kinds.js";
import { THICKNESS_M } from "./plan.js";
import { pointsTable } from "./points_table.js";

/** @param {Desk} desk @param {Occluder} wall @param {Editing} editing @returns {Node[]} */
export function wallForm(desk, wall, editing) {
  const put = (/** @type {Record<string, unknown>} */ patch) =>
    patched(desk.site, desk.floorId, "occluders", wall.id, patch);
  /** @param {"thickness_m" | "bottom_m" | "top_m" | "sill_m" | "lintel_m"} field @param {number} least @param {number} most */
  const number = (field, least, most) =>
    numberField(desk, {
      id: field,
      label: word(`planner.wall.${field}`),
      value: field === "thickness_m" ? (wall.thickness_m ?? THICKNESS_M) : (wall[field] ?? undefined),
      unit: "m",
      least,
      most,
      optional: field !== "thickness_m",
      did: "planner.did.number",
      change: (value) => put({ [field]: value }),
    });
  const hasOpening = wall.kind === "glass" || wall.kind === "door";
  const fields = [
    wall.line ? number("thickness_m", 0.01, 10) : null,
    number("bottom_m", -20, 100),
    number("top_m", -20, 100),
    hasOpening ? number("sill_m", 0.01, 20) : null,
    hasOpening ? number("lintel_m", 0.01, 20) : null,
  ];
  return [
    element("h3", {}, word(`planner.kind.${wall.kind}`), " ", element("span", { class: "id" }, wall.id)),
    choiceField({
      id: "kind",
      label: word("planner.kind"),
      value: wall.kind,
      options: kindOptions("occluders"),
      change: (kind) => desk.make("planner.did.kind", put({ kind })),
    }),
    element("div", { class: "grid" }, ...fields),
    element("p", { class: "quiet" }, word("planner.wall.heights")),
    pointsTable(desk, wall),
    element(
      "div",
      { class: "row" },
      button("planner.delete", () => editing.remove(), { class: "danger" }),
    ),
  ];
}
