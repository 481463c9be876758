import { Fault } from "../../core/fault";
import { AppDeclaration, AppSettings } from "../../deployment/app";
import { checkDeployment } from "../../deployment/check-deployment";
import { Deployment } from "../../deployment/deployment";
import { EnvironmentDeclaration } from "../../deployment/environment";
import { BuildSource } from "../../deployment/image-source";
import { RegistryDeclaration } from "../../deployment/registry";
import { isPlaced, releaseOf, repositoryOf, settingsOf } from "../../deployment/releases";
import { refuse } from "./command-line";

/** An app in an environment, as commands see it. */
export interface Placement {
  readonly app: AppDeclaration;
  readonly environment: EnvironmentDeclaration;
  readonly registry: RegistryDeclaration;
  readonly settings: AppSettings;
  /** The repository in the registry; undefined for an image from elsewhere. */
  readonly repository?: string;
  /** The digest that `releases.json` fixes it to. */
  readonly release?: string;
  /** The stack that runs it. */
  readonly stack: string;
  /** The stack that holds its registry. */
  readonly registryStack: string;
}

/**
 * Finds an app in some environments.
 * @throws CommandError with all that is wrong with the names, or with the deployment itself
 */
export function findPlacements(deployment: Deployment, app: string, environments: string[]): Placement[] {
  refuse(checkDeployment(deployment));
  const faults = [
    ...unknown("the app", app, deployment.apps),
    ...environments.flatMap((name) => unknown("the environment", name, deployment.environments)),
  ];
  refuse(faults);
  const placements = environments.map((name) => placementOf(deployment, app, name));
  refuse(
    placements
      .filter((placement) => !isPlaced(placement.app, placement.environment))
      .map(({ environment }) => ({
        property: "the environment",
        given: environment.name,
        allowed: `those that ${app} runs in (${environmentsOf(deployment, app)})`,
        fix: `choose one of them or add it to the app's environments`,
      })),
  );
  return placements;
}

/** A digest can be fixed only for what this project builds. */
export function checkBuilt({ app, settings }: Placement): Fault[] {
  if (settings.image.kind === "build") return [];
  return [
    {
      property: "the app",
      given: app.name,
      allowed: "an app whose image is built here",
      fix: "change its image in main.ts instead",
    },
  ];
}

function placementOf(deployment: Deployment, appName: string, environmentName: string): Placement {
  const app = deployment.apps.find(({ name }) => name === appName)!;
  const environment = deployment.environments.find(({ name }) => name === environmentName)!;
  const registry = deployment.registries.find(({ name }) => name === environment.registry)!;
  const settings = settingsOf(app, environment);
  return {
    app,
    environment,
    registry,
    settings,
    repository:
      settings.image.kind === "build" ? repositoryOf(app, settings.image as BuildSource) : undefined,
    release: releaseOf(deployment, environment, app),
    stack: `${environmentName}-${appName}`,
    registryStack: `${registry.name}-registry`,
  };
}

function environmentsOf({ apps, environments }: Deployment, appName: string): string {
  const app = apps.find(({ name }) => name === appName)!;
  return (
    environments
      .filter((environment) => isPlaced(app, environment))
      .map(({ name }) => name)
      .join(", ") || "none"
  );
}

function unknown(property: string, given: string, known: readonly { readonly name: string }[]): Fault[] {
  if (known.some(({ name }) => name === given)) return [];
  return [
    {
      property,
      given,
      allowed: known.map(({ name }) => name).join(", ") || "none is declared",
      fix: "correct the name or declare it in main.ts",
    },
  ];
}
