// Opens SMART Health Links by two programs of others. Reads [{link, passcode}] from standard input; writes, for each,
// what `kill-the-clipboard` resolves it to, and what `jose` decrypts of the file at its address.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

import "./older_node.mjs";

const folder = pathToFileURL(`${process.argv[2]}/node_modules/`);
const { SHLViewer } = await import(new URL("kill-the-clipboard/dist/index.esm.js", folder));
const jose = await import(new URL("jose/dist/webapi/index.js", folder));

async function byViewer({ link, passcode }) {
  try {
    const viewer = new SHLViewer({ shlinkURI: link });
    const content = await viewer.resolveSHL({ recipient: "A viewer", ...(passcode ? { passcode } : {}) });
    return content.fhirResources;
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
}

async function byJose({ link, passcode }) {
  const payload = JSON.parse(Buffer.from(link.split("shlink:/")[1], "base64url").toString());
  let text;
  if ((payload.flag ?? "").includes("U")) text = await (await fetch(`${payload.url}?recipient=jose`)).text();
  else {
    const body = JSON.stringify({ recipient: "jose", passcode });
    const list = await (await fetch(payload.url, { method: "POST", headers: { "content-type": "application/json" }, body })).json();
    if (!list.files) return list;
    text = list.files[0].embedded;
  }
  try {
    const { plaintext } = await jose.compactDecrypt(text, jose.base64url.decode(payload.key));
    return [JSON.parse(new TextDecoder().decode(plaintext))];
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
}

const asked = JSON.parse(readFileSync(0, "utf8"));
const answers = [];
for (const one of asked) answers.push({ viewer: await byViewer(one), jose: await byJose(one) });
process.stdout.write(JSON.stringify(answers));
