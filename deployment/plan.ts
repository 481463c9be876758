import { Backend } from "../backends/backend";
import { IpAddress } from "../constructs/container-group/ip-address";
import { existingName } from "../constructs/registry/existing-container-registry";
import { mergeTags } from "../core/azure/tags";
import { checkTexts } from "../core/text";
import { repositoryOf, runsIn, settingsOf } from "./app";
import { checkAzureNames, REFUSED, withUsableName, withUsableNames } from "./check-azure-names";
import { checkDeployment, isProject, usable } from "./check-deployment";
import { checkCustomizations, checkPlan } from "./check-plan";
import { checkSharedValues, withUsableValues } from "./check-shared-values";
import { Deployment } from "./deployment";
import { checkShape } from "./deployment-shape";
import { locationOf } from "./environment";
import { httpsImage } from "./https-image";
import { BuildSource, ImageSource, isInRegistry } from "./image-source";
import { governance } from "./governance";
import {
  AppInEnvironment,
  DeploymentPlan,
  PlannedApp,
  PlannedImage,
  PlannedRegistry,
  PlannedStack,
  PlannedStateStorage,
} from "./planned-stacks";
import { RegistryDeclaration } from "./registry";
import { checkPlatforms, planPlatforms, platformOf, platformStackOf, takesPlatformName } from "./platforms";
import { releaseOf } from "./releases";

/** The plan of what is no deployment: rules are for what has its right shape. */
const EMPTY: DeploymentPlan = {
  backend: Backend.local(),
  registries: [],
  platforms: [],
  images: [],
  apps: [],
  awaitingPromotion: [],
  stacks: [],
  faults: [],
};

/** Plans a deployment: what `createStacks` makes and the commands work on. Nothing is made or read here. */
export function planDeployment(given: Deployment): DeploymentPlan {
  const malformed = checkShape(given);
  if (malformed.length > 0) return { ...EMPTY, faults: malformed };
  const deployment = {
    ...withUsableValues(given),
    project: isProject(given.project) ? given.project : REFUSED,
  };
  const stateStorage = planStateStorage(deployment);
  const registries = usable(deployment.registries).map((registry) => planRegistry(deployment, registry));
  const declared = appsInEnvironments(deployment, registries);
  const platforms = planPlatforms(deployment, declared);
  const images = planImages(declared);
  const imageFor = new Map(images.flatMap((image) => image.builtFor.map((one) => [one, image] as const)));
  const awaitingPromotion = declared.filter(awaitsPromotion);
  const apps = declared
    .filter((one) => !awaitsPromotion(one))
    .map((one) => planApp(deployment, one, imageFor.get(one)));

  // A later stack of the same name is left out: cdktf would answer it with a stack trace.
  const all: readonly PlannedStack[] = [...stateStorage, ...registries, ...platforms, ...images, ...apps];
  const byName = new Map([...all].reverse().map((one) => [one.stack, one]));
  const isFirst = (one: PlannedStack) => byName.get(one.stack) === one;
  const misnamed = apps.filter((app) => takesPlatformName(app, declared));
  const { backend = Backend.local() } = deployment;
  return {
    backend: backend.inProject(deployment.project),
    stateStorage: stateStorage[0],
    registries: registries.map(withUsableNames),
    platforms: platforms.filter(isFirst),
    images: images.filter(isFirst),
    apps: apps
      .filter((app) => isFirst(app) && (app.image.kind !== "build" || isFirst(app.image)))
      .map(withUsableName),
    awaitingPromotion,
    stacks: all.filter(isFirst),
    faults: [
      ...checkTexts("", given),
      ...checkDeployment(given),
      ...checkSharedValues(given),
      ...checkPlan({ stacks: all.filter((one) => !misnamed.some((app) => app === one)), registries, images }),
      ...checkCustomizations(given, [...all, ...awaitingPromotion]),
      ...checkPlatforms(given, declared),
      ...checkAzureNames(registries, apps, stateStorage[0]),
    ],
  };
}

function planStateStorage({ project, tags, stateStorage }: Deployment): PlannedStateStorage[] {
  if (!stateStorage) return [];
  return [
    {
      stack: "bootstrap",
      title: "the state storage",
      dependencies: [],
      tags: mergeTags(tags, stateStorage.tags),
      declaration: stateStorage,
      resourceGroupName: `${project}-state`,
    },
  ];
}

