// Hints at what a narrow screen hides: tables that are cut off, and findings folded until a link opens them.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll(".pst-scrollable-table-container").forEach(watchTable);
  foldFindings();
  openTarget();
  addEventListener("hashchange", openTarget);
});

function watchTable(frame) {
  const mark = () => {
    const over = frame.scrollWidth - frame.clientWidth;
    frame.classList.toggle("wide", over > 1);
    frame.classList.toggle("cut", over > 1 && frame.scrollLeft < over - 1);
  };
  frame.addEventListener("scroll", mark, {passive: true});
  new ResizeObserver(mark).observe(frame);
}

// On a phone even contradictions are folded: their heads say what they are.
function foldFindings() {
  if (!matchMedia("(max-width: 767px)").matches) return;
  for (const finding of document.querySelectorAll("details.finding[open]")) finding.open = false;
}

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const finding = target?.closest("details.finding");
  if (!finding) return;
  finding.open = true;
  target.scrollIntoView();
}
