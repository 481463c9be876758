import { TerraformStack } from "cdktf";
import { ContainerProps } from "../../constructs/container-group/container";
import { ContainerGroup } from "../../constructs/container-group/container-group";
import { Cpu } from "../../constructs/container-group/cpu";
import { Memory } from "../../constructs/container-group/memory";
import { Port } from "../../constructs/container-group/port";
import { ContainerGroupProps } from "../../constructs/container-group/props";
import { ContainerRegistry, ContainerRegistryProps } from "../../constructs/registry/container-registry";
import { faultsIn, onlyResource, StackJson, stackWith } from "./synthesis";

/** A rule of Azure's: what it allows, and what it refuses with exactly which sentence. */
export type Rule<Props> = readonly [title: string, allowed: Props, refused: Props, fault: string];

/** One test a rule. */
export function testRules<Props>(faults: (props: Props) => string[], rules: readonly Rule<Props>[]): void {
  test.each(rules)("%s", (_, allowed, refused, fault) => {
    expect(faults(allowed)).toEqual([]);
    expect(faults(refused)).toEqual([fault]);
  });
}

const PROVIDERS = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers";

/** Azure's ids of made-up resources. */
export const ids = {
  identity: `${PROVIDERS}/Microsoft.ManagedIdentity/userAssignedIdentities/me`,
  keyVault: `${PROVIDERS}/Microsoft.KeyVault/vaults/vault`,
  registry: `${PROVIDERS}/Microsoft.ContainerRegistry/registries/shared`,
  storageAccount: `${PROVIDERS}/Microsoft.Storage/storageAccounts/logs`,
  subnet: `${PROVIDERS}/Microsoft.Network/virtualNetworks/net/subnets/groups`,
  uuid: "00000000-0000-0000-0000-000000000000",
  workspace: `${PROVIDERS}/Microsoft.OperationalInsights/workspaces/logs`,
};

/** The smallest container group, with what a test changes in it. */
export function addGroup(stack: TerraformStack, changes: Partial<ContainerGroupProps> = {}): ContainerGroup {
  return new ContainerGroup(stack, "group", {
    name: "hello",
    resourceGroupName: "rg",
    location: "westeurope",
    containers: [web()],
    ...changes,
  });
}

/** A container that is fine, with what a test changes in it. */
export function web(changes: Partial<ContainerProps> = {}): ContainerProps {
  return { name: "web", image: "nginx:1.29", ports: [Port.tcp(80)], ...changes };
}

/** Small containers beside it, without a port. */
export function quiet(count: number): ContainerProps[] {
  const cpu = Cpu.cores(0.5);
  const memory = Memory.gigabytes(0.5);
  return Array.from({ length: count }, (_, i) => web({ name: `quiet-${i}`, ports: [], cpu, memory }));
}

/** The faults of a group, without its path. */
export function groupFaults(changes: Partial<ContainerGroupProps>): string[] {
  return faultsIn((stack) => addGroup(stack, changes)).map(withoutPath);
}

/** The faults of a group's only container, without its path. */
export function containerFaults(changes: Partial<ContainerProps>): string[] {
  return groupFaults({ containers: [web(changes)] });
}

/** The JSON of a sound group. */
export function groupJson(changes: Partial<ContainerGroupProps> = {}): StackJson {
  return onlyResource(groupStack(changes), "azurerm_container_group");
}

/** The JSON of a sound group's only container. */
export function containerJson(changes: Partial<ContainerProps>): StackJson {
  return groupJson({ containers: [web(changes)] }).container[0];
}

/** The JSON of a stack with a sound group. */
export function groupStack(changes: Partial<ContainerGroupProps> = {}): StackJson {
  expect(groupFaults(changes)).toEqual([]);
  return stackWith((stack) => addGroup(stack, changes));
}

/** The smallest registry, with what a test changes in it. */
export function addRegistry(
  stack: TerraformStack,
  changes: Partial<ContainerRegistryProps> = {},
): ContainerRegistry {
  return new ContainerRegistry(stack, "registry", {
    name: "slipway",
    resourceGroupName: "rg",
    location: "westeurope",
    ...changes,
  });
}

/** The faults of what a test builds for a registry, without paths. */
export function faultsFor(build: (registry: ContainerRegistry, stack: TerraformStack) => void): string[] {
  return faultsIn((stack) => build(addRegistry(stack), stack)).map(withoutPath);
}

/** A fault without the path of its construct. */
export function withoutPath(fault: string): string {
  return fault.replace(/^\[.*?\] /, "");
}
