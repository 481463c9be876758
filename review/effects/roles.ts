import { asBlocks } from "../../core/terraform/json";
import { templateOf } from "../../core/terraform/resource-kinds";
import { StackModel } from "../plan/stack-model";

/** What a stack is for, and what people call it. */
export interface StackRole {
  readonly kind: "app" | "image" | "registry" | "platform" | "stateStorage" | "other";
  /** How a sentence names it: "hello in dev", "the image of hello", "the registry dev". */
  readonly subject: string;
  readonly app?: string;
  readonly environment?: string;
  readonly registry?: string;
}

/** Tells what a stack is for from what it declares, so that a base from before any change of shape is read too. */
export function roleOf({ name, resources, dependencies }: StackModel): StackRole {
  const has = (type: string) => [...resources.values()].find((resource) => resource.type === type);
  const group = has("azurerm_container_group") ?? has("azurerm_container_app");
  if (group) {
    const [container] = asBlocks(templateOf(group.attributes).container);
    const app = String(container?.name ?? group.attributes.name);
    const environment = name.endsWith(`-${app}`) ? name.slice(0, -app.length - 1) : undefined;
    return { kind: "app", app, environment, subject: environment ? `${app} in ${environment}` : name };
  }
  if (name.endsWith("-image")) {
    const registry = registryOf(dependencies.find((other) => registryOf(other) !== undefined) ?? "");
    const app = name.slice(registry ? registry.length + 1 : 0, -"-image".length);
    return { kind: "image", app, registry, subject: `the image of ${app}` };
  }
  const registry = registryOf(name);
  if (registry !== undefined) return { kind: "registry", registry, subject: `the registry ${registry}` };
  if (has("azurerm_container_app_environment")) {
    const environment = name.replace(/-platform$/, "");
    return { kind: "platform", environment, subject: `the Container Apps environment of ${environment}` };
  }
  if (has("azurerm_storage_container")) return { kind: "stateStorage", subject: "the state storage" };
  return { kind: "other", subject: `the stack ${name}` };
}

function registryOf(stack: string): string | undefined {
  return /^(.+)-registry$/.exec(stack)?.[1];
}
