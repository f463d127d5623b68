"use strict";
// Opens a SMART Health Link in the browser. Everything that was shared is written as text: no markup of it is taken over.

const PROBLEMS = {
  link: "This is no whole link. Ask for it again, and copy it from its first letter to its last.",
  elsewhere: "This link lies on another relay. Open it there, or paste it into zonewise.",
  ended: "This link has ended. Ask whoever sent it for a new one.",
  busy: "There were too many requests. Wait a minute, then try again.",
  key: "The file does not fit this link. Ask whoever sent it for a new one.",
  away: "The relay does not answer. Check your connection, then try again.",
};
const KNOWN = ["DIV", "H3", "P", "TABLE", "THEAD", "TBODY", "TR", "TH", "TD"];
const place = (id) => document.getElementById(id);

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function readLink() {
  const text = decodeURIComponent(location.hash.slice(1)).replace(/\s/g, "");
  if (!text.startsWith("shlink:/")) throw new Error("link");
  let payload;
  try {
    payload = JSON.parse(new TextDecoder().decode(bytes(text.slice("shlink:/".length))));
    if (bytes(payload.key).length !== 32) throw new Error();
  } catch { throw new Error("link"); }
  if (new URL(payload.url).origin !== location.origin) throw new Error("elsewhere");
  return payload;
}

async function answer(url, options) {
  let response;
  try { response = await fetch(url, options); } catch { throw new Error("away"); }
  if (response.status === 401) {
    const left = (await response.json()).remainingAttempts;
    throw new Error(left ? `The passcode is wrong. Tries left: ${left}.` : "ended");
  }
  if (response.status === 404) throw new Error("ended");
  if (response.status === 429) throw new Error("busy");
  if (!response.ok) throw new Error("away");
  return response;
}

async function sealedFiles(link, recipient, passcode) {
  if ((link.flag ?? "").includes("U")) {
    const url = `${link.url}?recipient=${encodeURIComponent(recipient)}`;
    return [await (await answer(url)).text()];
  }
  const body = JSON.stringify(passcode ? { recipient, passcode } : { recipient });
  const headers = { "content-type": "application/json" };
  const list = await (await answer(link.url, { method: "POST", headers, body })).json();
  return Promise.all(list.files.map(async (file) => file.embedded ?? (await answer(file.location)).text()));
}

async function openSealed(text, key) {
  try {
    const [head, , nonce, content, tag] = text.trim().split(".");
    const header = JSON.parse(new TextDecoder().decode(bytes(head)));
    if (header.alg !== "dir" || header.enc !== "A256GCM") throw new Error();
    const secret = await crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, ["decrypt"]);
    const whole = new Uint8Array([...bytes(content), ...bytes(tag)]);
    const options = { name: "AES-GCM", iv: bytes(nonce), additionalData: new TextEncoder().encode(head) };
    let plain = new Blob([await crypto.subtle.decrypt(options, secret, whole)]);
    if (header.zip === "DEF") plain = await new Response(plain.stream().pipeThrough(new DecompressionStream("deflate-raw"))).blob();
    return JSON.parse(await plain.text());
  } catch { throw new Error("key"); }
}

function copy(from, to) {
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) to.append(child.data);
    else if (child.nodeType === Node.ELEMENT_NODE && KNOWN.includes(child.localName.toUpperCase())) {
      const made = document.createElement(child.localName);
      copy(child, made);
      to.append(made);
    }
  }
}

function add(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  place("content").append(made);
  return made;
}

function show(resource) {
  const resources = (resource.entry ?? []).map((entry) => entry.resource);
  const document_ = resources.find((one) => one.resourceType === "Composition");
  if (document_) place("title").textContent = document_.title;
  for (const one of resources.filter((one) => one.resourceType === "DocumentReference")) {
    const attachment = one.content[0].attachment;
    if (attachment.contentType !== "application/pdf") continue;
    const link = add("a", "Open the page for the prescriber (PDF)");
    const content = bytes(attachment.data);
    link.href = URL.createObjectURL(new Blob([content], { type: "application/pdf" }));
    link.download = "ldn-page.pdf";
  }
  for (const section of document_?.section ?? []) {
    add("h2", section.title);
    const parsed = new DOMParser().parseFromString(section.text?.div ?? "<div/>", "application/xhtml+xml");
    copy(parsed.documentElement, add("div", ""));
  }
}

function tell(error) {
  place("problem").textContent = PROBLEMS[error.message] ?? error.message;
}

function begin() {
  let link;
  try { link = readLink(); } catch (error) { tell(error); return; }
  place("title").textContent = link.label || "A shared diary";
  if (link.exp && link.exp * 1000 <= Date.now()) { tell(new Error("ended")); return; }
  place("with-passcode").hidden = !(link.flag ?? "").includes("P");
  place("ask").hidden = false;
  place("ask").addEventListener("submit", async (event) => {
    event.preventDefault();
    place("problem").textContent = "";
    try {
      const files = await sealedFiles(link, place("recipient").value.trim(), place("passcode").value.trim());
      const opened = await Promise.all(files.map((file) => openSealed(file, link.key)));
      place("ask").hidden = true;
      place("about").hidden = true;
      place("content").replaceChildren();
      opened.forEach(show);
    } catch (error) { tell(error); }
  });
}

window.addEventListener("hashchange", () => location.reload());
begin();
