import { Fault, refuse as fault } from "../../core/fault";
import { Deployment } from "../../deployment/deployment";
import { planDeployment } from "../../deployment/plan";
import { AppInEnvironment, DeploymentPlan } from "../../deployment/planned-stacks";
import { refuse } from "./command-line";
import { checkKnown, checkRunsIn } from "./known-names";

/** Every app in each of its environments, with a stack or still without one. */
export function appsIn({ apps, awaitingPromotion }: DeploymentPlan): AppInEnvironment[] {
  return [...apps, ...awaitingPromotion];
}

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
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);
  refuse([
    ...checkKnown("the app", appName, names(deployment.apps)),
    ...environments.flatMap((name) => checkKnown("the environment", name, names(deployment.environments))),
  ]);
  const apps = appsIn(plan).filter(({ app }) => app.name === appName);
  const known = names(deployment.environments).filter((name) =>
    apps.some(({ environment }) => environment.name === name),
  );
  refuse(environments.flatMap((name) => checkRunsIn(appName, name, known)));
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
