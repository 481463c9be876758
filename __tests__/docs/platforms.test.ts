import { readFileSync } from "node:fs";
import { Platform } from "../../constructs/container-app/platform";
import { Scale } from "../../constructs/container-app/scale";
import { Port } from "../../constructs/container-group/port";
import { Deployment } from "../../deployment/deployment";
import { ImageSource } from "../../deployment/image-source";
import { evaluate } from "../support/documents";
import { exampleDeployment, faultsOf } from "../support/synthesis";

const text = readFileSync("docs/platforms.md", "utf8");

test("what docs/platforms.md declares is sound", () => {
  const [, code] = /```ts\n(.*?)```/s.exec(text)!;
  const fromExample = { ...ImageSource, fromBuild: () => ImageSource.fromBuild("examples/hello") };
  const declared = evaluate<Partial<Deployment>>(`{${code}}`, {
    Platform,
    Scale,
    Port,
    ImageSource: fromExample,
  });
  const registries = [{ name: "main", location: "westeurope" }];
  expect(faultsOf(exampleDeployment({ registries, ...declared }))).toEqual([]);
});
