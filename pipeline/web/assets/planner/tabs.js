// @ts-check
/** Tabs of the panel and of floors: arrows go from one to the next, as of any tab list. */

/** Have a tab list answer the keyboard, and call `show` with the tab that was chosen.
 * @param {HTMLElement} list @param {(tab: HTMLElement) => void} show */
export function tabList(list, show) {
  const tabs = () => /** @type {HTMLElement[]} */ ([...list.querySelectorAll('[role="tab"]')]);
  list.addEventListener("click", (event) => {
    const tab = /** @type {HTMLElement | null} */ (
      /** @type {Element} */ (event.target).closest('[role="tab"]')
    );
    if (tab) show(tab);
  });
  list.addEventListener("keydown", (event) => {
    const all = tabs();
    const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const tab = all[(to + all.length) % all.length];
    show(tab);
    tab.focus();
  });
}

/** Show one tab as chosen. @param {HTMLElement} list @param {HTMLElement} chosen */
export function choose(list, chosen) {
  for (const tab of list.querySelectorAll('[role="tab"]')) {
    const isChosen = tab === chosen;
    tab.setAttribute("aria-selected", String(isChosen));
    tab.setAttribute("tabindex", isChosen ? "0" : "-1");
    const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
    if (panel && panel.getAttribute("role") === "tabpanel" && tab.getAttribute("aria-controls") !== "board")
      panel.hidden = !isChosen;
  }
}
