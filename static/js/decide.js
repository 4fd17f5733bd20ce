/* Deciding answers: choosing an outcome fills in the usual reason, until somebody writes their own. */
"use strict";
for (const row of document.querySelectorAll("[data-decision]")) {
  const reason = row.querySelector("textarea");
  const usual = {};
  for (const each of row.querySelectorAll("[data-usual]")) usual[each.dataset.usual] = each.textContent;
  const isUsual = () => !reason.value.trim() || Object.values(usual).includes(reason.value.trim());
  const show = (outcome) => {
    for (const name of ["agenda_item", "agenda_title"]) toggle(name, outcome === "agenda");
    toggle("parked_until", outcome === "parked");
  };
  const toggle = (name, on) => {
    const field = row.querySelector(`[name$="-${name}"]`);
    if (field) field.closest(".mb-3").hidden = !on;
  };
  const chosen = row.querySelector("input[type=radio]:checked");
  show(chosen ? chosen.value : "");
  row.addEventListener("change", (event) => {
    if (event.target.type !== "radio") return;
    if (isUsual()) reason.value = usual[event.target.value] || "";
    show(event.target.value);
  });
}
