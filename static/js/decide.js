/* Deciding answers: the usual reason fills itself in, and the whole page works by keyboard. Without this file it works too. */
"use strict";
(() => {
  const points = [...document.querySelectorAll("[data-decision]")];
  const usual = {};
  for (const each of document.querySelectorAll("[data-usual]")) usual[each.dataset.usual] = each.textContent;

  const field = (point, name) => point.querySelector(`[name$="-${name}"]`);
  const reasonOf = (point) => field(point, "reason");

  // Choosing an outcome fills in the usual reason, until somebody writes their own.
  for (const point of points) {
    point.addEventListener("change", (event) => {
      if (event.target.type !== "radio") return;
      const reason = reasonOf(point);
      const written = reason.value.trim();
      if (!written || Object.values(usual).includes(written)) reason.value = usual[event.target.value] || "";
    });
  }

  // ---- keys: only when they are not switched off, and never while somebody types --------------------------

  if (document.documentElement.dataset.shortcuts === "off") return;
  const OUTCOMES = { a: "agenda", s: "side", o: "otherwise", l: "parked", n: "declined" };
  const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
  // Where to go on after an outcome: to what it still needs, else to the reason.
  const FIRST = { agenda: "agenda_item", side: "side_activity", parked: "parked_until" };
  const TYPING = "textarea, select, input:not([type=radio], [type=checkbox])";

  const here = () => document.activeElement.closest("[data-decision]");

  const go = (point) => {
    if (!point) return;
    point.focus({ preventScroll: true });
    point.scrollIntoView({ block: "nearest" });
  };

  const step = (by) => {
    const at = points.indexOf(here());
    go(at < 0 ? points[by > 0 ? 0 : points.length - 1] : points[Math.max(0, Math.min(points.length - 1, at + by))]);
  };

  const choose = (point, outcome) => {
    point.querySelector(`input[type=radio][value=${outcome}]`).click();
    const named = field(point, "in_our_words");
    const unnamed = named && !named.value && !FIRST[outcome] && named;
    const next = (FIRST[outcome] && field(point, FIRST[outcome])) || unnamed || reasonOf(point);
    next.focus();
    if (next.select) next.select();
  };

  const together = (point) => {
    const box = field(point, "together_with");
    box.closest("details").open = true;
    box.focus();
  };

  // Enter in a line goes on to the reason; in the reason, or the number of another point, to the next point.
  const onward = (point, from) => {
    const last = from === reasonOf(point) || from === field(point, "together_with");
    if (!last) return reasonOf(point).focus();
    const next = points[points.indexOf(point) + 1];
    if (next) go(next);
    else from.form.querySelector(".actions button:not([name])").focus(); // saves; sending is a choice of its own
  };

  const whileTyping = (event, point) => {
    const box = event.target;
    if (event.key === "Escape") {
      event.preventDefault();
      go(point);
    } else if (event.key === "Enter" && !event.shiftKey && (box === reasonOf(point) || box.matches("input"))) {
      event.preventDefault();
      onward(point, box);
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const point = here();
    if (event.target.closest?.(TYPING)) {
      if (point) whileTyping(event, point);
      return;
    }
    const arrows = event.key.startsWith("Arrow");
    // Arrows belong to a radio button that has the focus, and to reading when no point has it.
    if (event.key in STEPS && !(arrows && (!point || event.target.matches("input")))) {
      event.preventDefault();
      step(STEPS[event.key]);
    } else if (event.key in OUTCOMES || event.key === "m") {
      // Also without a point: “n” must not lead away from what was typed here.
      event.preventDefault();
      if (!point) go(points[0]);
      else if (event.key === "m") together(point);
      else choose(point, OUTCOMES[event.key]);
    }
  });
})();
