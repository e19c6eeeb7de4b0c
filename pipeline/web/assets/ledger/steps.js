// @ts-check
/**
 * What can be done to a hazard: a button for each step, and a form for what the step asks for. Who
 * decides has seen what he decides upon; what somebody else changed meanwhile is shown first.
 *
 * @typedef {import("./card.js").Full} Full
 */
import { api, ApiError } from "../api.js";
import { element } from "../planner/element.js";
import { word } from "../words.js";
import { ELEMENTS } from "./board.js";

const MOST_BYTES = 8 * 2 ** 20;
/** Steps for which somebody must say why. */
const TOLD_WHY = ["reject", "escalate", "waive", "expire", "reopen"];
const CLASSES = ["security", "fire", "premises", "traffic", "food"];

/** What a ledger says to whoever sits before a command line is of no use here. @param {string} words */
const withoutOptions = (words) => words.replace(/\s*[（(]--[a-z][^（）()]*[）)]/g, "").replace(/ with --why/g, "");

/** Return the address of a hazard, or of a step of its life. @param {string} id @param {string} [action] */
export const addressOf = (id, action) =>
  ["/api/ledger", ...id.split("/").map(encodeURIComponent), ...(action ? [action] : [])].join("/");

/** Return what can be done now.
 * @param {Full} hazard @param {boolean} mayAct @param {(told: string) => Promise<void>} onDone
 * @param {boolean} hasSite whether the server has a site that can be audited */
export function stepsOf(hazard, mayAct, onDone, hasSite) {
  if (!mayAct) return element("p", { class: "none" }, word("ledger.steps.auditors"));
  const may = hazard.may.filter((action) => action !== "recover");
  if (!may.length) return element("p", { class: "none" }, word("ledger.steps.none"));
  const host = element("div", {});
  /** @type {HTMLButtonElement[]} */
  const buttons = may.map((action) =>
    element(
      "button",
      { type: "button", "aria-pressed": "false", on: { click: () => choose(action) } },
      word(`ledger.action.${action}`),
    ),
  );
  /** @param {string} action */
  const choose = (action) => {
    buttons.forEach((button, n) => button.setAttribute("aria-pressed", String(may[n] === action)));
    const form = formOf(hazard, action, onDone, hasSite, () => {
      host.replaceChildren();
      for (const button of buttons) button.setAttribute("aria-pressed", "false");
      buttons[may.indexOf(action)].focus();
    });
    host.replaceChildren(form);
    const first = /** @type {HTMLElement | null} */ (form.querySelector("input, textarea, select, button"));
    first?.focus();
  };
  return element("div", {}, element("div", { class: "steps" }, ...buttons), host);
}

/** @param {Full} hazard @param {string} action @param {(told: string) => Promise<void>} onDone @param {boolean} hasSite
 * @param {() => void} onLeave */
function formOf(hazard, action, onDone, hasSite, onLeave) {
  const words = word(`ledger.action.${action}`);
  const refused = element("p", { role: "alert" });
  /** @param {SubmitEvent} event */
  const send = async (event) => {
    event.preventDefault();
    refused.replaceChildren(word("ledger.working"));
    try {
      await api("POST", addressOf(hazard.id, action), await bodyOf(hazard, action, form));
    } catch (error) {
      if (!(error instanceof ApiError || error instanceof RangeError)) throw error;
      refused.replaceChildren(withoutOptions(error.message));
      return;
    }
    await onDone(word("ledger.done", { what: words }));
  };
  const form = element(
    "form",
    { class: "step-form", "aria-label": words, on: { submit: send } },
    ...fields(hazard, action, hasSite),
    refused,
    element(
      "div",
      { class: "row end" },
      element("button", { type: "button", on: { click: onLeave } }, word("ledger.cancel")),
      element("button", { type: "submit", class: "main" }, word("ledger.do", { what: words })),
    ),
  );
  return form;
}

/** @param {Full} hazard @param {string} action @param {boolean} hasSite @returns {Node[]} */
function fields(hazard, action, hasSite) {
  if (action === "assign" || action === "amend") return [...elementFields(hazard), why(false)];
  if (action === "waive")
    return [field("ledger.until", element("input", { type: "date", name: "until", required: true })), why(true)];
  if (action === "attach") return [photo(true)];
  if (action === "rectify") return [photo(false), why(false)];
  if (action === "close") return [...proofFields(hazard, hasSite), why(false)];
  return [why(TOLD_WHY.includes(action))];
}