function planRegistry(deployment: Deployment, declaration: RegistryDeclaration): PlannedRegistry {
  const { project, tags } = deployment;
  const { name } = declaration;
  const environments = usable(deployment.environments).filter(({ registry }) => registry === name);
  const repositories = usable(deployment.apps).flatMap((app) =>
    environments
      .filter((environment) => runsIn(app, environment))
      .map((environment) => settingsOf(app, environment).image)
      .flatMap((image) => (image.kind === "build" ? [[app.name, repositoryOf(app, image)]] : [])),
  );
  const stack = `${name}-registry`;
  return {
    stack,
    title: `the registry "${name}"`,
    dependencies: [],
    tags: mergeTags(tags, declaration.tags),
    ...governance(environments),
    declaration,
    registryName: declaration.existing
      ? existingName(declaration.existing)
      : (declaration.registryName ?? `${project}${name}`.replaceAll("-", "")),
    resourceGroupName: `${project}-${stack}`,
    pullIdentityName: `${project}-${name}-pull`,
    repositories: Object.fromEntries(repositories),
  };
}

function appsInEnvironments(
  deployment: Deployment,
  registries: readonly PlannedRegistry[],
): AppInEnvironment[] {
  const byName = new Map(registries.map((registry) => [registry.declaration.name, registry]));
  const environments = usable(deployment.environments).flatMap((environment) => {
    const registry = byName.get(environment.registry);
    return registry ? [{ environment, registry }] : [];
  });
  return usable(deployment.apps).flatMap((app) =>
    environments
      .filter(({ environment }) => runsIn(app, environment))
      .map(({ environment, registry }) => {
        const settings = settingsOf(app, environment);
        return {
          stack: `${environment.name}-${app.name}`,
          app,
          environment,
          registry,
          settings,
          platform: platformOf(app, environment),
          repository: settings.image.kind === "build" ? repositoryOf(app, settings.image) : undefined,
          release: releaseOf(deployment, environment, app),
        };
      }),
  );
}

function awaitsPromotion({ environment, settings, release }: AppInEnvironment): boolean {
  return environment.images === "promoted" && settings.image.kind === "build" && release === undefined;
}

function planImages(apps: readonly AppInEnvironment[]): PlannedImage[] {
  const built = new Map<string, AppInEnvironment[]>();
  for (const one of apps) {
    const { app, environment, registry, settings } = one;
    if (settings.image.kind !== "build" || environment.images === "promoted") continue;
    const key = `${registry.stack} ${app.name}`;
    built.set(key, [...(built.get(key) ?? []), one]);
  }
  return [...built.values()].map((builtFor) => {
    const { app, registry, settings } = builtFor[0]!;
    const source = settings.image as BuildSource;
    const { name } = registry.declaration;
    return {
      stack: `${name}-${app.name}-image`,
      title: `the image of the app "${app.name}" in the registry "${name}"`,
      dependencies: [registry.stack],
      kind: "build",
      app,
      registry,
      source,
      repository: repositoryOf(app, source),
      builtFor,
    };
  });
}

function planApp(
  { project, tags }: Deployment,
  one: AppInEnvironment,
  built: PlannedImage | undefined,
): PlannedApp {
  const { stack, app, environment, registry, settings } = one;
  const image = imageOf(one, built);
  const { sidecars = [], https } = settings;
  const images = [image, ...sidecars.map((sidecar) => sidecar.image), ...(https ? [httpsImage(https)] : [])];
  const name = `${project}-${stack}`;
  const { platform } = one;
  const platformStack =
    platform.kind === "containerApps" && platform.existing === undefined
      ? platformStackOf(environment)
      : undefined;
  const hasLabel =
    platform.kind === "containerInstances" && (settings.ipAddress ?? IpAddress.public()).type === "Public";
  const { dnsNameLabel = hasLabel && name } = settings;
  return {
    ...one,
    title: `the app "${app.name}" in the environment "${environment.name}"`,
    dependencies: [
      ...(images.some(isInRegistry) ? [registry.stack] : []),
      ...(platformStack === undefined ? [] : [platformStack]),
      ...(image.kind === "build" ? [image.stack] : []),
    ],
    tags: mergeTags(tags, environment.tags),
    ...governance([environment]),
    image,
    name,
    location: locationOf(environment, registry.declaration),
    dnsNameLabel: dnsNameLabel === false ? undefined : dnsNameLabel,
    platformStack,
  };
}

/** The image that runs: the one that is fixed for the environment, if one is. */
function imageOf(
  { app, release, settings: { image } }: AppInEnvironment,
  built: PlannedImage | undefined,
): PlannedApp["image"] {
  if (image.kind !== "build") return image;
  if (release === undefined) return built!;
  return ImageSource.fromRepository(
    repositoryOf(app, image),
    { digest: release },
    { pull: image.props.pull },
  );
}
