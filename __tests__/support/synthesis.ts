import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, TerraformStack, Testing } from "cdktf";
import * as path from "node:path";
import { Port } from "../../constructs/container-group/port";
import { Probe } from "../../constructs/container-group/probe";
import { findFaults } from "../../core/fault";
import { withoutStackTraces } from "../../core/terraform/stack-traces";
import { Deployment } from "../../deployment/deployment";
import { ImageSource } from "../../deployment/image-source";
import { createStacks } from "../../stacks/create-stacks";

/** Terraform's JSON of a stack. Tests reach into it as deep as they like. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type StackJson = any;

/** The bundled example's deployment, with what a test changes in it. */
export function exampleDeployment(changes: Partial<Deployment> = {}): Deployment {
  return {
    project: "slipway",
    tags: { project: "slipway" },
    registries: [{ name: "dev", location: "westeurope" }],
    environments: [{ name: "dev", registry: "dev" }],
    apps: [
      {
        name: "hello",
        image: ImageSource.fromBuild("examples/hello", { aliases: ["v1", "latest"] }),
        ports: [Port.tcp(8080)],
        livenessProbe: Probe.httpGet("/health"),
      },
    ],
    ...changes,
  };
}

/**
 * An app as in `main.ts`.
 * @param outdir where its stacks are written to; by default they lie where those of `main.ts` do, so that paths in the JSON
 * are the same
 */
export function testApp(outdir = path.resolve("cdktf.out")): App {
  return new App({ outdir, stackTraces: false });
}

/** The faults of a deployment, as a user reads them. */
export function faultsOf(deployment: Deployment): string[] {
  const app = testApp();
  createStacks(app, deployment);
  return findFaults(app);
}

/** The faults of whatever a test builds in a stack. */
export function faultsIn(build: (stack: TerraformStack) => void): string[] {
  const app = testApp();
  withoutStackTraces(app, () => build(stackWithProviders(app)));
  return findFaults(app);
}

/** The JSON of every stack of a deployment, by name. The deployment must be sound. */
export function stacksOf(deployment: Deployment): Record<string, StackJson> {
  const app = testApp();
  createStacks(app, deployment);
  expect(findFaults(app)).toEqual([]);
  return withoutStackTraces(app, () =>
    Object.fromEntries(
      app.node.children.map((stack) => [stack.node.id, synthesized(stack as TerraformStack)]),
    ),
  );
}

/** The JSON of one stack that a test builds. */
export function stackWith(build: (stack: TerraformStack) => void): StackJson {
  const app = testApp();
  return withoutStackTraces(app, () => {
    const stack = stackWithProviders(app);
    build(stack);
    return synthesized(stack);
  });
}

/** What a reviewer reads: without cdktf's metadata and versions, and with content tags that do not change. */
export function reviewed(stack: StackJson): StackJson {
  const text = JSON.stringify(stack, (key, value) =>
    key === "//" || key === "required_providers" ? undefined : value,
  );
  return JSON.parse(text.replace(/content-[0-9a-f]{32}/g, "content-…").replace(/"[0-9a-f]{64}"/g, '"…"'));
}

/** The only resource of a type in a stack. */
export function onlyResource(stack: StackJson, type: string): StackJson {
  const resources = Object.values(stack.resource?.[type] ?? {});
  expect(resources).toHaveLength(1);
  return resources[0];
}

/** The address of the only resource of a type in a stack. */
export function onlyAddress(stack: StackJson, type: string): string {
  const names = Object.keys(stack.resource?.[type] ?? {});
  expect(names).toHaveLength(1);
  return `${type}.${names[0]}`;
}

function stackWithProviders(app: App): TerraformStack {
  const stack = new TerraformStack(app, "test");
  new AzurermProvider(stack, "azurerm", { features: [{}] });
  new DockerProvider(stack, "docker");
  return stack;
}

function synthesized(stack: TerraformStack): StackJson {
  return JSON.parse(Testing.synth(stack));
}
