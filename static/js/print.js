/* A button that prints; where scripts are off the browser's own does. */
"use strict";
const button = document.querySelector("[data-print]");
button.hidden = false;
button.addEventListener("click", () => window.print());
