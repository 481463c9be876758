import { checkEnvironmentOptions, ContainerApps, Platform } from "../constructs/container-app/platform";
import { Scale } from "../constructs/container-app/scale";
import { Rollout } from "../constructs/rollout/rollout";
import { mergeTags } from "../core/azure/tags";
import { Fault, inWords, refuse } from "../core/fault";
import { AppDeclaration } from "./app";
import { Deployment } from "./deployment";
import { EnvironmentDeclaration, locationOf } from "./environment";
import { isInRegistry } from "./image-source";
import { governance } from "./governance";
import { AppInEnvironment, PlannedPlatform } from "./planned-stacks";

/** What is said of the platform in one place: by an override, by an app or by an environment. */
interface Level {
  readonly platform?: Platform;
  readonly scale?: Scale;
}

/** The stack of an environment's Container Apps environment. */
export function platformStackOf({ name }: EnvironmentDeclaration): string {
  return `${name}-platform`;
}

/** Where an app runs in an environment: what an override says goes before what the app says, and that before the environment. */
export function platformOf(app: AppDeclaration, environment: EnvironmentDeclaration): Platform {
  const levels = levelsOf(app, environment);
  const chosen = levels.find(({ platform }) => platform !== undefined)?.platform;
  if (chosen?.kind !== "containerApps") return Platform.containerInstances();
  const scales = levels.map((level) => level.scale ?? containerApps(level)?.scale);
  const scale = scales.find((one) => one !== undefined) ?? Scale.fixed(1);
  // One that exists takes nothing from farther away.
  const others = chosen.existing === undefined ? containerApps(environment) : undefined;
  return Platform.containerApps({ ...others, ...given(chosen), scale });
}

/** The Container Apps environments: one for each environment with an app that runs in one that is made here. */
export function planPlatforms(
  { project, tags }: Deployment,
  apps: readonly AppInEnvironment[],
): PlannedPlatform[] {
  const first = new Map<string, readonly [AppInEnvironment, ContainerApps]>();
  for (const app of apps) {
    const { platform, environment } = app;
    if (!isMadeHere(platform) || first.has(environment.name)) continue;
    first.set(environment.name, [app, platform]);
  }
  return [...first.values()].map(
    ([{ environment, registry }, { logs, subnetId, internal, zoneRedundancy }]) => {
      const stack = platformStackOf(environment);
      return {
        stack,
        title: `the Container Apps environment of "${environment.name}"`,
        dependencies: [],
        tags: mergeTags(tags, environment.tags),
        ...governance([environment]),
        options: { logs, subnetId, internal, zoneRedundancy },
        name: `${project}-${environment.name}`,
        resourceGroupName: `${project}-${stack}`,
        location: locationOf(environment, registry.declaration),
      };
    },
  );
}

/** What is wrong with the platforms that are chosen. */
export function checkPlatforms({ environments }: Deployment, apps: readonly AppInEnvironment[]): Fault[] {
  return [
    ...environments.flatMap((environment) => {
      const options = containerApps(environment);
      if (!options) return [];
      const property = `environments (${environment.name}).platform`;
      return checkEnvironmentOptions(property, options);
    }),
    ...environments.flatMap((environment) => checkRollout(environment, apps)),
    ...apps.flatMap((app) => [
      ...checkLevels(app),
      ...checkOneEnvironment(app, apps),
      ...checkName(app, apps),
      ...checkRegistry(app),
    ]),
  ];
}

/** What moves a public name from group to group means nothing where no app has a group. */
function checkRollout(environment: EnvironmentDeclaration, apps: readonly AppInEnvironment[]): Fault[] {
  const { name, rollout } = environment;
  if (rollout?.kind !== "gated") return [];
  const here = apps.filter((app) => app.environment.name === name);
  if (here.length === 0 || here.some(({ platform }) => platform.kind === "containerInstances")) return [];
  const { dnsTtlSeconds, drainSeconds } = rollout;
  const usual = Rollout.gated();
  if (dnsTtlSeconds === usual.dnsTtlSeconds && drainSeconds === usual.drainSeconds) return [];
  return refuse(
    `environments (${name}).rollout`,
    inWords(`given dnsTtlSeconds ${dnsTtlSeconds} and drainSeconds ${drainSeconds}`),
    "neither where every app runs on Azure Container Apps, which moves the traffic itself",
    "write Rollout.gated()",
  );
}

