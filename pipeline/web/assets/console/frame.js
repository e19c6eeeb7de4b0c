// @ts-check
/**
 * What stands at the head of console, ledger and city alike: where one is, who one is, which
 * language, and how bright the page is.
 */
import { api } from "../api.js";
import { byId, element } from "../planner/element.js";
import { THEMES, theme, wear } from "../theme.js";
import { language, onLanguage, speak, speakAs, word } from "../words.js";

/** @typedef {{name: string, role: "viewer" | "auditor" | "admin", lang: string, has: Record<string, boolean>}} Session */

const PAGES = [
  ["/", "nav.planner", "site"],
  ["/console", "nav.console", "store"],
  ["/ledger", "nav.ledger", "ledger"],
  ["/city", "nav.city", "city"],
];

/** Put the head of the page in its place, and return who one is. @returns {Promise<Session>} */
export async function frame() {
  const session = /** @type {Session} */ (await api("GET", "/api/session"));
  const head = byId("frame");
  const draw = () => {
    document.title = `${word(document.body.dataset.title ?? "")} · Sightline`;
    head.replaceChildren(
      element("p", { class: "brand" }, element("span", { class: "mark", "aria-hidden": true }), "Sightline"),
      element("nav", { class: "pages", "aria-label": word("nav.pages") }, ...pages(session)),
      element("div", { class: "settings" }, person(session), tongue(), brightness()),
    );
  };
  onLanguage(draw);
  await speakAs(session.lang);
  draw();
  return session;
}

/** @param {Session} session */
function pages(session) {
  return PAGES.filter(([path, , has]) => session.has[has] || path === location.pathname).map(([path, key]) =>
    element("a", { href: path, "aria-current": path === location.pathname && "page" }, word(key)),
  );
}

/** @param {Session} session */
function person(session) {
  return element("span", { class: "quiet" }, `${session.name} · ${word(`console.role.${session.role}`)}`);
}

function tongue() {
  const other = language() === "zh" ? "en" : "zh";
  const choose = async () => {
    await speak(other);
    document.getElementById("speak")?.focus();
  };
  return element(
    "button",
    { type: "button", id: "speak", lang: other, on: { click: choose } },
    other === "zh" ? "中文" : "English",
  );
}

function brightness() {
  const options = THEMES.map((each) =>
    element("option", { value: each, selected: each === theme() }, word(`theme.${each}`)),
  );
  /** @param {Event} event */
  const choose = (event) => wear(/** @type {HTMLSelectElement} */ (event.target).value);
  return element("select", { id: "theme", "aria-label": word("theme.label"), on: { change: choose } }, ...options);
}
