import { TerraformStack } from "cdktf";
import { Backend } from "../backends/backend";
import { StateStorageProps } from "../constructs/state/state-storage";
import { PolicySuppression } from "../policies/apply/apply-policies";
import { OwnPolicy } from "../policies/policy";
import { AppDeclaration } from "./app";
import { EnvironmentDeclaration } from "./environment";
import { RegistryDeclaration } from "./registry";

/**
 * Everything that is deployed.
 *
 * @example
 * const deployment: Deployment = {
 *   project: "acme",
 *   tags: { owner: "shop-team" },
 *   registries: [
 *     { name: "main", location: "westeurope", sku: "Premium", publicNetworkAccess: false, deleteLock: true },
 *   ],
 *   environments: [
 *     { name: "dev", registry: "main" },
 *     { name: "prod", registry: "main", production: true, images: "promoted", rollout: Rollout.gated() },
 *   ],
 *   apps: [
 *     {
 *       name: "hello",
 *       image: ImageSource.fromBuild("examples/hello"),
 *       ports: [Port.tcp(8080)],
 *       livenessProbe: Probe.httpGet("/health"),
 *       overrides: { prod: { cpu: Cpu.cores(2), memory: Memory.gigabytes(4) } },
 *     },
 *   ],
 * };
 */
export interface Deployment {
  /**
   * Starts every name that Azure wants unique, so choose your own: 2–20 lower-case letters and digits, with single
   * hyphens between them.
   */
  readonly project: string;
  /**
   * The registries that images are pushed to and pulled from.
   */
  readonly registries: readonly RegistryDeclaration[];
  /**
   * The places that apps run in.
   */
  readonly environments: readonly EnvironmentDeclaration[];
  /**
   * What runs in them.
   */
  readonly apps: readonly AppDeclaration[];
  /**
   * The images that are fixed: `releases.json`, which `npm run promote` and `npm run rollback` write.
   * @default - none
   */
  readonly releases?: Releases;
  /**
   * Where Terraform keeps the state of all stacks.
   * @default Backend.local()
   */
  readonly backend?: Backend;
  /**
   * The storage account for `Backend.azurerm`, made in a stack of its own called `bootstrap`.
   * @default - none: it exists already, or state is kept elsewhere
   */
  readonly stateStorage?: StateStorageDeclaration;
  /**
   * Azure tags of everything.
   * @default - no tags
   */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * Exceptions from the policies, each with its reason.
   * @default - every policy holds
   */
  readonly policySuppressions?: readonly PolicySuppression[];
  /**
   * Policies of one's own, beside Slipway's: held against the stacks of registries and apps, as strictly as their
   * environment says.
   * @default - Slipway's only
   */
  readonly policies?: readonly OwnPolicy[];
  /**
   * What is added to a stack or changed in it that no prop here can say: functions of the stack, by its name. They run when
   * all stacks are made and before the policies look at them; Terraform checks what comes of it.
   * @default - nothing
   */
  readonly customize?: Readonly<Record<string, StackCustomization>>;
}

/**
 * Adds to a stack, or changes what is in it. The constructs' ids in it, such as `container-group`, stay the same from version
 * to version; `docs/customize.md` has an example.
 */
export type StackCustomization = (stack: TerraformStack) => void;

/** The images that are fixed: by environment, then by app, the digest (`sha256:…`) in the environment's registry. */
export type Releases = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The storage account for state, in a resource group of its own called `PROJECT-state`. */
export interface StateStorageDeclaration extends Omit<StateStorageProps, "resourceGroupName" | "tags"> {
  /**
   * Azure tags, on top of the deployment's.
   * @default - only the deployment's
   */
  readonly tags?: Readonly<Record<string, string>>;
}
