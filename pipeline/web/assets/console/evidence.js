// @ts-check
/**
 * Evidence of an episode: what there is of it, and what it shows once the register knows who looks
 * and why.
 *
 * @typedef {{name: string, kind: string, kinds: {zh: string, en: string}, bytes: number, sha256: string,
 *   first_s: number, last_s: number, erased_s: number | null, lost_s: number | null, rule: string | null}} File
 */
import { ApiError, api } from "../api.js";
import { element } from "../planner/element.js";
import { word } from "../words.js";
import { figure, nameOf, timeTold } from "./times.js";

const KINDS = ["snapshot", "series", "clip", "manifest"];
/** What was said last is offered again: who looks through an episode has one reason for all of it. */
let reason = "";
/** Addresses of what is shown, each of which keeps a file in the browser's memory. @type {string[]} */
let addresses = [];

/** Let go of all evidence that was shown. */
export function forgetEvidence() {
  for (const url of addresses) URL.revokeObjectURL(url);
  addresses = [];
}

/** Return the evidence of an episode: one reason for all that is opened of it, each opening registered.
 * @param {File[]} files @param {Record<string, {zh: string, en: string}>} absent @param {boolean} isOwed
 * @param {boolean} maySeeClips */
export function evidenceList(files, absent, isOwed, maySeeClips) {
  forgetEvidence();
  const field = element("input", { name: "why", required: true, maxlength: 500, autocomplete: "off", value: reason });
  const items = [...files]
    .sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind))
    .map((file) => element("li", {}, ...item(file, maySeeClips, field)));
  for (const [kind, why] of Object.entries(absent)) {
    items.push(
      element(
        "li",
        { class: "gone" },
        word("console.evidence.absent", { what: word(`console.evidence.${kind}`), why: nameOf(why) }),
      ),
    );
  }
  if (isOwed) items.push(element("li", {}, word("console.evidence.owed")));
  if (!items.length) items.push(element("li", { class: "none" }, word("console.evidence.none")));
  const mayOpen = files.some((file) => isThere(file) && (file.kind !== "clip" || maySeeClips));
  return element(
    "form",
    { class: "opening", on: { submit: (/** @type {Event} */ event) => event.preventDefault() } },
    mayOpen && element("label", {}, word("console.evidence.why"), field),
    element("ul", { class: "evidence" }, ...items),
  );
}

/** @param {File} file */
const isThere = (file) => file.erased_s === null && file.lost_s === null;

/** @param {File} file @param {boolean} maySeeClips @param {HTMLInputElement} why
 * @returns {import("../planner/element.js").Child[]} */
function item(file, maySeeClips, why) {
  const name = element("strong", {}, nameOf(file.kinds));
  const size = element("small", {}, ` ${file.name} · ${figure(file.bytes / 1024, 1)} KiB`);
  if (file.erased_s !== null) {
    const facts = { time: timeTold(file.erased_s), rule: file.rule ?? "–" };
    return [name, size, element("p", { class: "gone" }, word("console.evidence.erased", facts))];
  }
  if (file.lost_s !== null)
    return [
      name,
      size,
      element("p", { class: "gone" }, word("console.evidence.lost", { time: timeTold(file.lost_s) })),
    ];
  if (file.kind === "clip" && !maySeeClips)
    return [name, size, element("p", { class: "gone" }, word("console.evidence.auditors"))];
  const host = element("div", { class: "shown" });
  const open = async () => {
    if (!why.reportValidity()) return;
    reason = why.value;
    host.replaceChildren(element("p", { role: "status" }, word("console.evidence.opening")));
    try {
      const found = await opened(file, why.value);
      // Who has left meanwhile is shown nothing.
      if (host.isConnected) host.replaceChildren(...shown(file, found));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      host.replaceChildren(element("p", { role: "alert" }, error.message));
    }
  };
  const isPicture = file.kind === "snapshot";
  const button = element(
    "button",
    { type: "button", "data-file": file.name, on: { click: open } },
    word(isPicture ? "console.evidence.show" : "console.evidence.take"),
  );
  const warning = file.kind === "clip" && element("p", { class: "warning" }, word("console.evidence.unblurred"));
  return [element("div", { class: "row" }, name, size, button), warning, host];
}

/** @param {File} file @param {string} why @returns {Promise<{blob: Blob, record: string}>} */
async function opened(file, why) {
  const path = `/api/evidence/${encodeURIComponent(file.name)}`;
  const answer = /** @type {Response} */ (await api("POST", path, { why }, { raw: true }));
  return { blob: await answer.blob(), record: answer.headers.get("X-Record") ?? "" };
}

/** @param {File} file @param {{blob: Blob, record: string}} found @returns {Node[]} */
function shown(file, found) {
  const url = URL.createObjectURL(found.blob);
  addresses.push(url);
  const noted = element("p", { role: "status" }, word("console.evidence.noted", { record: found.record }));
  const save = element("a", { href: url, download: file.name }, word("console.evidence.save", { name: file.name }));
  if (file.kind !== "snapshot") return [noted, element("p", {}, save)];
  const words = word("console.evidence.picture", { from: timeTold(file.first_s) });
  return [
    noted,
    element("figure", {}, element("img", { src: url, alt: words }), element("figcaption", {}, words, " · ", save)),
  ];
}
