import { ContainerGroup, type ContainerGroupConfig } from "@cdktf/provider-azurerm/lib/container-group";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { type App, TerraformStack } from "cdktf";
import { withoutStackTraces } from "../../core/terraform/stack-traces";
import { makeFolder } from "../support/folders";
import { testApp } from "../support/synthesis";

/** Synthesizes what `declare` adds to an app; the folder it is in. */
export function synthesized(declare: (app: App) => void): string {
  const outdir = makeFolder();
  const app = testApp(outdir);
  withoutStackTraces(app, () => declare(app));
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
