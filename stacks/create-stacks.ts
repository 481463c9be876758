import { App, TerraformStack } from "cdktf";
import { healthCheckOfApp } from "../constructs/container-app/health";
import { healthCheckOf } from "../constructs/rollout/health-check";
import { inWords, refuse, reportFaults } from "../core/fault";
import "../core/terraform/node-warnings";
import { withSmallHeap } from "../core/terraform/small-heap";
import { withoutStackTraces } from "../core/terraform/stack-traces";
import { Deployment } from "../deployment/deployment";
import { planDeployment } from "../deployment/plan";
import { applyPolicies } from "../policies/apply/apply-policies";
import { BootstrapStack } from "./bootstrap-stack";
import { ContainerAppStack } from "./container-app-stack";
import { ContainerGroupStack } from "./container-group-stack";
import { ImageStack } from "./image-stack";
import { PlatformStack } from "./platform-stack";
import { RegistryStack } from "./registry-stack";

/** The stack of an app, on either platform. */
export type AppStack = ContainerGroupStack | ContainerAppStack;

/** The stacks of a deployment, by name. */
export interface DeploymentStacks {
  /** The stack of the state storage, if the deployment has one. */
  readonly bootstrap?: BootstrapStack;
  /** For example `dev-registry`. */
  readonly registries: Readonly<Record<string, RegistryStack>>;
  /** For example `dev-hello-image`. */
  readonly images: Readonly<Record<string, ImageStack>>;
  /** The Container Apps environments, for example `prod-platform`. */
  readonly platforms: Readonly<Record<string, PlatformStack>>;
  /** For example `dev-hello`. */
  readonly apps: Readonly<Record<string, AppStack>>;
}

/**
 * Makes the stacks of a deployment. Faults are filed with the tree and reported together by `synthesize`.
 * @returns the stacks, for tests. What is added to one after this, no policy sees: `customize` is the place for that.
 */
export function createStacks(app: App, deployment: Deployment): DeploymentStacks {
  return withoutStackTraces(app, () => withSmallHeap(() => makeStacks(app, deployment)));
}

function makeStacks(app: App, deployment: Deployment): DeploymentStacks {
  const plan = planDeployment(deployment);
  const { backend, stateStorage } = plan;
  const registries: Record<string, RegistryStack> = {};
  const images: Record<string, ImageStack> = {};
  const platforms: Record<string, PlatformStack> = {};
  const apps: Record<string, AppStack> = {};

  const bootstrap =
    stateStorage &&
    new BootstrapStack(app, stateStorage.stack, {
      ...stateStorage.declaration,
      backend,
      resourceGroupName: stateStorage.resourceGroupName,
      tags: stateStorage.tags,
    });
  for (const planned of plan.registries) {
    registries[planned.stack] = new RegistryStack(app, planned.stack, { ...planned, backend });
  }
  for (const { stack, registry, source, repository } of plan.images) {
    images[stack] = new ImageStack(app, stack, {
      backend,
      registry: registries[registry.stack]!,
      push: registry.declaration.push,
      builtBy: registry.declaration.build,
      context: source.context,
      repository,
      build: source.props,
    });
  }
  for (const planned of plan.platforms) {
    platforms[planned.stack] = new PlatformStack(app, planned.stack, { ...planned, backend });
  }
  for (const { stack, name, image, settings, platform, ...planned } of plan.apps) {
    const common = {
      backend,
      resourceGroupName: name,
      location: planned.location,
      settings,
      rollout: planned.environment.rollout,
      tags: planned.tags,
      image:
        image.kind === "build"
          ? { kind: "build" as const, stack: images[image.stack]!, pull: image.source.props.pull }
          : image,
      registry: registries[planned.registry.stack]!,
    };
    apps[stack] =
      platform.kind === "containerApps"
        ? new ContainerAppStack(app, stack, {
            ...common,
            name: planned.app.name,
            platform,
            platformStack: platforms[planned.platformStack ?? ""],
            health: healthCheckOfApp(settings),
          })
        : new ContainerGroupStack(app, stack, {
            ...common,
            name,
            containerName: planned.app.name,
            dnsNameLabel: planned.dnsNameLabel,
            health: healthCheckOf(settings),
          });
  }
  reportFaults(app, plan.faults);
  if (plan.faults.length === 0) {
    customizeStacks(app, deployment);
    const governed = [...plan.registries, ...plan.platforms, ...plan.apps];
    const subjects = governed.map(({ stack, production, policies }) => ({
      stack: (registries[stack] ?? platforms[stack] ?? apps[stack])!,
      production,
      severity: policies,
      customized: stack in (deployment.customize ?? {}),
    }));
    applyPolicies(app, subjects, deployment.policySuppressions, deployment.policies);
  }
  return { bootstrap, registries, images, platforms, apps };
}

function customizeStacks(app: App, { customize = {} }: Deployment): void {
  for (const [name, change] of Object.entries(customize)) {
    const stack = app.node.tryFindChild(name);
    // There is none while it awaits a promotion.
    if (!(stack instanceof TerraformStack)) continue;
    const result: unknown = change(stack);
    if (!(result instanceof Promise)) continue;
    const allowed = "a function that is done when it returns";
    reportFaults(stack, refuse("customize", inWords("an async function"), allowed, "leave out async"));
  }
}
