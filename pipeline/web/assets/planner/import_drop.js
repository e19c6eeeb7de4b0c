// @ts-check
/** Takes files that are dropped onto the page, or chosen. */
import { byId } from "./element.js";

/** @param {(file: File) => void} take */
export function takeFiles(take) {
  /** @type {HTMLInputElement} */
  const input = byId("import-file");
  byId("import").addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    input.value = "";
    if (file) take(file);
  });
  addEventListener("dragover", over);
  addEventListener("dragleave", (event) => !event.relatedTarget && left());
  addEventListener("drop", (event) => {
    left();
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    take(file);
  });
}

/** @param {DragEvent} event */
function over(event) {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  document.body.classList.add("dropping");
}

function left() {
  document.body.classList.remove("dropping");
}
