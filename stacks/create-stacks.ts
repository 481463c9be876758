import { App, TerraformStack } from "cdktf";
import { parseImageReference } from "../constructs/image-reference";
import { BuildSource, ImageSource, ReferenceSource } from "../constructs/image-source";
import { Problem, reportProblems } from "../constructs/problem";
import { PullCredentials } from "../constructs/pull-credentials";
import { RegistryCredential } from "../constructs/registry-credential";
import { Secret } from "../constructs/secret";
import { Backend } from "./backend";
import { checkDeployment, usable } from "./check-deployment";
import { ContainerGroupStack, ResolvedImage } from "./container-group-stack";
import {
  AppDeclaration,
  AppSettings,
  Deployment,
  EnvironmentDeclaration,
  RegistryDeclaration,
} from "./deployment";
import { ImageStack } from "./image-stack";
import { RegistryStack } from "./registry-stack";
import { awaitsPromotion, isPlaced, releaseOf, settingsOf } from "./releases";
import { StackOutputs } from "./stack-outputs";

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
  private readonly imageStacks = new Map<string, ImageStack>();
  private readonly problems: Problem[];

  constructor(
    private readonly scope: App,
    private readonly deployment: Deployment,
  ) {
    this.backend = deployment.backend ?? Backend.local();
    this.problems = checkDeployment(deployment);
  }

  create(): void {
    const placements = this.placements();
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
    reportProblems(this.scope, this.problems);
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

  private createRegistryStack(registry: RegistryDeclaration, placements: readonly Placement[]): void {
    const { project } = this.deployment;
    const { name, location, sku, push = "token", adminUser = false } = registry;
    const id = `${name}-registry`;
    if (!this.claim(id, `the registry "${name}"`)) return;
    if (push === "adminUser" && !adminUser)
      this.problems.push(adminUserIsOff(`registries (${name}).push`, push));
    const built = placements.flatMap(({ app, settings }) =>
      settings.image.kind === "build" ? [[app.name, repositoryOf(app, settings.image)] as const] : [],
    );
    const stack = new RegistryStack(this.scope, id, {
      backend: this.backend,
      registryName: registry.registryName ?? `${project}${name}`.replaceAll("-", ""),
      resourceGroupName: `${project}-${id}`,
      pullIdentityName: `${project}-${name}-pull`,
      location,
      sku,
      adminUser,
      pushTokens: push === "token" ? Object.fromEntries(built) : {},
      tags: this.tags(registry),
    });
    this.registryStacks.set(name, stack);
  }

  /** One stack for all environments that share the registry: built once, run in each. */
  private createImageStack({ app, settings, registry, environment }: Placement): void {
    const source = settings.image;
    const id = imageStackId(registry, app);
    const registryStack = this.registryStacks.get(registry.name);
    if (source.kind !== "build" || !registryStack || this.imageStacks.has(id)) return;
    // Built all the same where a digest is fixed, so that what follows it is ready.
    if (environment.images === "promoted") return;
    if (!this.claim(id, `the image of the app "${app.name}" in the registry "${registry.name}"`)) return;
    const { context, props } = source;
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
    const { dnsNameLabel = name } = settings;
    new ContainerGroupStack(this.scope, id, {
      backend: this.backend,
      name,
      resourceGroupName: name,
      containerName: app.name,
      location: environment.location ?? registry.location,
      dnsNameLabel: dnsNameLabel === false ? undefined : dnsNameLabel,
      settings,
      rollout: environment.rollout,
      health: settings.health,
      tags: this.tags(environment),
      resolveImage: (stack) => this.resolveImage(stack, placement),
    });
  }

  private resolveImage(stack: TerraformStack, placement: Placement): ResolvedImage {
    const source = placement.settings.image;
    const registryStack = this.registryStacks.get(placement.registry.name);
    const imageStack = this.imageStacks.get(imageStackId(placement.registry, placement.app));
    if (source.kind === "reference") return this.resolveReference(stack, source);
    const unresolved = { image: "unresolved", content: "unresolved" };
    // Without these stacks there is a problem on file already; the rest of the tree is still checked.
    if (!registryStack) return unresolved;
    const registry = new StackOutputs(stack, registryStack);
    const registryCredentials = this.pullFromOwnRegistry(source, registry, placement);
    const release = releaseOf(this.deployment, placement.environment, placement.app);
    if (release !== undefined) {
      const repository = `${registry.text("login_server")}/${repositoryOf(placement.app, source)}`;
      return { image: `${repository}@${release}`, content: release, registryCredentials };
    }
    if (!imageStack) return unresolved;
    return {
      image: new StackOutputs(stack, imageStack).text("image"),
      content: imageStack.contentTag,
      registryCredentials,
    };
  }

  private resolveReference(stack: TerraformStack, { reference, pull }: ReferenceSource): ResolvedImage {
    if (pull?.kind === "identity" || pull?.kind === "adminUser") {
      reportProblems(stack, [
        {
          property: "image.pull",
          given: pull.kind,
          allowed: "password or none for an image outside the registries declared here",
          fix: "use PullCredentials.password, or leave it out for a public image",
        },
      ]);
    }
    const server = parseImageReference(reference)?.server;
    if (!pull?.login || !server) return { image: reference, content: reference };
    const { username, password } = pull.login;
    return {
      image: reference,
      content: reference,
      registryCredentials: [RegistryCredential.password(server, username, password)],
    };
  }

  private pullFromOwnRegistry(
    { props }: BuildSource,
    outputs: StackOutputs,
    { app, registry }: Placement,
  ): RegistryCredential[] {
    const pull = props.pull ?? PullCredentials.identity();
    const server = outputs.text("login_server");
    switch (pull.kind) {
      case "identity":
        return [RegistryCredential.identity(server, outputs.text("pull_identity_id"))];
      case "adminUser": {
        if (!registry.adminUser)
          this.problems.push(adminUserIsOff(`apps (${app.name}).image.pull`, pull.kind));
        const password = Secret.fromExpression(outputs.text("admin_password"));
        return [RegistryCredential.password(server, outputs.text("admin_username"), password)];
      }
      case "password":
        return pull.login
          ? [RegistryCredential.password(server, pull.login.username, pull.login.password)]
          : [];
      case "none":
        return [];
    }
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
    this.problems.push({
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

function repositoryOf(app: AppDeclaration, { props }: Extract<ImageSource, { kind: "build" }>): string {
  return props.repository ?? app.name;
}

function adminUserIsOff(property: string, given: string): Problem {
  return {
    property,
    given,
    allowed: "the admin user only where the registry has it on",
    fix: "set adminUser: true on the registry, or use the default credentials",
  };
}