/** @param {string} key @param {HTMLElement} control */
const field = (key, control) => element("label", {}, element("span", {}, word(key)), control);

/** @param {boolean} isRequired */
const why = (isRequired) =>
  field("ledger.why", element("textarea", { name: "why", maxlength: 2000, required: isRequired }));

/** @param {boolean} isRequired */
const photo = (isRequired) =>
  field(
    "ledger.photo",
    element("input", { type: "file", name: "photo", accept: "image/jpeg,image/png", required: isRequired }),
  );

/** Return fields for the five elements, and the class and whether it is major.
 * @param {Partial<Full>} hazard @returns {Node[]} */
export function elementFields(hazard) {
  const texts = ELEMENTS.map((name) => {
    const value = hazard[name] ?? "";
    const control =
      name === "due" || name === "person"
        ? element("input", { type: name === "due" ? "date" : "text", name, value, maxlength: 200 })
        : element("textarea", { name, maxlength: 2000 }, value);
    return field(`ledger.element.${name}`, control);
  });
  const classes = CLASSES.map((each) =>
    element(
      "option",
      { value: each, selected: each === (hazard.hazard_class ?? "security") },
      word(`ledger.class.${each}`),
    ),
  );
  return [
    ...texts,
    field("ledger.class", element("select", { name: "hazard_class" }, ...classes)),
    element(
      "label",
      { class: "tick" },
      element("input", { type: "checkbox", name: "major", checked: hazard.major }),
      element("span", {}, word("ledger.major")),
    ),
  ];
}

/** @param {Full} hazard @param {boolean} hasSite @returns {Node[]} */
function proofFields(hazard, hasSite) {
  const kinds = [...(hazard.proofs.includes("audit") && hasSite ? ["audit_now"] : []), ...hazard.proofs, "none"];
  const options = kinds.map((kind) => element("option", { value: kind }, word(`ledger.proof.${kind}`)));
  const file = field(
    "ledger.proof.file",
    element("input", { type: "file", name: "proof", accept: ".json,image/jpeg,image/png" }),
  );
  /** @param {Event} event */
  const choose = (event) => {
    file.hidden = ["audit_now", "none"].includes(/** @type {HTMLSelectElement} */ (event.target).value);
  };
  file.hidden = ["audit_now", "none"].includes(kinds[0]);
  return [field("ledger.proof", element("select", { name: "kind", on: { change: choose } }, ...options)), file];
}

/** Return the elements of a form that differ from those of a hazard.
 * @param {Partial<Full>} hazard @param {HTMLFormElement} form @returns {Record<string, string | boolean>} */
export function elementsOf(hazard, form) {
  const given = new FormData(form);
  /** @type {Record<string, string | boolean>} */
  const found = {};
  for (const name of [...ELEMENTS, "hazard_class"]) {
    const value = String(given.get(name) ?? "");
    if (value !== String(hazard[/** @type {keyof Full} */ (name)] ?? "")) found[name] = value;
  }
  if (given.has("major") !== Boolean(hazard.major)) found.major = given.has("major");
  return found;
}

/** @param {Full} hazard @param {string} action @param {HTMLFormElement} form */
async function bodyOf(hazard, action, form) {
  const given = new FormData(form);
  /** @type {Record<string, any>} */
  const body = { revision: hazard.revision, why: String(given.get("why") ?? "") };
  if (action === "assign" || action === "amend") body.elements = elementsOf(hazard, form);
  if (action === "waive") body.until = String(given.get("until") ?? "");
  const picture = given.get("photo");
  if (picture instanceof File && picture.size) body.photographs = [await bytesOf(picture)];
  const kind = given.get("kind");
  if (action === "close" && kind !== "none") {
    const file = given.get("proof");
    body.proof = {
      kind,
      content: file instanceof File && file.size && kind !== "audit_now" ? await bytesOf(file) : "",
    };
  }
  return body;
}

/** Return what a file holds, in base64; RangeError for one that is too large. @param {File} file */
async function bytesOf(file) {
  if (file.size > MOST_BYTES) throw new RangeError(word("ledger.large", { most: MOST_BYTES / 2 ** 20 }));
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
