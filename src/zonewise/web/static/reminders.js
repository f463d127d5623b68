"use strict";
// The reminder of this device, where its browser can show one. It is asked for here and nowhere else.

const part = document.getElementById("on-device");
const setting = document.getElementById("remind");
const clock = document.getElementById("remind-at");
const noMore = document.getElementById("remind-no");
const says = document.getElementById("remind-says");

async function show() {
  const kept = await Reminder.kept();
  if (kept) clock.value = kept.at;
  noMore.hidden = !kept;
  says.textContent = kept ? `You are reminded here from ${kept.at} on.` : "";
}

async function remind(event) {
  event.preventDefault();
  if (await Notification.requestPermission() !== "granted") {
    says.textContent = "Your browser does not let zonewise show notices. You can allow it in the browser's settings.";
    return;
  }
  await Reminder.keep({ at: clock.value, shown: "" });
  const ready = await navigator.serviceWorker.ready;
  await ready.periodicSync?.register("check-in", { minInterval: 60 * 60 * 1000 }).catch(() => {});
  await show();
  ready.active.postMessage("remind");
}

if (part && !document.querySelector(".example") && "Notification" in window && "serviceWorker" in navigator) {
  part.hidden = false;
  setting.addEventListener("submit", remind);
  noMore.addEventListener("click", async () => { await Reminder.forget(); await show(); });
  show();
}
