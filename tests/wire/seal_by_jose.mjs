// Seals contents as SMART Health Links ask for it, by jose alone: packed or not, each with its own key.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

import "./older_node.mjs";

const folder = pathToFileURL(`${process.argv[2]}/node_modules/`);
const { CompactEncrypt, base64url } = await import(new URL("jose/dist/webapi/index.js", folder));

const sealed = [];
for (const { content, key, packed } of JSON.parse(readFileSync(0, "utf8"))) {
  const header = { alg: "dir", enc: "A256GCM", cty: "application/fhir+json", ...(packed ? { zip: "DEF" } : {}) };
  const file = new CompactEncrypt(new TextEncoder().encode(content)).setProtectedHeader(header);
  sealed.push(await file.encrypt(base64url.decode(key)));
}
process.stdout.write(JSON.stringify(sealed));
