// @ts-check
/** How the tool in hand is used, in the status line. */
import { byId } from "./element.js";

/** @param {string} words "" where there is nothing to say */
export function hint(words) {
  byId("hint").textContent = words;
}
