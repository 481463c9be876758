import { REVISION_LENGTH } from "../constructs/container-group/revision";
import { regionKey } from "../core/azure/location";
import { azureNames } from "../core/azure/names";
import { Fault, refuse } from "../core/fault";
import { AppSettings } from "./app";
import { PlannedApp, PlannedRegistry, PlannedStack, PlannedStateStorage } from "./planned-stacks";

/** Takes the place of a name that was refused: so it is told once, and not once more for all that is called after it. */
export const REFUSED = "refused";

const GROUP_LIMIT = 63;

/** The limit for the name of a push token: `push-APP`, or `push-APP-YYYYMMDD` for one that expires. */
const TOKEN_LIMIT = 49;

/** What Azure would refuse in the names that are made of a deployment's, told where the deployment gives them. */
export function checkAzureNames(
  registries: readonly PlannedRegistry[],
  apps: readonly PlannedApp[],
  stateStorage: PlannedStateStorage | undefined,
): Fault[] {
  return [
    ...registries.flatMap((registry) => [...checkRegistryName(registry), ...checkTokenNames(registry)]),
    ...checkAppNames(apps.filter(isGroup)),
    ...checkResourceGroups(apps.filter((app) => !isGroup(app))),
    ...checkFirstLetter(apps),
    ...sharedBy(apps, appNames).flatMap(([name, stacks]) =>
      refuse(
        "platform.existing",
        name,
        `each name once in a Container Apps environment (${stacks} have this one)`,
        "rename the app, or give one of the environments another platform",
      ),
    ),
    ...sharedBy(registries, ({ registryName }) => [registryName.toLowerCase()]).flatMap(([name, stacks]) =>
      refuse(
        "registryName",
        name,
        `each of Azure's names for one registry, upper and lower case being the same (${stacks} have this one)`,
        "set registryName on one of them",
      ),
    ),
    ...sharedBy(apps, publicNames).flatMap(([name, stacks]) =>
      refuse(
        "dnsNameLabel",
        name,
        `each public name for one stack (${stacks} have this one)`,
        "leave dnsNameLabel out, or override it in all environments but one",
      ),
    ),
    ...sharedBy([...(stateStorage ? [stateStorage] : []), ...apps], newStorageAccounts).flatMap(
      ([name, stacks]) =>
        refuse(
          "storageAccountName",
          name,
          `each storage account made by one stack (${stacks} make this one)`,
          "override volumeMounts in all environments but one, or use AzureFileShare.existing",
        ),
    ),
  ];
}

/** The registry without the names that were refused. */
export function withUsableNames(registry: PlannedRegistry): PlannedRegistry {
  const { registryName, resourceGroupName, repositories } = registry;
  return {
    ...registry,
    registryName: isDerived(registry) && !azureNames.registry.matches(registryName) ? REFUSED : registryName,
    resourceGroupName: azureNames.resourceGroup.matches(resourceGroupName) ? resourceGroupName : REFUSED,
    repositories: Object.fromEntries(
      Object.entries(repositories).filter(([app]) => app.length <= mostWithToken(registry)),
    ),
  };
}

/** The app without a name that was refused. */
export function withUsableName(app: PlannedApp): PlannedApp {
  if (!isGroup(app)) return isTooLong(app) ? { ...app, name: REFUSED } : app;
  const { name, dnsNameLabel } = app;
  const isLabelRefused = dnsNameLabel === name && (excessOf(app) > 0 || !/^[a-z]/.test(name));
  return {
    ...app,
    name: excessOf(app) > 0 ? REFUSED : name,
    dnsNameLabel: isLabelRefused ? REFUSED : dnsNameLabel,
  };
}

function isDerived({ declaration }: PlannedRegistry): boolean {
  return !declaration.existing && declaration.registryName === undefined;
}

/** The longest name of an app that the registry's push tokens can be called after. */
function mostWithToken({ declaration: { push = "token", pushTokenExpiries = [] } }: PlannedRegistry): number {
  if (push !== "token") return GROUP_LIMIT;
  const expires = pushTokenExpiries.some((expiry) => expiry !== "never");
  return TOKEN_LIMIT - "push-".length - (expires ? "-YYYYMMDD".length : 0);
}

function checkRegistryName(registry: PlannedRegistry): Fault[] {
  const { declaration, registryName, resourceGroupName } = registry;
  const property = `registries (${declaration.name}).name`;
  if (!azureNames.resourceGroup.matches(resourceGroupName)) {
    const allowed = `a name that leaves its resource group ${JSON.stringify(resourceGroupName)} within 90 characters`;
    return refuse(property, declaration.name, allowed, `shorten it by ${resourceGroupName.length - 90}`);
  }
  if (!isDerived(registry) || azureNames.registry.matches(registryName)) return [];
  const allowed = `a name that makes Azure's ${JSON.stringify(registryName)} one of ${azureNames.registry.allowed}`;
  return refuse(property, declaration.name, allowed, "set registryName on the registry");
}

