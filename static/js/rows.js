/* A list that a busy person works through with the keyboard. Without this file every button is there as well. */
"use strict";
(() => {
  if (document.documentElement.dataset.shortcuts === "off") return;
  const rows = [...document.querySelectorAll("[data-row]")];
  const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
  const here = () => rows.findIndex((row) => row.contains(document.activeElement));

  const go = (at) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, at))];
    if (!row) return;
    row.querySelector("a").focus();
    row.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, textarea, select")) return;
    const at = here();
    const by = STEPS[event.key];
    if (by) {
      event.preventDefault();
      return go(at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by);
    }
    const button = at >= 0 && /^[a-z]$/.test(event.key) && rows[at].querySelector(`[data-row-key="${event.key}"]`);
    if (button) {
      event.preventDefault();
      button.click();
    }
  });
})();
