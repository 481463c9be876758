import { Port } from "../../constructs/container-group/port";
import { Probe } from "../../constructs/container-group/probe";
import { Volume } from "../../constructs/container-group/volume";
import { checkTexts } from "../../core/text";
import { exampleDeployment, faultsOf } from "../support/synthesis";

const [hello] = exampleDeployment().apps;
const inApp = (changes: object) => exampleDeployment({ apps: [{ ...hello!, ...changes }] });

test.each([
  [inApp({ environmentVariables: { A: "a\0b" } }), "apps[0].environmentVariables.A"],
  [inApp({ environmentVariables: { A: "half a smile \ud83d" } }), "apps[0].environmentVariables.A"],
  [inApp({ command: ["sh", "a\0"] }), "apps[0].command[1]"],
  [inApp({ livenessProbe: Probe.exec(["a\0"]) }), "apps[0].livenessProbe.command[0]"],
  [
    inApp({
      sidecars: [{ name: "b", image: "b", volumeMounts: [Volume.emptyDir("cache").mountAt("/a\0")] }],
    }),
    "apps[0].sidecars[0].volumeMounts[0].path",
  ],
  [exampleDeployment({ tags: { cost: "\0" } }), "tags.cost"],
])("a text that Azure cannot keep is refused where it was given", (deployment, property) => {
  expect(faultsOf(deployment)).toEqual([
    `${property} is a text that Azure cannot keep. Allowed: a text without U+0000 and without half a surrogate pair. Fix: remove that character.`,
  ]);
});

test("a name is refused too, and not shown", () => {
  expect(checkTexts("tags", { "a\0": "x" })).toEqual([expect.objectContaining({ property: "tags (name)" })]);
});

test("any other text passes, and what refers to itself is read once", () => {
  const value: Record<string, unknown> = { smile: "😀", lines: "a\n\tb\u0001", port: Port.tcp(80) };
  value.self = value;
  expect(checkTexts("it", value)).toEqual([]);
});
