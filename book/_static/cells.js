// Filters, sorting and links for the tables of printed cells (lib/book/cells.py).
// The field is called text, not q: the theme empties every field of that name.
// Without this script the whole table stands in the page.
"use strict";

document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".cells").forEach(startCells));

function startCells(box) {
  const form = box.querySelector(".cells-filter"), status = box.querySelector(".cells-count");
  const body = box.querySelector("tbody"), headings = [...box.querySelectorAll("thead th")];
  const rows = [...body.rows], total = rows.length;
  const numeric = ["printed", "ours"], chosen = ["exhibit", "verdict", "kind", "finding"].filter((name) => form.elements[name]);
  const order = Object.fromEntries([...form.elements.verdict.options].map((option, k) => [option.value, k]));
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  let texts = null, sort = "", timer = 0;

  const value = (row, key, column) => {
    if (key === "verdict") return order[row.dataset.verdict];
    const text = row.cells[column].textContent;
    if (!numeric.includes(key)) return text;
    const found = text.replace(/,/g, "").replace(/[−–]/g, "-").match(/-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?/i);
    return found ? parseFloat(found[0]) : NaN;
  };

  function sortRows() {
    const key = sort.replace(/^-/, ""), down = sort.startsWith("-") ? -1 : 1;
    const column = headings.findIndex((heading) => heading.dataset.key === key);
    let sorted = rows;
    if (column >= 0) {
      const collator = new Intl.Collator("en", {numeric: true});
      const compare = (a, b) => typeof a === "string" ? collator.compare(a, b) : a - b;
      // Cells without a number stand last, whichever way the others run.
      sorted = rows.map((row) => [value(row, key, column), row])
        .sort(([a], [b]) => Number.isNaN(a) || Number.isNaN(b) ? Number.isNaN(a) - Number.isNaN(b) : down * compare(a, b))
        .map(([, row]) => row);
    }
    body.append(...sorted);
    headings.forEach((heading, k) => {
      if (k === column) heading.setAttribute("aria-sort", down > 0 ? "ascending" : "descending");
      else heading.removeAttribute("aria-sort");
    });
  }

  function filterRows() {
    texts ??= rows.map((row) => fold(`${row.textContent} ${row.id}`));
    const words = fold(form.elements.text.value).split(/\s+/).filter(Boolean);
    const wanted = chosen.map((name) => [name, form.elements[name].value]).filter(([, want]) => want);
    let shown = 0;
    rows.forEach((row, k) => {
      const fits = wanted.every(([name, want]) => row.dataset[name] === want) &&
        words.every((word) => texts[k].includes(word));
      row.hidden = !fits;
      shown += fits;
    });
    const none = shown ? "" : "; Clear or the Escape key shows all";
    status.textContent = words.length || wanted.length ? `${shown} of ${total} cells${none}` : `${total} cells`;
  }

  function remember() {
    const state = new URLSearchParams([...new FormData(form)].filter(([, text]) => text));
    if (sort) state.set("sort", sort);
    const hash = state.size ? `#?${state}` : "";
    clearTimeout(timer);  // a browser refuses too many changes in a row
    timer = setTimeout(() => history.replaceState(null, "", location.pathname + location.search + hash), 200);
  }

  function recall() {
    if (location.hash.startsWith("#?")) {
      const state = new URLSearchParams(location.hash.slice(2));
      for (const name of ["text", ...chosen]) form.elements[name].value = state.get(name) ?? "";
      sort = state.get("sort") ?? "";
      sortRows();
      filterRows();
      return;
    }
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.hidden) {
      form.reset();
      target.scrollIntoView();
    }
  }

  function clear() {
    for (const name of ["text", ...chosen]) form.elements[name].value = "";
    if (sort) { sort = ""; sortRows(); }
    filterRows();
    remember();
  }

  for (const heading of headings) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    button.addEventListener("click", () => {
      const key = heading.dataset.key;
      sort = sort === key ? `-${key}` : sort === `-${key}` ? "" : key;
      sortRows();
      remember();
    });
    heading.replaceChildren(button);
  }
  // Cards on a phone are still rows and cells of a table to a screen reader.
  const roles = {table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", th: "columnheader", td: "cell"};
  for (const [name, role] of Object.entries(roles))
    for (const element of box.getElementsByTagName(name)) element.setAttribute("role", role);

  form.addEventListener("input", () => { filterRows(); remember(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => { event.preventDefault(); clear(); });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    clear();
    form.elements.text.focus();
  });
  addEventListener("hashchange", recall);
  form.hidden = false;
  recall();
}
