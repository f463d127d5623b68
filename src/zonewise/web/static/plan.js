"use strict";
// Shows only the fields that belong to what was chosen. Without it all of them are there.

function showFields() {
  const chosen = ["product-form", "often"].map((name) => document.getElementById(name)?.value);
  if (/twice/i.test(document.getElementById("steps")?.value ?? "")) chosen.push("twice");
  for (const part of document.querySelectorAll("[data-forms]")) {
    const filled = [...part.querySelectorAll("input, select")].some((field) => field.value || field.getAttribute("aria-invalid"));
    part.hidden = !filled && !part.dataset.forms.split(" ").some((name) => chosen.includes(name));
  }
}

for (const name of ["product-form", "often", "steps"]) document.getElementById(name)?.addEventListener("input", showFields);
showFields();
