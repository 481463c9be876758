import { readFileSync } from "node:fs";
import { Port } from "../../constructs/container-group/port";
import { HealthCheck } from "../../constructs/rollout/health-check";
import { Rollout } from "../../constructs/rollout/rollout";
import { Deployment } from "../../deployment/deployment";
import { ImageSource } from "../../deployment/image-source";
import { evaluate } from "../support/documents";
import { exampleDeployment, faultsOf } from "../support/synthesis";

const blocks = [...readFileSync("docs/rollout.md", "utf8").matchAll(/```ts\n(.*?)```/gs)].map(
  ([, code]) => code!,
);

test.each(blocks)("what docs/rollout.md declares is sound: %s", (code) => {
  const declared = evaluate<Partial<Deployment>>(`{${code}}`, { Rollout, HealthCheck, ImageSource, Port });
  const registries = ["dev", "prod"].map((name) => ({ name, location: "westeurope" }));
  const apps = exampleDeployment().apps.map((app) => ({ ...app, health: HealthCheck.http("/health") }));
  expect(faultsOf(exampleDeployment({ registries, apps, ...declared }))).toEqual([]);
});
