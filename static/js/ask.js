/* Asking: what is only for anonymous shows with anonymous. Without this file it is simply there. */
"use strict";
const how = document.querySelector("[data-how]");
const only = how.querySelector("[data-anonymous]");
const show = () => {
  const chosen = how.querySelector("[name=mode]:checked");
  only.hidden = !chosen || chosen.value !== "anonymous";
  if (chosen) how.querySelector("summary .muted").textContent = chosen.parentElement.querySelector("b").textContent;
};
how.addEventListener("change", show);
show();
