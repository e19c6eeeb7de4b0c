// @ts-check
/**
 * Light, dark or high contrast: as the system has it, or as the user chose.
 * @module
 */
const KEPT = "theme";
export const THEMES = /** @type {const} */ (["auto", "light", "dark", "contrast"]);

/** Return what the user chose. @returns {string} */
export function theme() {
  try {
    return localStorage.getItem(KEPT) ?? "auto";
  } catch {
    return "auto";
  }
}

/** @param {string} wanted */
export function wear(wanted) {
  if (wanted === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = wanted;
  try {
    localStorage.setItem(KEPT, wanted);
  } catch {
    // A browser that keeps nothing wears it until the page is left.
  }
}

wear(theme());
