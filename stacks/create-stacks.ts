import { App, TerraformStack } from "cdktf";
import { Backend } from "../backends/backend";
import { IpAddress } from "../constructs/container-group/ip-address";
import { AZURE_PLATFORM } from "../constructs/image/docker-build";
import { healthCheckOf } from "../constructs/rollout/health-check";
import { Fault, reportFaults } from "../core/fault";
import { AppDeclaration, AppSettings } from "../deployment/app";
import { checkDeployment, usable } from "../deployment/check-deployment";
import { Deployment } from "../deployment/deployment";
import { EnvironmentDeclaration } from "../deployment/environment";
import { BuildSource, ImageSource } from "../deployment/image-source";
import { RegistryDeclaration } from "../deployment/registry";
import { awaitsPromotion, isPlaced, releaseOf, repositoryOf, settingsOf } from "../deployment/releases";
import { applyPolicies, POLICY_SEVERITIES, PolicySubject } from "../policies/apply-policies";
import { BootstrapStack } from "./bootstrap-stack";
import { ContainerGroupStack } from "./container-group-stack";
import { ImageStack } from "./image-stack";
import { RegistryStack } from "./registry-stack";
import { resolveImage, resolveSidecarImage } from "./resolve-image";

/** An app in an environment, with what is overridden there. */
interface Placement {
  readonly app: AppDeclaration;
  readonly settings: AppSettings;
  readonly environment: EnvironmentDeclaration;
  readonly registry: RegistryDeclaration;
}

/** Makes the stacks of a deployment. Faults are filed with the tree and reported together by `synthesize`. */
export function createStacks(app: App, deployment: Deployment): void {
  new StackFactory(app, deployment).create();
}

class StackFactory {
  private readonly backend: Backend;
  private readonly owners = new Map<string, string>();
  private readonly registryStacks = new Map<string, RegistryStack>();
  private readonly builds = new Map<string, BuildSource>();
  private readonly imageStacks = new Map<string, ImageStack>();
  private readonly subjects: PolicySubject[] = [];
  private readonly faults: Fault[];

  constructor(
    private readonly scope: App,
    private readonly deployment: Deployment,
  ) {
    // Anything else than a Backend is a fault on file; the rest of the tree is still checked.
    const backend = deployment.backend instanceof Backend ? deployment.backend : Backend.local();
    this.backend = backend.inProject(deployment.project);
    this.faults = checkDeployment(deployment);
  }

  create(): void {
    const placements = this.placements();
    this.createBootstrapStack();
    for (const registry of usable(this.deployment.registries)) {
      this.createRegistryStack(
        registry,
        placements.filter((placement) => placement.registry === registry),
      );
    }
    placements.forEach((placement) => this.createImageStack(placement));
    placements
      .filter(({ environment, app }) => !awaitsPromotion(this.deployment, environment, app))
      .forEach((placement) => this.createContainerGroupStack(placement));
    reportFaults(this.scope, this.faults);
    applyPolicies(this.scope, this.subjects, this.deployment.policySuppressions);
  }

  private placements(): Placement[] {
    const { registries, environments, apps } = this.deployment;
    return usable(apps).flatMap((app) =>
      usable(environments)
        .filter((environment) => isPlaced(app, environment))
        .flatMap((environment) => {
          const registry = usable(registries).find(({ name }) => name === environment.registry);
          const settings = settingsOf(app, environment);
          return registry ? [{ app, settings, environment, registry }] : [];
        }),
    );
  }

  private createBootstrapStack(): void {
    const { stateStorage, project } = this.deployment;
    if (!stateStorage || !this.claim("bootstrap", "the state storage")) return;
    new BootstrapStack(this.scope, "bootstrap", {
      ...stateStorage,
      backend: this.backend,
      resourceGroupName: `${project}-state`,
      tags: this.tags(stateStorage),
    });
  }

  private createRegistryStack(registry: RegistryDeclaration, placements: readonly Placement[]): void {
    const { project } = this.deployment;
    const { name, push = "token", adminUser = false } = registry;
    const id = `${name}-registry`;
    if (!this.claim(id, `the registry "${name}"`)) return;
    if (push === "adminUser" && !adminUser) {
      this.faults.push({
        property: `registries (${name}).push`,
        given: push,
        allowed: "adminUser only with the admin user on",
        fix: "set adminUser: true on the registry, or leave push out for a token",
      });
    }
    if (registry.existing && registry.registryName !== undefined) {
      this.faults.push({
        property: `registries (${name}).registryName`,
        given: registry.registryName,
        allowed: "a name for a new registry only",
        fix: "leave it out: existing names the registry",
      });
    }
    const repositories = this.builtRepositories(placements);
    const stack = new RegistryStack(this.scope, id, {
      ...registry,
      backend: this.backend,
      registryName: registry.registryName ?? `${project}${name}`.replaceAll("-", ""),
      resourceGroupName: `${project}-${id}`,
      pullIdentityName: `${project}-${name}-pull`,
      pushTokens: push === "token" ? Object.fromEntries(repositories) : {},
      tags: this.tags(registry),
    });
    this.registryStacks.set(name, stack);
    this.subject(
      stack,
      this.deployment.environments.filter((environment) => environment.registry === name),
    );
  }

