import { ContainerGroup, type ContainerGroupConfig } from "@cdktf/provider-azurerm/lib/container-group";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { App, TerraformStack } from "cdktf";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A folder that is removed when the test file is done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
  folders.push(folder);
  return folder;
}

/** Synthesizes what `declare` adds to an app; the folder it is in. */
export function synthesized(declare: (app: App) => void): string {
  const outdir = temporaryFolder();
  const app = new App({ outdir });
  declare(app);
  app.synth();
  return outdir;
}

/** A stack with the azurerm provider and a resource group. */
export function azureStack(app: App, name: string) {
  const stack = new TerraformStack(app, name);
  const provider = new AzurermProvider(stack, "azurerm", { features: [{}] });
  const group = new ResourceGroup(stack, "group", { name: "rg-hello", location: "westeurope" });
  return { stack, provider, group };
}

/** The arguments of a sound container group. */
export function containerGroup(group: ResourceGroup, extra: Partial<ContainerGroupConfig> = {}) {
  return new ContainerGroup(group.node.scope!, "web", {
    name: "hello",
    location: group.location,
    resourceGroupName: group.name,
    osType: "Linux",
    container: [{ name: "hello", image: "nginx:1.29", cpu: 0.5, memory: 0.5, ports: [{ port: 80 }] }],
    ...extra,
  });
}

/** `describe` for tests that run Terraform: skipped by name where there is none, failing where CI says so. */
export function describeWithTerraform(name: string, tests: () => void): void {
  const { error } = spawnSync("terraform", ["version"], { stdio: "ignore" });
  if (!error) return describe(name, tests);
  if (process.env.CI === "true")
    return describe(name, () => test("Terraform is installed", () => fail(error)));
  describe.skip(`${name} (skipped: Terraform is not installed)`, tests);
}

function fail(error: Error): never {
  throw error;
}
