// @ts-check
/**
 * A zone or a prohibited zone in numbers; a gate's also says by which camera it is watched.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./plan.js").Zone} Zone
 * @typedef {import("./plan.js").Gate} Gate
 * @typedef {import("./editing.js").Editing} Editing
 */
import { language, word } from "../words.js";
import { onFloor, patched } from "./edits.js";
import { element } from "./element.js";
import { button, choiceField, numberField, textField } from "./fields.js";
import { kindOptions } from "./kinds.js";
import { pointsTable } from "./points_table.js";
import { besides, nameOf, renamed } from "./plan.js";

/** @param {Desk} desk @param {"zones" | "prohibited"} list @param {Zone} area @param {Editing} editing @returns {Node[]} */
export function areaForm(desk, list, area, editing) {
  const put = (/** @type {Record<string, unknown>} */ patch) =>
    patched(desk.site, desk.floorId, list, area.id, patch);
  const head = [
    element(
      "h3",
      {},
      nameOf(area, language()),
      " ",
      element("span", { class: "id" }, besides(area, language())),
    ),
    textField({
      id: "name",
      label: word("planner.name"),
      value: nameOf(area, language()),
      change: (words) => desk.make("planner.did.name", put({ name: renamed(area.name, language(), words) })),
    }),
    choiceField({
      id: "kind",
      label: word("planner.kind"),
      value: area.kind,
      options: kindOptions(list),
      change: (kind) => desk.make("planner.did.kind", put({ kind })),
    }),
  ];
  const isGate = list === "zones" && area.kind === "gate";
  return [
    ...head,
    ...(list === "zones" ? [zoneNumbers(desk, area, put), element("div", { class: "facts" })] : []),
    ...(isGate ? [gateFields(desk, area)] : []),
    pointsTable(desk, area),
    element(
      "div",
      { class: "row" },
      button("planner.delete", () => editing.remove(), { class: "danger" }),
    ),
  ];
}

/** @param {Desk} desk @param {Zone} zone @param {(patch: Record<string, unknown>) => import("./plan.js").Site} put */
function zoneNumbers(desk, zone, put) {
  /** @param {"ground_m" | "facing_deg" | "clear_width_m"} field @param {string} unit @param {number} least @param {number} most */
  const number = (field, unit, least, most) =>
    numberField(desk, {
      id: field,
      label: word(`planner.zone.${field}`),
      value: zone[field],
      unit,
      least,
      most,
      optional: true,
      did: "planner.did.number",
      change: (value) => put({ [field]: value }),
    });
  return element(
    "div",
    { class: "grid" },
    number("ground_m", "m", -20, 20),
    number("facing_deg", "°", -360, 360),
    zone.kind === "gate" ? number("clear_width_m", "m", 0.1, 100) : null,
  );
}

/** What the gate's whole picture is, in fractions of it. @type {import("./plan.js").Point[]} */
const WHOLE = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];
const COUNTS = [8, 16, 24, 32];

/** @param {Desk} desk @param {Zone} zone */
function gateFields(desk, zone) {
  const gate = (desk.floor.gates ?? []).find((each) => each.zone === zone.id);
  const cameras = (desk.floor.cameras ?? []).map(
    (each) => /** @type {[string, string]} */ ([each.id, nameOf(each, language())]),
  );
  const watch = choiceField({
    id: "watched",
    label: word("planner.gate.camera"),
    value: gate?.camera ?? "",
    options: [["", word("planner.gate.unwatched")], ...cameras],
    change: (camera) => desk.make("planner.did.gate", watched(desk, zone, gate, camera)),
  });
  if (!gate) return element("fieldset", {}, element("legend", {}, word("planner.gate.watch")), watch);
  const counts = gate.counts.map((count, at) =>
    numberField(desk, {
      id: `count-${at}`,
      label: word(`planner.tier.${at}`),
      value: count,
      least: 1,
      most: 100000,
      step: 1,
      did: "planner.did.gate",
      change: (value) => recounted(desk, gate, at, Math.round(value ?? count)),
    }),
  );
  const note = element("p", { class: "quiet" }, word("planner.gate.counts"));
  return element(
    "fieldset",
    {},
    element("legend", {}, word("planner.gate.watch")),
    watch,
    note,
    element("div", { class: "grid four" }, ...counts),
  );
}

/** @param {Desk} desk @param {Zone} zone @param {Gate | undefined} gate @param {string} camera */
function watched(desk, zone, gate, camera) {
  return onFloor(desk.site, desk.floorId, (floor) => {
    const others = (floor.gates ?? []).filter((each) => each.zone !== zone.id);
    if (!camera) return { ...floor, gates: others };
    const made = gate ? { ...gate, camera } : { zone: zone.id, camera, picture_zone: WHOLE, counts: COUNTS };
    return { ...floor, gates: [...others, made] };
  });
}

/** @param {Desk} desk @param {Gate} gate @param {number} at @param {number} count */
function recounted(desk, gate, at, count) {
  return onFloor(desk.site, desk.floorId, (floor) => ({
    ...floor,
    gates: (floor.gates ?? []).map((each) =>
      each.zone === gate.zone
        ? { ...each, counts: each.counts.map((old, n) => (n === at ? count : old)) }
        : each,
    ),
  }));
}
