// @ts-check
/**
 * What is looked at more closely, beside the rest: named by the address behind the #, so that it can
 * be linked to, kept and gone back from.
 *
 * @typedef {(id: string) => Node[] | Promise<Node[]>} Teller returns what is told of a thing
 */
import { ApiError } from "../api.js";
import { byId, element } from "../planner/element.js";
import { word } from "../words.js";

/** Return the address of a thing of a kind. @param {string} kind @param {string} id */
export const addressOf = (kind, id) => `#${kind}/${encodeURIComponent(id)}`;

/** Return a link to a thing. @param {string} kind @param {string} id @param {...import("../planner/element.js").Child} words */
export const link = (kind, id, ...words) => element("a", { href: addressOf(kind, id) }, ...words);

/** Return what the address names. @returns {{kind: string, id: string}} */
export function named() {
  const [kind, ...rest] = location.hash.slice(1).split("/");
  try {
    return { kind: kind ?? "", id: decodeURIComponent(rest.join("/")) };
  } catch {
    return { kind: "", id: "" };
  }
}

export class Panel {
  /** @param {Record<string, Teller>} tellers by the kind of thing
   * @param {(named: {kind: string, id: string}) => void} [onChange] */
  constructor(tellers, onChange = () => {}) {
    this.host = byId("panel");
    this.tellers = tellers;
    this.onChange = onChange;
    this.turn = 0;
    addEventListener("hashchange", () => void this.show(true));
    this.host.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  close() {
    const { kind, id } = named();
    location.hash = "";
    const from = document.querySelector(
      `main a[href="${CSS.escape(addressOf(kind, id))}"], main a[href="${addressOf(kind, id)}"]`,
    );
    if (from instanceof HTMLElement || from instanceof SVGElement) from.focus();
  }

  /** Show what the address names. @param {boolean} [isAsked] whether somebody has just asked for it */
  async show(isAsked = false) {
    const thing = named();
    const teller = this.tellers[thing.kind];
    this.turn += 1;
    const turn = this.turn;
    this.onChange(thing);
    this.host.hidden = !teller;
    document.body.classList.toggle("with-panel", Boolean(teller));
    if (!teller) {
      this.host.replaceChildren();
      return;
    }
    let content;
    try {
      content = await teller(thing.id);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      content = [element("h2", {}, word("console.refused")), element("p", { role: "alert" }, error.message)];
    }
    // Meanwhile something else may have been asked for.
    if (turn !== this.turn) return;
    const leave = element(
      "button",
      { type: "button", class: "leave", on: { click: () => this.close() } },
      word("console.close"),
    );
    this.host.replaceChildren(leave, ...content);
    const heading = this.host.querySelector("h2");
    heading?.setAttribute("tabindex", "-1");
    if (isAsked) heading?.focus();
  }
}
