// Filters, sorting and links for the tables of printed cells (lib/book/cells.py).
// The field is called text, not q: the theme empties every field of that name.
// Without this script the whole table stands in the page.
"use strict";

const CELLS_FIRST = 50, CELLS_MORE = 100;  // rows shown at first, and by each press of the button

document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".cells").forEach(startCells));

function startCells(box) {
  const form = box.querySelector(".cells-filter"), status = box.querySelector(".cells-count");
  const body = box.querySelector("tbody"), headings = [...box.querySelectorAll("thead th")];
  const rows = [...body.rows], total = rows.length;
  const tools = box.querySelector(".cells-tools"), more = box.querySelector(".cells-more");
  const numeric = ["printed", "ours"], chosen = ["exhibit", "verdict", "kind", "counted", "finding"].filter((name) => form.elements[name]);
  const order = Object.fromEntries([...form.elements.verdict.options].map((option, k) => [option.value, k]));
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  let texts = null, sort = "", timer = 0, limit = CELLS_FIRST, sorted = rows;

  const value = (row, key, column) => {
    if (key === "verdict") return order[row.dataset.verdict];
    const cell = row.cells[column];
    if (!numeric.includes(key)) return cell.textContent;
    // The text before the signs of the findings; words that hold a number somewhere are no number.
    const text = cell.firstChild?.nodeType === Node.TEXT_NODE ? cell.firstChild.data : "";
    const plain = text.replace(/,/g, "").replace(/[−–]/g, "-");
    const found = plain.match(/^(?:about |more than )?(-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)/i);
    return found ? parseFloat(found[1]) : NaN;
  };

  function sortRows() {
    const key = sort.replace(/^-/, ""), down = sort.startsWith("-") ? -1 : 1;
    const column = headings.findIndex((heading) => heading.dataset.key === key);
    sorted = rows;
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
    showFirst();
  }

  // Only the first fitting rows are shown; print and a reader without the script have them all.
  function showFirst() {
    const fitting = sorted.filter((row) => !row.hidden);
    fitting.forEach((row, k) => row.classList.toggle("beyond", k >= limit));
    const narrowed = rows.length > fitting.length ? `${fitting.length} of ${total} cells` : `${total} cells`;
    const none = fitting.length ? "" : "; Clear or the Escape key shows all";
    const part = fitting.length > limit ? `; the first ${limit} are shown` : "";
    status.textContent = narrowed + none + part;
    const left = fitting.length - limit;
    more.hidden = left <= 0;
    buttons.next.textContent = `Show ${Math.min(left, CELLS_MORE)} more`;
    buttons.all.textContent = `Show all ${fitting.length}`;
    buttons.next.hidden = left <= 0;
    buttons.all.hidden = left <= CELLS_MORE;
  }

  function addButton(step) {
    const button = document.createElement("button");
    button.type = "button";
    button.addEventListener("click", () => {
      const fresh = sorted.filter((row) => !row.hidden)[limit];
      limit += step;
      showFirst();
      // The reader goes on at the first new row, not at the end of the page.
      fresh?.querySelector("a")?.focus({preventScroll: true});
    });
    more.append(button, " ");
    return button;
  }

  function filterRows() {
    texts ??= rows.map((row) => fold(`${row.textContent} ${row.id}`));
    const words = fold(form.elements.text.value).split(/\s+/).filter(Boolean);
    const wanted = chosen.map((name) => [name, form.elements[name].value]).filter(([, want]) => want);
    limit = CELLS_FIRST;
    rows.forEach((row, k) => {
      const fits = wanted.every(([name, want]) => row.dataset[name] === want) &&
        words.every((word) => texts[k].includes(word));
      row.hidden = !fits;
    });
    showFirst();
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
    if (!target || target.parentElement !== body) return;
    if (target.hidden) form.reset();
    const place = sorted.filter((row) => !row.hidden).indexOf(target);
    if (place < limit) return;
    limit = Math.ceil((place + 1) / CELLS_MORE) * CELLS_MORE;
    showFirst();
    target.scrollIntoView();
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
  const buttons = {next: addButton(CELLS_MORE), all: addButton(Infinity)};
  tools.hidden = false;
  tools.open = !matchMedia("(max-width: 767px)").matches;
  showFirst();
  recall();
}
