// Answers cases by a DMN model: read by dmn-moddle, each entry of a decision table evaluated by feelin.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.argv[2]}/package.json`);
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const { unaryTest, evaluate } = await load("feelin");
const { DmnModdle } = await load("dmn-moddle");

const { model, cases } = JSON.parse(readFileSync(0, "utf8"));
const { rootElement, warnings } = await new DmnModdle().fromXML(model);

const known = new Map();
function holds(test, value) {
  const key = `${test}\u0000${JSON.stringify(value)}`;
  if (!known.has(key)) known.set(key, unaryTest(test, { "?": value }).value === true);
  return known.get(key);
}

const decisions = rootElement.drgElement
  .filter((element) => element.$type === "dmn:Decision")
  .map((decision) => {
    const table = decision.decisionLogic;
    return {
      name: decision.name,
      policy: table.hitPolicy,
      inputs: table.input.map((input) => input.inputExpression.text),
      rules: table.rule.map((rule) => ({
        tests: rule.inputEntry.map((entry) => entry.text).map((text, place) => [text, place]).filter(([text]) => text !== "-"),
        gives: evaluate(rule.outputEntry[0].text).value,
        name: rule.annotationEntry?.[0]?.text,
      })),
    };
  });

const answers = cases.map((facts) =>
  Object.fromEntries(
    decisions.map(({ name, policy, inputs, rules }) => {
      const fires = ({ tests }) => tests.every(([text, place]) => holds(text, facts[inputs[place]] ?? null));
      if (policy === "COLLECT") return [name, [...new Set(rules.filter(fires).map((rule) => rule.gives))]];
      return [name, rules.find(fires)?.gives ?? null];
    }),
  ),
);
process.stdout.write(JSON.stringify({ warnings: warnings.map((one) => one.message), answers }));
