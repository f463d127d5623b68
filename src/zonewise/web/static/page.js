"use strict";
// Every page works without this. It keeps the app usable offline and takes a dose away when its day is over.

const isExample = Boolean(document.querySelector(".example"));
const status_ = document.getElementById("waiting");

function hideWhatIsOver() {
  for (const part of document.querySelectorAll("[data-until]")) {
    if (Date.now() >= Date.parse(part.dataset.until)) {
      const words = document.createElement("p");
      words.textContent = "The day of this dose is over.";
      const again = document.createElement("a");
      again.href = "/";
      again.className = "button";
      again.textContent = "Show today";
      part.replaceChildren(words, again);
      delete part.dataset.until;
      part.removeAttribute("aria-labelledby");
    }
  }
}

async function showWaiting() {
  if (!status_ || isExample) return;
  const items = await Waiting.all();
  const refused = items.filter((item) => item.problem);
  const waiting = items.length - refused.length;
  const lines = [];
  if (waiting) lines.push(`${waiting === 1 ? "1 check-in waits" : `${waiting} check-ins wait`} on this device until the app answers.`);
  status_.replaceChildren(...lines.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
  for (const item of refused) status_.append(...refusedLines(item));
  status_.hidden = !items.length;
}

function refusedLines(item) {
  const words = document.createElement("p");
  words.textContent = `A check-in was not taken: ${item.problem}`;
  const again = document.createElement("a");
  again.className = "button";
  again.href = `/check-in?again=${item.key}`;
  again.textContent = "Look at it";
  const away = document.createElement("button");
  away.className = "plain";
  away.type = "button";
  away.textContent = "Throw it away";
  away.addEventListener("click", async () => { await Waiting.remove(item.key); await showWaiting(); });
  const row = document.createElement("p");
  row.className = "row";
  row.append(again, away);
  return [words, row];
}

async function sendWaiting() {
  if (isExample || !(await Waiting.all()).length) return;
  const { arrived } = await Waiting.send();
  await showWaiting();
  if (arrived.length && location.pathname === "/") location.reload();
}

hideWhatIsOver();
setInterval(hideWhatIsOver, 15000);
addEventListener("pageshow", hideWhatIsOver);
document.addEventListener("visibilitychange", () => { hideWhatIsOver(); sendWaiting(); });
addEventListener("online", sendWaiting);
setInterval(sendWaiting, 20000);
showWaiting().then(sendWaiting);

// Locking clears what this browser kept: what waits here is sent first, and what cannot be sent is asked about.
document.querySelector('form[action="/lock"]')?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.currentTarget;
  await Waiting.send();
  const waiting = (await Waiting.all()).length;
  const question = `${waiting} check-in(s) wait on this device and have not arrived. Lock it and lose them?`;
  if (!waiting || confirm(question)) form.submit();
});

if ("serviceWorker" in navigator && !isExample) {
  navigator.serviceWorker.register("/service_worker.js");
  // A reminder that was asked for comes while the app is open, too; the service worker knows whether it is due.
  setInterval(() => navigator.serviceWorker.controller?.postMessage("remind"), 60000);
}

// The example takes a moment to be made.
document.querySelector('form[action="/example"]')?.addEventListener("submit", (event) => {
  const button = event.currentTarget.querySelector("button");
  button.textContent = "Opening the example ...";
  button.setAttribute("aria-busy", "true");
});

// The device knows its time zone; the person need not spell it.
const zone = document.getElementById("timezone");
if (zone && !zone.value) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
