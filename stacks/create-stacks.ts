import { App } from "cdktf";
import { healthCheckOf } from "../constructs/rollout/health-check";
import { reportFaults } from "../core/fault";
import { withoutStackTraces } from "../core/terraform/stack-traces";
import { Deployment } from "../deployment/deployment";
import { planDeployment } from "../deployment/plan";
import { applyPolicies } from "../policies/apply-policies";
import { BootstrapStack } from "./bootstrap-stack";
import { ContainerGroupStack } from "./container-group-stack";
import { ImageStack } from "./image-stack";
import { RegistryStack } from "./registry-stack";

/** The stacks of a deployment, by name, so that more can be added to one. */
export interface DeploymentStacks {
  /** The stack of the state storage, if the deployment has one. */
  readonly bootstrap?: BootstrapStack;
  /** For example `dev-registry`. */
  readonly registries: Readonly<Record<string, RegistryStack>>;
  /** For example `dev-hello-image`. */
  readonly images: Readonly<Record<string, ImageStack>>;
  /** For example `dev-hello`. */
  readonly apps: Readonly<Record<string, ContainerGroupStack>>;
}

/**
 * Makes the stacks of a deployment. Faults are filed with the tree and reported together by `synthesize`.
 * @returns the stacks, so that resources of one's own can be added to one: `new ManagementLock(apps["prod-hello"]!, …)`
 */
export function createStacks(app: App, deployment: Deployment): DeploymentStacks {
  return withoutStackTraces(app, () => makeStacks(app, deployment));
}

function makeStacks(app: App, deployment: Deployment): DeploymentStacks {
  const plan = planDeployment(deployment);
  const { backend, stateStorage } = plan;
  const registries: Record<string, RegistryStack> = {};
  const images: Record<string, ImageStack> = {};
  const apps: Record<string, ContainerGroupStack> = {};

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
  for (const { stack, name, image, settings, ...planned } of plan.apps) {
    apps[stack] = new ContainerGroupStack(app, stack, {
      backend,
      name,
      resourceGroupName: name,
      containerName: planned.app.name,
      location: planned.location,
      dnsNameLabel: planned.dnsNameLabel,
      settings,
      rollout: planned.environment.rollout,
      health: healthCheckOf(settings),
      tags: planned.tags,
      image:
        image.kind === "build"
          ? { kind: "build", stack: images[image.stack]!, pull: image.source.props.pull }
          : image,
      registry: registries[planned.registry.stack]!,
    });
  }
  reportFaults(app, plan.faults);
  if (plan.faults.length === 0) {
    const subjects = [...plan.registries, ...plan.apps].map(({ stack, production, policies }) => ({
      stack: (registries[stack] ?? apps[stack])!,
      production,
      severity: policies,
    }));
    applyPolicies(app, subjects, deployment.policySuppressions);
  }
  return { bootstrap, registries, images, apps };
}
