"use strict";
// Offers names while somebody types, and says at once what the name is. The form works without it.

const typedName = document.getElementById("name");
const offered = document.getElementById("names");
const said = document.getElementById("finding");
let waiting = 0;
let asking = null;

async function ask(path, signal) {
  const answer = await fetch(path, { headers: { Accept: "application/json" }, signal });
  return answer.ok ? answer.json() : null;
}

async function offer() {
  const text = typedName.value.trim();
  if (asking) asking.abort();
  asking = new AbortController();
  if (text.length < 2) { offered.replaceChildren(); said.replaceChildren(); said.className = ""; return; }
  try {
    const names = await ask(`/api/medicines/names?begins=${encodeURIComponent(text)}`, asking.signal);
    offered.replaceChildren(...(names || []).map((name) => Object.assign(document.createElement("option"), { value: name })));
  } catch { /* typed on, or offline: the form still works */ }
}

async function say() {
  const text = typedName.value.trim();
  if (text.length < 3) return;
  try {
    const found = await ask(`/api/medicines/finding?name=${encodeURIComponent(text)}`, asking && asking.signal);
    if (!found || typedName.value.trim() !== text) return;
    const state = Object.assign(document.createElement("span"), { className: "state first", textContent: found.words });
    const first = document.createElement("p");
    first.append(Object.assign(document.createElement("strong"), { textContent: text }), " ", state);
    said.className = "card";
    said.replaceChildren(first, Object.assign(document.createElement("p"), { textContent: found.because }));
  } catch { /* the next letter asks again */ }
}

typedName.addEventListener("input", () => {
  clearTimeout(waiting);
  offer();
  waiting = setTimeout(say, 500);
});
typedName.addEventListener("change", say);
