// @ts-check
/**
 * Questions to the user, one at a time, in a dialog of the page.
 *
 * @typedef {{key: string, value: string, isMain?: boolean, isDanger?: boolean}} Answer
 */
import { word } from "../words.js";
import { byId, element } from "./element.js";

/** The last question that was put, open or waiting. @type {Promise<unknown>} */
let last = Promise.resolve();

/** Ask something once what was asked before is answered, and return the value of the button that was
 * pressed; "" where it was left.
 * @param {string} title @param {Node[]} content @param {Answer[]} answers @param {{wide?: boolean}} [more]
 * @returns {Promise<string>} */
export function ask(title, content, answers, more = {}) {
  const asked = last.then(() => shown(title, content, answers, more));
  last = asked.catch(() => {});
  return asked;
}

/** @param {string} title @param {Node[]} content @param {Answer[]} answers @param {{wide?: boolean}} more
 * @returns {Promise<string>} */
function shown(title, content, answers, more) {
  /** @type {HTMLDialogElement} */
  const dialog = byId("dialog");
  const buttons = answers.map((answer) =>
    element(
      "button",
      {
        value: answer.value,
        class: answer.isMain ? "main" : answer.isDanger ? "danger" : "",
        type: "submit",
      },
      word(answer.key),
    ),
  );
  const leave = element(
    "button",
    { type: "button", value: "", on: { click: () => dialog.close("") } },
    word(answers.length ? "planner.cancel" : "planner.close"),
  );
  const form = element(
    "form",
    { method: "dialog" },
    element("h2", { id: "dialog-title" }, title),
    element("div", { class: "content" }, ...content),
    element("div", { class: "row end" }, leave, ...buttons),
  );
  dialog.classList.toggle("wide", Boolean(more.wide));
  dialog.replaceChildren(form);
  dialog.returnValue = "";
  dialog.showModal();
  const first = /** @type {HTMLElement | null} */ (form.querySelector("[autofocus]"));
  first?.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
  });
}

/** @param {string} title @param {string} message */
export async function say(title, message) {
  await ask(title, [element("p", {}, message)], []);
}
