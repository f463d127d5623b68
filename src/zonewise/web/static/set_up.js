"use strict";
// The time zone of this device, where none is kept yet. Without this the list holds that of the country.

const list = document.getElementById("timezone");
const there = document.getElementById("time-there");

function showTime() {
  if (!list.value) return;
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: list.value, hour: "2-digit", minute: "2-digit" });
  there.textContent = `In ${list.value.replaceAll("_", " ")} it is ${clock.format(new Date())}.`;
  there.hidden = false;
}

if (list) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!there.dataset.kept && [...list.options].some((option) => option.value === here)) list.value = here;
  showTime();
  list.addEventListener("change", showTime);
}
