import { Backend } from "../backends/backend";
import { EnvironmentOptions, Platform } from "../constructs/container-app/platform";
import { Fault } from "../core/fault";
import { PolicySeverity } from "../policies/apply/apply-policies";
import { AppDeclaration, AppSettings } from "./app";
import { StateStorageDeclaration } from "./deployment";
import { EnvironmentDeclaration } from "./environment";
import { BuildSource, ReferenceSource, RepositorySource } from "./image-source";
import { RegistryDeclaration } from "./registry";

/** A stack that a deployment has. */
export interface PlannedStack {
  /** Its name, as `cdktf deploy` takes it. */
  readonly stack: string;
  /** What it is, in words: `the app "hello" in the environment "dev"`. */
  readonly title: string;
  /** The stacks whose outputs it reads: they are deployed before it. */
  readonly dependencies: readonly string[];
  /** Azure tags of all that is in it. */
  readonly tags?: Record<string, string>;
}

/** A stack that the policies look at. */
export interface GovernedStack extends PlannedStack {
  /** Whether it serves an environment marked as production. */
  readonly production: boolean;
  /** What a finding does to it. */
  readonly policies: PolicySeverity;
}

/** The storage account for state. */
export interface PlannedStateStorage extends PlannedStack {
  readonly declaration: StateStorageDeclaration;
  readonly resourceGroupName: string;
}

/** A registry, with what is pushed to it. */
export interface PlannedRegistry extends GovernedStack {
  readonly declaration: RegistryDeclaration;
  /** What Azure calls it. */
  readonly registryName: string;
  readonly resourceGroupName: string;
  readonly pullIdentityName: string;
  /** The repository of each app that is built for its environments, by the app's name. */
  readonly repositories: Readonly<Record<string, string>>;
}

/** An image, built once for all environments that share a registry. */
export interface PlannedImage extends PlannedStack {
  readonly kind: "build";
  readonly app: AppDeclaration;
  readonly registry: PlannedRegistry;
  readonly source: BuildSource;
  readonly repository: string;
  /** Where the app is that it is built for. */
  readonly builtFor: readonly AppInEnvironment[];
}

/** The Container Apps environment of an environment, where apps of it run on Azure Container Apps. */
export interface PlannedPlatform extends GovernedStack {
  readonly options: EnvironmentOptions;
  /** What Azure calls it. */
  readonly name: string;
  readonly resourceGroupName: string;
  readonly location: string;
}

/** An app in an environment, whether it has a stack there yet or not. */
export interface AppInEnvironment {
  /** The stack that runs it. */
  readonly stack: string;
  readonly app: AppDeclaration;
  readonly environment: EnvironmentDeclaration;
  readonly registry: PlannedRegistry;
  /** Its settings, with what is overridden in the environment. */
  readonly settings: AppSettings;
  /** Where in Azure it runs, with all that its environment says of that, and its scale. */
  readonly platform: Platform;
  /** The repository of its image, if that is built here. */
  readonly repository?: string;
  /** The digest that `releases.json` fixes it to, if any. */
  readonly release?: string;
  /** What it runs: what is built here, or an image that exists already, such as the one that it is fixed to. */
  readonly image?: PlannedImage | RepositorySource | ReferenceSource;
}

/** An app that runs in an environment. */
export interface PlannedApp extends AppInEnvironment, GovernedStack {
  readonly image: PlannedImage | RepositorySource | ReferenceSource;
  /** What Azure calls its container group, and its resource group on either platform. */
  readonly name: string;
  readonly location: string;
  /** The first part of its container group's public name; without one it has an IP address only. */
  readonly dnsNameLabel?: string;
  /** The stack of the Container Apps environment that it runs in, if that is made here. */
  readonly platformStack?: string;
}

/** What a deployment comes to: its stacks, who shares what, and what is wrong between its parts. */
export interface DeploymentPlan {
  /** Where the state of every stack is kept. */
  readonly backend: Backend;
  readonly stateStorage?: PlannedStateStorage;
  readonly registries: readonly PlannedRegistry[];
  readonly platforms: readonly PlannedPlatform[];
  readonly images: readonly PlannedImage[];
  readonly apps: readonly PlannedApp[];
  /** What has no stack yet, because no image was promoted to its environment. */
  readonly awaitingPromotion: readonly AppInEnvironment[];
  /** All stacks, each after those that it depends on. */
  readonly stacks: readonly PlannedStack[];
  /** With any of these nothing may be made. What cannot be planned because of them is left out. */
  readonly faults: readonly Fault[];
}
