// @ts-check
/**
 * What stands at the head of console, ledger and city alike: where one is, who one is, which
 * language, and how bright the page is.
 */
import { api } from "../api.js"
import { byId, element } from "../planner/element.js"
import { language, translate, word } from "../words.js"

/** @typedef {{name: string, role: "viewer" | "auditor" | "admin", has: Record<string, boolean>}} Session */

const PAGES = [
  ["/", "console.page.planner", "site"],
  ["/console", "console.page.console", "store"],
  ["/ledger", "console.page.ledger", "ledger"],
  ["/city", "console.page.city", "city"],
]
const THEMES = ["auto", "light", "dark", "contrast"]

/** @type {(() => void)[]} */
const ears = []

/** Be called whenever another language is spoken. @param {() => void} ear */
export function onLanguage(ear) {
  ears.push(ear)
}

/** Put the head of the page in its place, and return who one is. @returns {Promise<Session>} */
export async function frame() {
  dress()
  translate()
  const session = /** @type {Session} */ (await api("GET", "/api/session"))
  const head = byId("frame")
  const draw = () => {
    translate()
    document.title = `${word(document.body.dataset.title ?? "")} · Sightline`
    head.replaceChildren(
      element("a", { class: "mark", href: "/" }, "Sightline"),
      element("nav", { "aria-label": word("console.pages") }, pages(session)),
      element("div", { class: "tools" }, person(session), themes(draw), tongue(draw)),
    )
  }
  draw()
  return session
}

/** @param {Session} session */
function pages(session) {
  const links = PAGES.filter(([path, , has]) => session.has[has] || path === location.pathname).map(([path, key]) =>
    element("li", {}, element("a", { href: path, "aria-current": path === location.pathname && "page" }, word(key))),
  )
  return element("ul", {}, ...links)
}

/** @param {Session} session */
function person(session) {
  return element("span", { class: "person" }, `${session.name} · ${word(`console.role.${session.role}`)}`)
}

/** @param {() => void} draw */
function tongue(draw) {
  const other = language() === "zh" ? "en" : "zh"
  const choose = () => {
    const address = new URL(location.href)
    address.searchParams.delete("lang")
    history.replaceState(null, "", address)
    localStorage.setItem("lang", other)
    draw()
    for (const ear of ears) ear()
    document.getElementById("language")?.focus()
  }
  const words = other === "zh" ? "中文" : "English"
  return element("button", { type: "button", id: "language", lang: other, on: { click: choose } }, words)
}

/** @param {() => void} draw */
function themes(draw) {
  const now = theme()
  const options = THEMES.map((each) =>
    element("option", { value: each, selected: each === now }, word(`console.theme.${each}`)),
  )
  /** @param {Event} event */
  const choose = (event) => {
    localStorage.setItem("theme", /** @type {HTMLSelectElement} */ (event.target).value)
    dress()
    draw()
    document.getElementById("theme")?.focus()
  }
  return element("select", { id: "theme", "aria-label": word("console.theme"), on: { change: choose } }, ...options)
}

/** @returns {string} */
function theme() {
  const kept = localStorage.getItem("theme") ?? "auto"
  return THEMES.includes(kept) ? kept : "auto"
}

/** Put on what was chosen; nothing where the browser is to decide. */
function dress() {
  const root = document.documentElement
  const chosen = theme()
  if (chosen === "auto") delete root.dataset.theme
  else root.dataset.theme = chosen
}
