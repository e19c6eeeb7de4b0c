// @ts-check
/**
 * Takes a token, from the address or from the field, and goes where one wanted to go.
 * @module
 */
import { api, ApiError } from "./api.js";
import { translate } from "./words.js";

translate();

const form = /** @type {HTMLFormElement} */ (document.querySelector("#login"));
const field = /** @type {HTMLInputElement} */ (document.querySelector("#token"));
const refused = /** @type {HTMLElement} */ (document.querySelector("#refused"));

/** Where one wanted to go: a page of ours, or the planner. @returns {string} */
function wanted() {
  const to = new URLSearchParams(location.search).get("to") ?? "/";
  // Only the browser's own reading tells where an address leads: it drops tabs and turns backslashes. Of
  // what it has read nothing is cut off, since a path that begins with two strokes would lead elsewhere.
  const read = URL.canParse(to, location.origin) ? new URL(to, location.origin) : null;
  return read?.origin === location.origin ? read.href : "/";
}

/** A token that stands behind the # of the address, or "". @returns {string} */
function inAddress() {
  const text = location.hash.slice(1);
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {string} token */
async function enter(token) {
  refused.textContent = "";
  try {
    await api("POST", "/api/login", { token: token.trim() }, { stay: true });
    location.replace(wanted());
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    refused.textContent = error.message;
    field.select();
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void enter(field.value);
});
/** @type {HTMLButtonElement} */ (form.querySelector("button")).disabled = false;

// Behind the # it reaches neither a server nor its log, and it shall not stay in the history.
const given = inAddress();
if (given) {
  history.replaceState(null, "", location.pathname + location.search);
  void enter(given);
}