/** From the nearest to the farthest. As with all settings, what an override says takes the place of what the app says. */
function levelsOf(app: AppDeclaration, environment: EnvironmentDeclaration): readonly [Level, Level, Level] {
  const override: Level = app.overrides?.[environment.name] ?? {};
  const own: Level = {
    platform: "platform" in override ? undefined : app.platform,
    scale: "scale" in override ? undefined : app.scale,
  };
  return [override, own, { platform: environment.platform }];
}

function containerApps({ platform }: Level): ContainerApps | undefined {
  return platform?.kind === "containerApps" ? platform : undefined;
}

/** What is really given: a property that is undefined is left out. */
function given(options: ContainerApps): Partial<ContainerApps> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function isMadeHere(platform: Platform): platform is ContainerApps {
  return platform.kind === "containerApps" && platform.existing === undefined;
}

/** What is wrong with what an app itself says, above all together with what its environment says. */
function checkLevels({ app, environment, platform }: AppInEnvironment): Fault[] {
  if (platform.kind !== "containerApps") return [];
  const property = `apps (${app.name}).platform`;
  const [override, own] = levelsOf(app, environment);
  return [override, own].flatMap((level) => {
    const { scale, ...options } = containerApps(level) ?? {};
    const says = Object.entries(options).some(([name, value]) => name !== "kind" && value !== undefined);
    return [
      ...(scale && level.scale
        ? refuse(
            `${property}.scale`,
            scale.given,
            "one scale: the app says one beside its platform too",
            "leave one of them out",
          )
        : []),
      ...(says ? checkEnvironmentOptions(property, platform) : []),
    ];
  });
}

/** The apps of an environment share what is made for it. */
function checkOneEnvironment(one: AppInEnvironment, apps: readonly AppInEnvironment[]): Fault[] {
  const { app, environment, platform } = one;
  const first = apps.find((other) => other.environment === environment && isMadeHere(other.platform));
  if (!first || first === one || !isMadeHere(platform)) return [];
  if (sameOptions(platform, first.platform)) return [];
  return refuse(
    `apps (${app.name}).platform`,
    inWords(`other options than those of the app ${JSON.stringify(first.app.name)}`),
    `one Container Apps environment for all apps of ${JSON.stringify(environment.name)}`,
    "give logs, subnetId, internal and zoneRedundancy to the environment's platform, or give this app's existing: the id of another",
  );
}

function sameOptions(one: Platform, other: Platform): boolean {
  const text = (platform: Platform) =>
    JSON.stringify(
      Object.entries(platform)
        .filter(([name, value]) => name !== "scale" && value !== undefined && value !== false)
        .sort(),
    );
  return text(one) === text(other);
}

/** Whether an app's stack would be `ENVIRONMENT-platform`, which is the stack of the Container Apps environment. */
export function takesPlatformName(
  { app, environment, platform }: AppInEnvironment,
  apps: readonly AppInEnvironment[],
): boolean {
  if (app.name !== "platform") return false;
  return (
    platform.kind === "containerApps" ||
    apps.some((other) => other.environment === environment && isMadeHere(other.platform))
  );
}

function checkName(one: AppInEnvironment, apps: readonly AppInEnvironment[]): Fault[] {
  if (!takesPlatformName(one, apps)) return [];
  const { app, environment } = one;
  const allowed = `another name in ${JSON.stringify(environment.name)}, where the stack ${platformStackOf(environment)} holds the Container Apps environment`;
  return refuse("apps (platform).name", app.name, allowed, "rename the app");
}

/**
 * A registry that answers a private network only does not answer Azure Container Apps, which is none of the services that
 * it trusts, unless that runs in the network.
 * Source: Azure documentation, "Azure Container Apps image pull with managed identity" and microsoft/azure-container-apps#379.
 */
function checkRegistry({ app, registry: { declaration }, settings, platform }: AppInEnvironment): Fault[] {
  if (!isMadeHere(platform) || platform.subnetId !== undefined || declaration.existing) return [];
  const { publicNetworkAccess = true, allowedIpRanges } = declaration;
  const isClosed = !publicNetworkAccess || allowedIpRanges !== undefined;
  const pulls = [settings.image, ...(settings.sidecars ?? []).map(({ image }) => image)].some(isInRegistry);
  if (!isClosed || !pulls) return [];
  const name = JSON.stringify(declaration.name);
  return refuse(
    `apps (${app.name}).platform`,
    inWords(`Azure Container Apps in a network of Azure's, and the registry ${name} is closed`),
    "a registry that Container Apps can reach: an open one, or one with a private endpoint in the network of its subnet",
    "write Platform.containerApps({ subnetId }) with a private endpoint of the registry in that network, " +
      "or leave publicNetworkAccess and allowedIpRanges out on the registry",
  );
}
