// Keeps the app's own files, the page for emergencies, an empty check-in, and the last Today, for when the app does not
// answer. VERSION, FILES and QUEUE stand above, written by the app. Nothing of the example is kept.

importScripts(QUEUE);

const OURS = `zonewise-files-${VERSION}`;
const LAST = "zonewise-last";
const BESIDE = ["/help", "/check-in?blank", "/check-in/crash", "/offline"];
const FRESH_MILLISECONDS = 10 * 60 * 1000;
let refreshed = 0;
let turn = 0;
let shown = 0;

async function keep(address, answer) {
  if (!answer.ok || answer.redirected || answer.headers.has("X-Zonewise-Example")) return;
  const headers = new Headers(answer.headers);
  headers.set("X-Zonewise-Seen", new Date().toISOString());
  const cache = await caches.open(LAST);
  await cache.put(address, new Response(await answer.blob(), { headers }));
}

// Today is asked for once this worker answers for every window, so that none is kept from before what was told since;
// an answer that comes late never takes the place of one that was asked for after it.
async function keepToday(mine, answer) {
  if (mine < shown) return;
  shown = mine;
  await keep("/", answer);
}

async function refresh() {
  if (Date.now() - refreshed < FRESH_MILLISECONDS) return;
  refreshed = Date.now();
  for (const address of BESIDE) await keep(address, await fetch(address, { cache: "no-store" }));
}

async function install() {
  await (await caches.open(OURS)).addAll(FILES);
  await refresh();
  await self.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) if (name !== OURS && name !== LAST && name !== "zonewise-reminder") await caches.delete(name);
  await self.clients.claim();
  await keepToday(++turn, await fetch("/", { cache: "no-store" }));
}

async function fromFiles(request) {
  return (await (await caches.open(OURS)).match(request)) ?? fetch(request);
}

async function visit(event) {
  const { request } = event;
  const { pathname } = new URL(request.url);
  const mine = ++turn;
  try {
    const answer = await fetch(request);
    if (answer.ok && request.method === "GET") {
      const copy = answer.clone();
      if (pathname === "/") event.waitUntil(keepToday(mine, copy).then(refresh));
      else if (pathname === "/help") event.waitUntil(keep("/help", copy));
    }
    return answer;
  } catch {
    return request.method === "GET" ? offline(pathname) : kept("/offline");
  }
}

async function kept(address) {
  const found = await (await caches.open(LAST)).match(address);
  return found ?? new Response("Offline.", { status: 503 });
}

function offline(pathname) {
  if (pathname === "/") return lastToday();
  if (pathname === "/check-in") return marked("/check-in?blank", "Offline. What you write waits on this device.");
  if (BESIDE.includes(pathname)) return kept(pathname);
  return kept("/offline");
}

async function lastToday() {
  const found = await (await caches.open(LAST)).match("/");
  if (!found) return kept("/offline");
  const until = Date.parse(found.headers.get("X-Zonewise-Until") ?? "");
  const seen = new Date(found.headers.get("X-Zonewise-Seen")).toLocaleString([], { dateStyle: "full", timeStyle: "short" });
  const waiting = (await Waiting.all()).length;
  const over = !(Date.now() < until);
  const reason = over
    ? "Its day is over, so no dose is shown."
    : waiting ? "You have checked in since. The answer may be another now, so no dose is shown until it has arrived." : "";
  return marked("/", `Offline. This is what stood here on ${seen}. ${reason}`, over || waiting > 0);
}

// Puts a notice onto a kept page and takes out what needs the app, and the dose where it may no longer stand.
async function marked(address, words, withoutDose = false) {
  const found = await (await caches.open(LAST)).match(address);
  if (!found) return kept("/offline");
  let text = await found.text();
  text = text.replace(/<!--online-->[\s\S]*?<!--\/online-->/g, "");
  if (withoutDose) text = text.replace(/<!--dose-->[\s\S]*?<!--\/dose-->/g, "");
  text = text.replace("<!--offline-->", `<p class="offline" role="status">${words}</p>`);
  return new Response(text, { headers: found.headers });
}

// Asks how the day was, at most once a day, from the time that was chosen on and where nobody has checked in. The day is
// the device's own; it counts nothing and names no medicine.
async function remind() {
  const kept = await Reminder.kept();
  const now = new Date();
  const clock = `${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
  const day = now.toDateString();
  if (!kept || Notification.permission !== "granted" || kept.shown === day || clock < kept.at) return;
  if ((await Waiting.all()).length || await hasCheckedIn()) return;
  await Reminder.keep({ ...kept, shown: day });
  await self.registration.showNotification("zonewise", { body: "How was today? Half a minute.", tag: "check-in", icon: "/static/icon-192.png" });
}

async function hasCheckedIn() {
  try {
    const today = await fetch("/", { cache: "no-store", signal: AbortSignal.timeout(8000) });
    return today.headers.get("X-Zonewise-Checked-In") === "yes";
  } catch {
    return false;
  }
}

async function openCheckIn() {
  const [open] = await self.clients.matchAll({ type: "window" });
  if (!open) return self.clients.openWindow("/check-in");
  await open.focus();
  return open.navigate("/check-in");
}

self.addEventListener("periodicsync", (event) => { if (event.tag === "check-in") event.waitUntil(remind()); });
self.addEventListener("message", (event) => { if (event.data === "remind") event.waitUntil(remind()); });
self.addEventListener("notificationclick", (event) => { event.notification.close(); event.waitUntil(openCheckIn()); });
self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(visit(event));
  else if (request.method === "GET" && pathname.startsWith("/static/")) event.respondWith(fromFiles(request));
});
