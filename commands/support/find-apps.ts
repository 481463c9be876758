import { Fault, nearest, refuse as fault } from "../../core/fault";
import { Deployment } from "../../deployment/deployment";
import { planDeployment } from "../../deployment/plan";
import { AppInEnvironment, DeploymentPlan } from "../../deployment/planned-stacks";
import { refuse } from "./command-line";

/**
 * Plans a deployment and finds an app in some of its environments, in their order.
 * @throws CommandError with all that is wrong with the names, or with the deployment itself
 */
export function findApps(
  deployment: Deployment,
  appName: string,
  environments: readonly string[],
): { readonly plan: DeploymentPlan; readonly apps: readonly AppInEnvironment[] } {
  const plan = planDeployment(deployment);
  refuse(plan.faults);
  refuse([
    ...unknown("the app", appName, deployment.apps),
    ...environments.flatMap((name) => unknown("the environment", name, deployment.environments)),
  ]);
  const apps = [...plan.apps, ...plan.awaitingPromotion].filter(({ app }) => app.name === appName);
  const known = deployment.environments
    .map(({ name }) => name)
    .filter((name) => apps.some(({ environment }) => environment.name === name));
  refuse(
    environments
      .filter((name) => !known.includes(name))
      .flatMap((name) =>
        fault(
          "the environment",
          name,
          `those that ${appName} runs in (${known.join(", ") || "none"})`,
          `name one of them, or add ${JSON.stringify(name)} to the app's environments in main.ts`,
        ),
      ),
  );
  return {
    plan,
    apps: environments.map((name) => apps.find(({ environment }) => environment.name === name)!),
  };
}

/** A digest can be fixed only for what this project builds. */
export function checkBuilt({ app, repository }: AppInEnvironment): Fault[] {
  if (repository !== undefined) return [];
  return fault(
    "the app",
    app.name,
    "an app whose image is built here",
    "change its image in main.ts instead",
  );
}

function unknown(property: string, given: string, known: readonly { readonly name: string }[]): Fault[] {
  if (known.some(({ name }) => name === given)) return [];
  const names = known.map(({ name }) => name).join(", ");
  const meant = nearest(
    given,
    known.map(({ name }) => name),
  );
  const fix = meant === undefined ? "correct the name or declare it in main.ts" : `write ${meant}`;
  return fault(property, given, names || "none is declared", fix);
}
