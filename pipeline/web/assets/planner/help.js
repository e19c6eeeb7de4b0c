// @ts-check
/** What the page can do by key, in a dialog. */
import { word } from "../words.js";
import { ask } from "./dialog.js";
import { element } from "./element.js";
import { LISTED } from "./keys.js";

export function help() {
  const rows = LISTED.map(([keys, words]) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, element("kbd", {}, keys)),
      element("td", {}, word(words)),
    ),
  );
  const table = element("table", { class: "keys" }, element("tbody", {}, ...rows));
  void ask(word("planner.help"), [element("p", {}, word("planner.help.what")), table], [], { wide: true });
}