function checkTokenNames(registry: PlannedRegistry): Fault[] {
  const most = mostWithToken(registry);
  return Object.keys(registry.repositories)
    .filter((app) => app.length > most)
    .flatMap((app) =>
      refuse(
        `apps (${app}).name`,
        app,
        `at most ${most} characters for an app whose push token in "${registry.declaration.name}" is called after it`,
        `shorten it by ${app.length - most}, or set push on the registry to "dockerLogin"`,
      ),
    );
}

/** By how many characters Azure's name for an app is too long. A gated rollout adds a revision to it. */
function excessOf({ name, environment: { rollout } }: PlannedApp): number {
  return name.length - GROUP_LIMIT + (rollout?.kind === "gated" ? REVISION_LENGTH : 0);
}

/** Told of the longer part of a name, and once for all the stacks that it is in. */
function checkAppNames(apps: readonly PlannedApp[]): Fault[] {
  const longest = new Map<string, PlannedApp>();
  for (const one of apps) {
    const { app, environment } = one;
    const part =
      app.name.length >= environment.name.length
        ? `apps (${app.name})`
        : `environments (${environment.name})`;
    const other = longest.get(part);
    if (excessOf(one) > 0 && (!other || excessOf(one) > excessOf(other))) longest.set(part, one);
  }
  return [...longest].flatMap(([part, one]) => {
    const { app, environment, name } = one;
    const isGated = environment.rollout?.kind === "gated";
    const most = name.length - excessOf(one);
    return refuse(
      `${part}.name`,
      part.startsWith("apps") ? app.name : environment.name,
      `a name that leaves ${JSON.stringify(name)} within ${most} characters${isGated ? " with a gated rollout" : ""}`,
      `shorten it by ${excessOf(one)}, or the other names in that`,
    );
  });
}

function isGroup({ platform }: PlannedApp): boolean {
  return platform.kind === "containerInstances";
}

/** On Container Apps an app's own name is its name in Azure, and its resource group has the longer one. */
function checkResourceGroups(apps: readonly PlannedApp[]): Fault[] {
  return apps.filter(isTooLong).flatMap(({ app, name }) => {
    const allowed = `a name that leaves its resource group ${JSON.stringify(name)} within 90 characters`;
    return refuse(
      `apps (${app.name}).name`,
      app.name,
      allowed,
      `shorten it by ${name.length - 90}, or the other names in that`,
    );
  });
}

function isTooLong({ name }: PlannedApp): boolean {
  return !azureNames.resourceGroup.matches(name);
}

/** The name of an app in a Container Apps environment that exists already, which several environments may share. */
function appNames({ platform, app }: PlannedApp): string[] {
  if (platform.kind !== "containerApps" || platform.existing === undefined) return [];
  return [`${app.name} in ${platform.existing.toLowerCase()}`];
}

/** Told of the project, which every default label starts with. */
function checkFirstLetter(apps: readonly PlannedApp[]): Fault[] {
  const one = apps.find(({ name, dnsNameLabel }) => dnsNameLabel === name && !/^[a-z]/.test(name));
  if (!one) return [];
  const allowed = `a letter first, since public names start with the project's (${one.name})`;
  return refuse(
    "project",
    one.name.slice(0, -one.stack.length - 1),
    allowed,
    "begin it with a letter, or give each app a dnsNameLabel",
  );
}

/** What several stacks would claim, each with their names. */
function sharedBy<T extends PlannedStack>(
  all: readonly T[],
  claims: (one: T) => readonly string[],
): (readonly [claim: string, stacks: string])[] {
  const owners = new Map<string, string[]>();
  for (const one of all) {
    for (const claim of new Set(claims(one))) owners.set(claim, [...(owners.get(claim) ?? []), one.stack]);
  }
  return [...owners]
    .filter(([, stacks]) => stacks.length > 1)
    .map(([claim, stacks]) => [claim, stacks.join(", ")]);
}

/** What only one group can have: its name in the region, or with a gated rollout Traffic Manager's, which is global. */
function publicNames({ dnsNameLabel, location, settings, environment }: PlannedApp): string[] {
  if (dnsNameLabel === undefined) return [];
  if (environment.rollout?.kind === "gated") return [`${dnsNameLabel}.trafficmanager.net`];
  const { dnsNameLabelReusePolicy: policy = "Unsecure" } = settings;
  // Azure adds a hash of the resource group, or a random one.
  if (policy === "ResourceGroupReuse" || policy === "Noreuse") return [];
  return [
    `${dnsNameLabel}.${regionKey(location)}.azurecontainer.io${policy === "Unsecure" ? "" : ` (${policy})`}`,
  ];
}

function newStorageAccounts(one: PlannedStateStorage | PlannedApp): string[] {
  if (!("settings" in one)) return [one.declaration.storageAccountName];
  const { settings } = one;
  return [settings, ...(settings.sidecars ?? [])].flatMap(
    ({ volumeMounts = [] }: Pick<AppSettings, "volumeMounts">) =>
      volumeMounts.flatMap(({ volume }) => volume?.share?.newStorageAccountName ?? []),
  );
}
