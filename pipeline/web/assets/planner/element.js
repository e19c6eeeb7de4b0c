// @ts-check
/**
 * Elements made without markup: text stays text, whatever it says.
 *
 * @typedef {string | number | Node | null | undefined | false} Child
 * @typedef {Record<string, unknown>} Attributes
 */
const SVG = "http://www.w3.org/2000/svg";

/** Return an element; `on` holds listeners, false and undefined leave an attribute out.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {Attributes} [attributes] @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]} */
export function element(tag, attributes = {}, ...children) {
  return dressed(document.createElement(tag), attributes, children);
}

/** Return an element of a drawing.
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag @param {Attributes} [attributes] @param {...Child} children
 * @returns {SVGElementTagNameMap[K]} */
export function shape(tag, attributes = {}, ...children) {
  return dressed(document.createElementNS(SVG, tag), attributes, children);
}

/** @template {Element} E @param {E} made @param {Attributes} attributes @param {Child[]} children @returns {E} */
function dressed(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    const isStated = name.startsWith("aria-") && value !== null && value !== undefined;
    if (name === "on") listen(made, /** @type {Record<string, (event: any) => void>} */ (value));
    else if (isStated) made.setAttribute(name, String(value));
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, String(value));
  }
  for (const child of children) {
    if (child instanceof Node) made.append(child);
    else if (child !== null && child !== undefined && child !== false) made.append(String(child));
  }
  return made;
}

/** @param {Element} made @param {Record<string, (event: any) => void>} ears */
function listen(made, ears) {
  for (const [event, ear] of Object.entries(ears)) made.addEventListener(event, ear);
}

/** Have an element say something; one that says it already is left alone, and not laid out anew.
 * @param {Element} node @param {string} words */
export function write(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

/** Have an attribute be so; one that is already is left alone, for the same reason.
 * @param {Element} node @param {string} name @param {string} value */
export function put(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** Return the element of the page with an id; it is an error of ours where there is none.
 * @template {Element} [E=HTMLElement]
 * @param {string} id @returns {E} */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element ${id}`);
  return /** @type {E} */ (/** @type {unknown} */ (found));
}
