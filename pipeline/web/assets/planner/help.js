// @ts-check
/** What the page can do by key, in a dialog. */
import { word } from "../words.js";
import { ask } from "./dialog.js";
import { element } from "./element.js";

/** What the help dialog lists: keys, and the word for what they do. @type {[string, string][]} */
const LISTED = [
  ["Tab", "planner.keys.tab"],
  ["← ↑ → ↓", "planner.keys.move"],
  ["Shift + ← ↑ → ↓", "planner.keys.far"],
  ["[  ]", "planner.keys.turn"],
  ["+  −", "planner.keys.field"],
  [",  .", "planner.keys.tilt"],
  ["PageUp  PageDown", "planner.keys.height"],
  ["Delete", "planner.keys.delete"],
  ["Ctrl + C, V, D", "planner.keys.copy"],
  ["Ctrl + Z, Y", "planner.keys.undo"],
  ["Ctrl + S", "planner.keys.save"],
  ["Alt / Ctrl", "planner.keys.free"],
  ["V C W Z G P I M", "planner.keys.tools"],
  ["Enter, Backspace, Esc", "planner.keys.draw"],
  ["+  −  0", "planner.keys.zoom"],
  ["F", "planner.keys.fix"],
  ["?", "planner.keys.help"],
];

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
