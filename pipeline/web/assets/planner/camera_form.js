// @ts-check
/**
 * A camera in numbers, and what the exact numbers say of it.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./plan.js").Camera} Camera
 * @typedef {import("./catalogue.js").CameraClass} CameraClass
 * @typedef {import("./editing.js").Editing} Editing
 */
import { language, word } from "../words.js";
import { ofClass } from "./catalogue.js";
import { classOf } from "./cost.js";
import { patched, toHundredth } from "./edits.js";
import { element } from "./element.js";
import { button, choiceField, numberField, textField } from "./fields.js";
import { squareMetres } from "./figures.js";
import { reachOf, tiltFor } from "./handles.js";
import { besides, fieldOf, fieldPatch, nameOf, renamed } from "./plan.js";

/** Return what the number fields of a camera hold, by their ids. @param {Camera} camera @returns {Record<string, number | undefined>} */
export function cameraValues(camera) {
  const reach_m = reachOf(camera);
  const field = fieldOf(camera);
  return {
    x: camera.position[0],
    y: camera.position[1],
    height: camera.height_m,
    pan: camera.pan_deg,
    tilt: camera.tilt_deg,
    roll: camera.roll_deg ?? 0,
    field: field === null ? undefined : Math.round(field * 100) / 100,
    reach: Number.isFinite(reach_m) ? Math.round(reach_m * 100) / 100 : undefined,
  };
}

/** @param {Desk} desk @param {Camera} camera @param {CameraClass[]} catalogue @param {Editing} editing @returns {Node[]} */
export function cameraForm(desk, camera, catalogue, editing) {
  return [
    element(
      "h3",
      {},
      nameOf(camera, language()),
      " ",
      element("span", { class: "id" }, besides(camera, language())),
    ),
    nameField(desk, camera),
    catalogueField(desk, camera, catalogue),
    element("div", { class: "grid" }, ...numberFields(desk, camera)),
    element("div", { class: "facts" }),
    element(
      "div",
      { class: "row" },
      button("planner.copy", () => editing.copy()),
      button("planner.duplicate", () => editing.duplicate()),
      button("planner.delete", () => editing.remove(), { class: "danger" }),
    ),
  ];
}

/** @param {Desk} desk @param {Camera} camera */
function nameField(desk, camera) {
  const change = (/** @type {string} */ words) => {
    const name = renamed(camera.name, language(), words);
    desk.make("planner.did.name", patched(desk.site, desk.floorId, "cameras", camera.id, { name }));
  };
  return textField({ id: "name", label: word("planner.name"), value: nameOf(camera, language()), change });
}

/** @param {Desk} desk @param {Camera} camera @param {CameraClass[]} catalogue */
function catalogueField(desk, camera, catalogue) {
  const now = classOf(camera, catalogue);
  /** @type {[string, string][]} */
  const options = catalogue.map((each) => [each.id, each.name[language()]]);
  if (!now)
    options.unshift([
      "",
      word("planner.class.other", { width: camera.picture[0], height: camera.picture[1] }),
    ]);
  const change = (/** @type {string} */ id) => {
    const each = catalogue.find((one) => one.id === id);
    if (each)
      desk.make("planner.did.class", patched(desk.site, desk.floorId, "cameras", camera.id, ofClass(each)));
  };
  return choiceField({ id: "class", label: word("planner.class"), value: now?.id ?? "", options, change });
}

/** @param {Desk} desk @param {Camera} camera */
function numberFields(desk, camera) {
  const values = cameraValues(camera);
  const now = () => /** @type {Camera} */ (desk.thing ?? camera);
  /** @param {string} id @param {string} unit @param {(value: number) => Partial<Camera>} patch @param {Record<string, unknown>} more */
  const field = (id, unit, patch, more) =>
    numberField(desk, {
      id,
      label: word(`planner.camera.${id}`),
      value: values[id],
      unit,
      cameraId: camera.id,
      did: `planner.did.${DID[id] ?? "move"}`,
      change: (value) => patched(desk.site, desk.floorId, "cameras", camera.id, patch(value ?? 0)),
      ...more,
    });
  const fields = [
    field("x", "m", (x) => ({ position: [x, now().position[1]] }), {}),
    field("y", "m", (y) => ({ position: [now().position[0], y] }), {}),
    field("height", "m", (height_m) => ({ height_m }), { least: 0.01, most: 99.9 }),
    field("roll", "°", (roll_deg) => ({ roll_deg }), { least: -180, most: 180, step: 1 }),
    field("pan", "°", (pan_deg) => ({ pan_deg }), { least: 0, most: 360, step: 1, slider: true }),
    field("tilt", "°", (tilt_deg) => ({ tilt_deg }), { least: -90, most: 90, step: 1, slider: true }),
  ];
  if (values.field !== undefined && !camera.heads) {
    const most = camera.lens?.hfov_deg === undefined ? 179 : 279;
    fields.push(
      field("field", "°", (value) => fieldPatch(now(), toHundredth(value)), {
        least: 1,
        most,
        step: 1,
        slider: true,
      }),
    );
  }
  fields.push(
    field("reach", "m", (value) => ({ tilt_deg: tiltFor(now().height_m, value) }), { least: 0, most: 500 }),
  );
  return fields;
}

/** @type {Record<string, string>} */
const DID = { pan: "turn", tilt: "tilt", reach: "tilt", field: "field", roll: "turn" };

/** Return what the exact numbers say of a camera.
 * @param {any} floor @param {string} id @param {Desk} desk @returns {Node[]} */
export function cameraFacts(floor, id, desk) {
  const of = (floor?.cameras ?? []).find((/** @type {any} */ each) => each.id === id);
  if (!of) return [];
  /** @type {[string, string][]} */
  const facts = [
    [word("planner.fact.view"), `${squareMetres(of.view_m2)} m²`],
    [word("planner.fact.exclusive"), `${squareMetres(of.exclusive_m2)} m²`],
    [word("planner.fact.dead_zone"), of.dead_zone_m === null ? "–" : `${of.dead_zone_m.toFixed(1)} m`],
    [word("planner.fact.opens"), opened(of.opens, desk)],
  ];
  const list = element(
    "dl",
    {},
    ...facts.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]),
  );
  if (!of.moved_m) return [list];
  return [
    list,
    element("p", { class: "warn" }, word("planner.fact.moved", { moved: of.moved_m.toFixed(2) })),
  ];
}

/** @param {string[]} opens zone.clause each @param {Desk} desk */
export function opened(opens, desk) {
  const zones = [...new Set(opens.map((each) => each.slice(0, each.lastIndexOf("."))))];
  const names = zones.map((id) => {
    const zone = desk.floor.zones?.find((each) => each.id === id);
    return zone ? nameOf(zone, language()) : id;
  });
  return names.length ? names.join(word("list.comma")) : word("planner.fact.nowhere");
}
