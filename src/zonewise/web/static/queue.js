"use strict";
// Check-ins wait here, on this device, until the app has them. Each has a key made here: sent twice, it counts once.
// Used by the pages and by the service worker.

const Waiting = {
  open() {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open("zonewise", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("waiting", { keyPath: "key" });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  },

  async does(mode, work) {
    const store = await this.open();
    try {
      return await new Promise((resolve, reject) => {
        const change = store.transaction("waiting", mode, { durability: "strict" });
        const asked = work(change.objectStore("waiting"));
        change.oncomplete = () => resolve(asked.result);
        change.onerror = change.onabort = () => reject(change.error);
      });
    } finally {
      store.close();
    }
  },

  all() { return this.does("readonly", (store) => store.getAll()); },
  put(item) { return this.does("readwrite", (store) => store.put(item)); },
  remove(key) { return this.does("readwrite", (store) => store.delete(key)); },

  // Sends what waits. Returns the keys that arrived, and of those refused what was wrong; the rest goes on waiting.
  send() {
    const work = () => this.sendNow();
    return navigator.locks ? navigator.locks.request("zonewise-send", work) : work();
  },

  async sendNow() {
    const arrived = [], refused = {};
    const items = (await this.all()).filter((item) => !item.problem);
    if (!items.length) return { arrived, refused };
    try {
      const session = await fetch("/api/session", { cache: "no-store", signal: AbortSignal.timeout(8000) });
      if (!session.ok) return { arrived, refused };
      const { token } = await session.json();
      for (const item of items) {
        const answer = await fetch("/check-in", {
          method: "POST",
          body: new URLSearchParams(item.fields),
          headers: { Accept: "application/json", "X-Zonewise-Token": token },
          signal: AbortSignal.timeout(15000),
        });
        if (answer.ok) {
          await this.remove(item.key);
          arrived.push(item.key);
        } else if ([400, 413, 422].includes(answer.status)) {
          const { error } = await answer.json();
          refused[item.key] = `${error.found} ${error.todo}`;
          await this.put({ ...item, problem: refused[item.key] });
        } else {
          break;
        }
      }
    } catch {
      // No connection, or the app was stopped: what waits goes on waiting.
    }
    return { arrived, refused };
  },
};

// Whether and when this device reminds of the check-in: the time on its clock, and the day on which it last did.
const Reminder = {
  async cache() { return caches.open("zonewise-reminder"); },
  async kept() { return (await (await this.cache()).match("/reminder"))?.json(); },
  async keep(setting) { await (await this.cache()).put("/reminder", new Response(JSON.stringify(setting))); },
  async forget() { await (await this.cache()).delete("/reminder"); },
};
