// @ts-check
/**
 * Fields of a form. What is typed shows at once and becomes one entry of the history when the field
 * is left or Enter is pressed; Escape takes it back.
 *
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./plan.js").Site} Site
 * @typedef {{label: string, value: number | undefined, unit?: string, least?: number, most?: number,
 *   step?: number, slider?: boolean, optional?: boolean, id: string,
 *   change: (value: number | undefined) => Site, cameraId?: string, did: string}} NumberField
 */
import { word } from "../words.js";
import { element } from "./element.js";

/** Return a number with its label and unit; a slider beside it where one helps.
 * @param {Desk} desk @param {NumberField} of */
export function numberField(desk, of) {
  const id = `field-${of.id}`;
  const range = { min: of.least, max: of.most, step: of.step ?? 0.1 };
  const input = element("input", {
    id,
    type: "number",
    ...range,
    step: "any",
    value: of.value ?? "",
    inputmode: "decimal",
    "data-field": of.id,
  });
  wire(desk, input, of);
  stepped(input, of.step ?? 0.1);
  const unit = of.unit ? element("span", { class: "unit", "aria-hidden": true }, of.unit) : null;
  const parts = [
    element("label", { for: id }, of.label),
    element("span", { class: "with-unit" }, input, unit),
  ];
  if (!of.slider) return element("div", { class: "field" }, ...parts);
  const slider = element("input", {
    type: "range",
    ...range,
    value: of.value ?? 0,
    "aria-label": of.label,
    "data-slider": of.id,
    id: `field-slide-${of.id}`,
    tabindex: -1,
  });
  wire(desk, slider, of);
  return element("div", { class: "field slid" }, ...parts, slider);
}

/** Let arrows change a number by its step, as a number field without "any" would.
 * @param {HTMLInputElement} input @param {number} step */
function stepped(input, step) {
  input.addEventListener("keydown", (event) => {
    const way = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (!way) return;
    event.preventDefault();
    const wide = event.shiftKey ? 10 : 1;
    input.value = String(Math.round((Number(input.value) + way * step * wide) * 1000) / 1000);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

/** @param {Desk} desk @param {HTMLInputElement} input @param {NumberField} of */
function wire(desk, input, of) {
  let isOpen = false;
  input.addEventListener("input", () => {
    const value = read(input, of);
    input.setAttribute("aria-invalid", String(value === null));
    if (value === null) return;
    if (!isOpen) desk.begin(of.did);
    isOpen = true;
    desk.live(of.change(value), of.cameraId);
  });
  const done = () => {
    if (isOpen) desk.commit();
    isOpen = false;
  };
  const isSlider = input.type === "range";
  input.addEventListener(isSlider ? "pointerup" : "change", done);
  input.addEventListener("blur", done);
  // Each key that moves a slider is a change; those that follow quickly are one entry.
  if (isSlider) input.addEventListener("change", () => void rest(done));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") done();
    if (event.key !== "Escape" || !isOpen) return;
    isOpen = false;
    event.stopPropagation();
    desk.cancel();
  });
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let resting;
const REST_MS = 400;

/** @param {() => void} done */
function rest(done) {
  clearTimeout(resting);
  resting = setTimeout(done, REST_MS);
}

/** Return the number in a field; null for what is none or out of bounds, undefined for nothing.
 * @param {HTMLInputElement} input @param {NumberField} of @returns {number | null | undefined} */
function read(input, of) {
  if (input.value.trim() === "") return of.optional ? undefined : null;
  const value = Number(input.value);
  const isInside = value >= (of.least ?? -1e6) && value <= (of.most ?? 1e6);
  return Number.isFinite(value) && isInside ? value : null;
}

/** @param {{id: string, label: string, value: string, change: (words: string) => void}} of */
export function textField(of) {
  const id = `field-${of.id}`;
  const input = element("input", { id, type: "text", value: of.value, maxlength: 120, "data-field": of.id });
  input.addEventListener("change", () => {
    if (input.value.trim()) of.change(input.value.trim());
    else input.value = of.value;
  });
  return element("div", { class: "field" }, element("label", { for: id }, of.label), input);
}

/** @param {{id: string, label: string, value: string, options: [string, string][], change: (value: string) => void}} of */
export function choiceField(of) {
  const id = `field-${of.id}`;
  const options = of.options.map(([value, words]) =>
    element("option", { value, selected: value === of.value }, words),
  );
  const select = element(
    "select",
    { id, "data-field": of.id, on: { change: () => of.change(select.value) } },
    ...options,
  );
  return element("div", { class: "field" }, element("label", { for: id }, of.label), select);
}

/** Return a button that does one thing. @param {string} key the word on it @param {() => void} act @param {Record<string, unknown>} [more] */
export function button(key, act, more = {}) {
  return element("button", { type: "button", ...more, on: { click: act } }, word(key));
}
