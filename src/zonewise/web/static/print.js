"use strict";
// A button that prints; without it the browser's own menu does.

const printing = document.getElementById("print");
printing.hidden = false;
printing.addEventListener("click", () => window.print());
