"use strict";
// A check-in is kept on the device first and sent then, so that nothing is lost when the app does not answer.

const form = document.querySelector("form.check-in");

function onTheClock(zone) {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone || undefined, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).formatToParts(new Date());
  const get = (type) => parts.find((part) => part.type === type).value;
  return { date: `${get("year")}-${get("month")}-${get("day")}`, time: `${get("hour")}:${get("minute")}` };
}

function dayThatGoesOn() {
  const { date, time } = onTheClock(form.dataset.zone);
  if (time >= form.dataset.endsAt) return date;
  const before = new Date(`${date}T12:00:00Z`);
  before.setUTCDate(before.getUTCDate() - 1);
  return before.toISOString().slice(0, 10);
}

function tell(words) {
  const box = document.getElementById("waiting");
  box.replaceChildren(Object.assign(document.createElement("p"), { textContent: words }));
  box.hidden = false;
  box.scrollIntoView();
}

async function fillAgain(key) {
  const item = (await Waiting.all()).find((each) => each.key === key);
  if (!item) return;
  form.reset();
  for (const [name, value] of item.fields) {
    const field = form.elements.namedItem(name);
    if (!field || ["key", "token", "at"].includes(name)) continue;
    const several = field instanceof RadioNodeList ? [...field] : [field];
    for (const each of several) {
      if (["checkbox", "radio"].includes(each.type)) each.checked = each.checked || each.value === value;
      else each.value = value;
      each.closest("details")?.setAttribute("open", "");
    }
  }
  form.dataset.instead = key;
}

async function keepAndSend(event) {
  event.preventDefault();
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  const data = new FormData(form, event.submitter);
  data.delete("token");
  const today = dayThatGoesOn();
  if (!data.get("day")) data.set("day", today);
  if (data.get("day") === today) data.set("at", onTheClock(form.dataset.zone).time);
  const key = data.get("key");
  const signs = data.getAll("danger").filter((sign) => sign !== "none");
  try {
    await Waiting.put({ key, fields: [...data] });
    if (form.dataset.instead) await Waiting.remove(form.dataset.instead);
  } catch {
    sendPlainly(event.submitter); // no room on this device: the way without scripts
    return;
  }
  const { arrived, refused } = await Waiting.send();
  if (arrived.includes(key)) {
    const onDay = form.dataset.back === "day" && data.get("day") !== today;
    location.assign(signs.length ? "/" : onDay ? `/check-in?day=${data.get("day")}&done=written` : "/?done=written");
  } else if (key in refused) {
    await Waiting.remove(key);
    sendPlainly(event.submitter);
  } else if (signs.length) {
    location.assign(`/help#${signs[0]}`);
  } else {
    delete form.dataset.sending;
    form.reset();
    renew();
    tell("Kept on this device. It goes into your diary as soon as the app answers.");
  }
}

// The app names what does not fit beside its field; nothing was written down.
function sendPlainly(button) {
  if (button?.name) {
    const said = document.createElement("input");
    Object.assign(said, { type: "hidden", name: button.name, value: button.value });
    form.append(said);
  }
  form.submit();
}

function renew() {
  form.elements.namedItem("key").value = crypto.randomUUID();
  const day = form.elements.namedItem("day");
  if (day && !day.value) day.value = new URLSearchParams(location.search).get("day") || dayThatGoesOn();
}

// What is answered folds away, and what comes next moves under the finger: the second tap of a double tap is no answer to it.
form?.addEventListener("click", (event) => {
  if (event.detail > 1 && event.target.closest(".scale, #danger, #dose")) { event.preventDefault(); event.stopPropagation(); }
}, true);

if (form && !document.querySelector(".example") && crypto.randomUUID) {
  renew();
  addEventListener("pageshow", (event) => { if (event.persisted) { delete form.dataset.sending; renew(); } });
  form.addEventListener("submit", keepAndSend);
  const again = new URLSearchParams(location.search).get("again");
  if (again) fillAgain(again);
}
