"use strict";
// Tables are sorted where they stand, and schools found by what is typed; nothing is loaded.
const digits = new Intl.Collator(document.documentElement.lang, { numeric: true });

function valueOf(row, column) {
  const cell = row.cells[column];
  return cell.dataset.value ?? cell.textContent.trim();
}

function compared(one, other) {
  // What nobody knows stands last, whichever way the others are sorted.
  const numbers = [Number(one), Number(other)];
  return one !== "" && other !== "" && numbers.every((n) => !Number.isNaN(n))
    ? numbers[0] - numbers[1]
    : digits.compare(one, other);
}

function sortBy(head) {
  const table = head.closest("table");
  const falling = head.getAttribute("aria-sort") === "ascending";
  for (const other of table.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", falling ? "descending" : "ascending");
  const column = head.cellIndex;
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row, place) => ({ row, place, value: valueOf(row, column) }));
  rows.sort((a, b) => {
    if ((a.value === "") !== (b.value === "")) return a.value === "" ? 1 : -1;
    const order = compared(a.value, b.value);
    return (falling ? -order : order) || a.place - b.place;
  });
  body.append(...rows.map((each) => each.row));
}

for (const head of document.querySelectorAll("table.sortable thead th")) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener("click", () => sortBy(head));
}

// On a narrow screen rows are cards and headings are hidden: a list of them sorts instead.
for (const table of document.querySelectorAll("table.sortable")) {
  const choice = document.createElement("select");
  choice.className = "sort-choice";
  choice.setAttribute("aria-label", table.dataset.sort);
  choice.append(new Option(table.dataset.sort, ""));
  for (const head of table.tHead.rows[0].cells) choice.append(new Option(head.textContent.trim()));
  choice.addEventListener("change", () => {
    if (choice.selectedIndex > 0) sortBy(table.tHead.rows[0].cells[choice.selectedIndex - 1]);
  });
  table.closest(".scroll").before(choice);
}

const find = document.getElementById("find");
if (find) {
  const rows = [...document.querySelectorAll("#schools tbody tr")];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const shown = document.getElementById("shown");
  find.closest("p").hidden = false;
  find.addEventListener("input", () => {
    const wanted = find.value.trim().toLowerCase();
    let count = 0;
    rows.forEach((row, n) => {
      row.hidden = !texts[n].includes(wanted);
      if (!row.hidden) count += 1;
    });
    shown.textContent = shown.dataset.words.replace("{n}", count);
  });
}
