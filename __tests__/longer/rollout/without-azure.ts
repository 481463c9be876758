import { TerraformStack, Testing } from "cdktf";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { findFaults } from "../../../core/fault";
import { AppDeclaration } from "../../../deployment/app";
import { EnvironmentDeclaration } from "../../../deployment/environment";
import { ImageSource } from "../../../deployment/image-source";
import { createStacks } from "../../../stacks/create-stacks";
import { run } from "../../support/programs";
import { exampleDeployment, StackJson, testApp } from "../../support/synthesis";

/** What Azure gives back of a resource, as Terraform expressions over its arguments. */
const ANSWERS: Record<string, (given: StackJson) => Record<string, unknown>> = {
  azurerm_resource_group: ({ name }) => ({ name }),
  azurerm_container_group: ({ name, dns_name_label }) => ({
    name,
    fqdn: `${dns_name_label}.azurecontainer.example`,
    ip_address: "192.0.2.1",
  }),
  azurerm_traffic_manager_profile: ({ dns_config }) => ({
    fqdn: `${dns_config.relative_name}.trafficmanager.example`,
  }),
  azurerm_traffic_manager_external_endpoint: ({ target }) => ({ target }),
  azurerm_storage_account: ({ name }) => ({ name, primary_access_key: "not-a-real-key" }),
  azurerm_storage_share: ({ name }) => ({ name }),
};

/** What the azurerm provider changes in place. Every other change of a container group replaces it. */
const IN_PLACE = ["tags", "identity", "//", "lifecycle", "depends_on", "provisioner"];

/** The JSON of the example's stack `dev-hello`. */
export function helloStack(
  environment: Partial<EnvironmentDeclaration>,
  app: Partial<AppDeclaration>,
): StackJson {
  const root = testApp();
  const { environments, apps } = exampleDeployment();
  createStacks(
    root,
    exampleDeployment({
      environments: [{ ...environments[0]!, ...environment }],
      apps: [{ ...apps[0]!, image: ImageSource.fromReference("nginx:1.29"), ...app }],
    }),
  );
  expect(findFaults(root)).toEqual([]);
  return JSON.parse(Testing.synth(root.node.findChild("dev-hello") as TerraformStack));
}

/**
 * The stack `dev-hello` that Terraform can apply without Azure: its own JSON, with each resource of Azure's as a
 * `terraform_data` of the same name, replaced when the provider would replace it.
 */
export function withoutAzure(
  environment: Partial<EnvironmentDeclaration>,
  app: Partial<AppDeclaration>,
): StackJson {
  const json = helloStack(environment, app);
  const data = { ...json.resource.terraform_data };
  for (const [type, answers] of Object.entries(ANSWERS)) {
    for (const [name, given] of Object.entries<StackJson>(json.resource[type] ?? {})) {
      const replacing = Object.entries(given).filter(([key]) => !IN_PLACE.includes(key));
      data[name] = {
        input: answers(given),
        ...(type === "azurerm_container_group" && { triggers_replace: Object.fromEntries(replacing) }),
        // What it ignores are arguments of Azure's resource, which this one has not.
        lifecycle: { ...given.lifecycle, ignore_changes: undefined },
        depends_on: given.depends_on,
      };
    }
  }
  const text = JSON.stringify({
    variable: json.variable,
    locals: json.locals,
    output: json.output,
    resource: { terraform_data: data },
  })
    .replace(/azurerm_\w+\.([\w-]+)\.id\b/g, "terraform_data.$1.id")
    .replace(/azurerm_\w+\.([\w-]+)\.(\w+)/g, "terraform_data.$1.output.$2")
    .replace(/azurerm_\w+\.([\w-]+)/g, "terraform_data.$1");
  return JSON.parse(text);
}

/** One thing that Terraform did. */
export interface Step {
  readonly action: "create" | "update" | "delete";
  /** The construct it did it to, for example `container-group`. */
  readonly to: string;
  readonly started: number;
  readonly ended: number;
}

/** What an apply did, in the order in which it was finished. */
export interface Applied {
  readonly status: number | null;
  readonly steps: readonly Step[];
  readonly output: string;
}

/** Runs the stack's configuration in a folder that keeps its state. */
export async function apply(
  folder: string,
  json: StackJson,
  resolver: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Applied> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "main.tf.json"), JSON.stringify(json));
  const options = { cwd: folder, env: { ...process.env, ...env, SLIPWAY_RESOLVER: resolver } };
  const initialised = await run(["terraform", "init", "-input=false", "-no-color"], options);
  if (initialised.status !== 0) throw new Error(initialised.output);
  const { status, output } = await run(["terraform", "apply", "-auto-approve", "-json"], options);
  return { status, output, steps: stepsIn(output) };
}

function stepsIn(log: string): Step[] {
  const steps: Step[] = [];
  for (const line of log.split("\n").filter((line) => line.startsWith("{"))) {
    const { type, hook, "@timestamp": time } = JSON.parse(line);
    if (type === "apply_complete" && hook.action !== "read")
      steps.push({
        action: hook.action,
        to: hook.resource.resource_name.replace(/_[0-9A-F]{8}$/, ""),
        started: Date.parse(time) - hook.elapsed_seconds * 1000,
        ended: Date.parse(time),
      });
  }
  return steps;
}

/** The names of the container groups that exist, superseded ones included. */
export function groupNames(folder: string): string[] {
  const { resources } = JSON.parse(readFileSync(path.join(folder, "terraform.tfstate"), "utf8"));
  const group = resources.find(({ name }: { name: string }) => /^container-group_[0-9A-F]{8}$/.test(name));
  return (group?.instances ?? []).map((instance: StackJson) => instance.attributes.output.value.name);
}