  /** The repository of each app that is built for these placements: one app each, or their aliases would mix. */
  private builtRepositories(placements: readonly Placement[]): Map<string, string> {
    const repositories = new Map<string, string>();
    for (const { app, settings } of placements) {
      if (settings.image.kind !== "build") continue;
      const repository = repositoryOf(app, settings.image);
      const other = [...repositories].find(([name, taken]) => taken === repository && name !== app.name);
      if (other) {
        this.faults.push({
          property: `apps (${app.name}).image.repository`,
          given: repository,
          allowed: `a repository of its own (the app "${other[0]}" has this one)`,
          fix: "give one of them another repository",
        });
      }
      repositories.set(app.name, repository);
    }
    return repositories;
  }

  /** One stack for all environments that share the registry: built once, run in each. */
  private createImageStack({ app, settings, registry, environment }: Placement): void {
    const source = settings.image;
    const id = imageStackId(registry, app);
    const registryStack = this.registryStacks.get(registry.name);
    if (source.kind !== "build" || !registryStack || environment.images === "promoted") return;
    const built = this.builds.get(id);
    if (built === source) return;
    if (built) {
      this.faults.push({
        property: `apps (${app.name}).overrides.image`,
        given: source.context,
        allowed: `one build of an app in the registry "${registry.name}"`,
        fix: "build it once for all environments of the registry, or give one of them another registry",
      });
      return;
    }
    if (!this.claim(id, `the image of the app "${app.name}" in the registry "${registry.name}"`)) return;
    this.builds.set(id, source);
    const { context, props } = source;
    if (props.platform !== undefined && props.platform !== AZURE_PLATFORM) {
      this.faults.push({
        property: `apps (${app.name}).image.platform`,
        given: props.platform,
        allowed: `${AZURE_PLATFORM}, since Azure Container Instances runs nothing else`,
        fix: "leave the platform out",
      });
    }
    const stack = new ImageStack(this.scope, id, {
      backend: this.backend,
      registry: registryStack,
      push: registry.push,
      context,
      repository: repositoryOf(app, source),
      build: props,
    });
    this.imageStacks.set(id, stack);
  }

  private createContainerGroupStack(placement: Placement): void {
    const { app, settings, environment, registry } = placement;
    const id = `${environment.name}-${app.name}`;
    if (!this.claim(id, `the app "${app.name}" in the environment "${environment.name}"`)) return;
    const name = `${this.deployment.project}-${id}`;
    const hasPublicAddress = (settings.ipAddress ?? IpAddress.public()).type === "Public";
    const { dnsNameLabel = hasPublicAddress && name } = settings;
    const stack = new ContainerGroupStack(this.scope, id, {
      backend: this.backend,
      name,
      resourceGroupName: name,
      containerName: app.name,
      location: environment.location ?? registry.location,
      dnsNameLabel: dnsNameLabel === false ? undefined : dnsNameLabel,
      settings,
      rollout: environment.rollout,
      health: healthCheckOf(settings),
      tags: this.tags(environment),
      resolveImage: (stack) =>
        resolveImage(stack, {
          source: this.released(placement),
          registry: this.registryStacks.get(registry.name),
          image: this.imageStacks.get(imageStackId(registry, app)),
        }),
      resolveSidecarImage: (stack, property, source) =>
        resolveSidecarImage(stack, property, source, this.registryStacks.get(registry.name)),
    });
    this.subject(stack, [environment]);
  }

  /** Has the policies look at a stack as strictly as the strictest of its environments asks for. */
  private subject(stack: TerraformStack, environments: readonly EnvironmentDeclaration[]): void {
    const production = environments.some((environment) => environment.production ?? false);
    const asked = environments.map(
      (environment) => environment.policies ?? (environment.production ? "error" : "warning"),
    );
    const severity = POLICY_SEVERITIES.find((one) => asked.includes(one)) ?? "warning";
    this.subjects.push({ stack, production, severity });
  }

  /** The image that runs: the one that is fixed for the environment, if one is. */
  private released({ app, settings: { image }, environment }: Placement): ImageSource {
    const digest = releaseOf(this.deployment, environment, app);
    if (image.kind !== "build" || digest === undefined) return image;
    return ImageSource.fromRepository(repositoryOf(app, image), { digest }, { pull: image.props.pull });
  }

  /** The deployment's tags and one's own; undefined for none, since Azure gives none back for an empty map. */
  private tags(own: {
    readonly tags?: Readonly<Record<string, string>>;
  }): Record<string, string> | undefined {
    const tags = { ...this.deployment.tags, ...own.tags };
    return Object.keys(tags).length > 0 ? tags : undefined;
  }

  /** Keeps two stacks from having one name, which cdktf would answer with a stack trace. */
  private claim(id: string, owner: string): boolean {
    const other = this.owners.get(id);
    if (other === undefined) {
      this.owners.set(id, owner);
      return true;
    }
    this.faults.push({
      property: "stack name",
      given: id,
      allowed: "each stack name once",
      fix: `rename ${other} or ${owner}`,
    });
    return false;
  }
}

function imageStackId(registry: RegistryDeclaration, app: AppDeclaration): string {
  return `${registry.name}-${app.name}-image`;
}
