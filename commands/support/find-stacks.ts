import { AppInEnvironment, DeploymentPlan, PlannedStack } from "../../deployment/planned-stacks";
import { CommandError, refuse } from "./command-line";
import { appsIn } from "./find-apps";
import { checkKnown, checkRunsIn } from "./known-names";

/** Which stacks a command is about, as its user says it. */
export interface Selection {
  /** An app, an environment or a stack; or an app and an environment. */
  readonly words: readonly string[];
  readonly all: boolean;
  /** Whether they are taken down, which may be meant of what is declared no more. @default false */
  readonly destroy?: boolean;
}

/**
 * The stacks that are asked for, each after those that it depends on.
 * @throws CommandError for a word that names nothing, with the name that was probably meant
 */
export function findStacks(plan: DeploymentPlan, { words, all, destroy = false }: Selection): PlannedStack[] {
  refuse(plan.faults);
  if (all && words.length > 0) {
    throw new CommandError(`--all is everything: leave out ${words.join(" ")}, or leave out --all.`);
  }
  if (all) return [...plan.stacks];
  if (words.length === 0) {
    const { apps, environments } = namesIn(plan);
    throw new CommandError(
      `Say what: an app (${apps.join(", ")}), an environment (${environments.join(", ")}), both, a stack, or --all.`,
    );
  }
  const asked =
    words.length === 1 ? byWord(plan, words[0]!, destroy) : byPlace(plan, words[0]!, words[1]!, destroy);
  return plan.stacks.filter(({ stack }) => asked.includes(stack));
}

/** These stacks and all that they need. */
export function withDependencies(plan: DeploymentPlan, asked: readonly PlannedStack[]): PlannedStack[] {
  const names = new Set(asked.map(({ stack }) => stack));
  for (const { stack, dependencies } of [...plan.stacks].reverse()) {
    if (names.has(stack)) dependencies.forEach((name) => names.add(name));
  }
  return plan.stacks.filter(({ stack }) => names.has(stack));
}

/** These stacks and all that need them. */
export function withDependents(plan: DeploymentPlan, asked: readonly PlannedStack[]): PlannedStack[] {
  const names = new Set(asked.map(({ stack }) => stack));
  for (const { stack, dependencies } of plan.stacks) {
    if (dependencies.some((name) => names.has(name))) names.add(stack);
  }
  return plan.stacks.filter(({ stack }) => names.has(stack));
}

function byWord(plan: DeploymentPlan, word: string, destroy: boolean): string[] {
  const { apps, environments, stacks } = namesIn(plan);
  if (apps.includes(word) && environments.includes(word)) {
    throw new CommandError(`${word} is both an app and an environment. Name an app and an environment.`);
  }
  const places = appsIn(plan).filter(
    ({ app, environment }) => app.name === word || environment.name === word,
  );
  if (places.length > 0) return deployable(plan, places);
  if (stacks.includes(word)) return [word];
  refuse(checkKnown("the name", word, [...apps, ...environments, ...stacks], destroy));
  return [];
}

function byPlace(plan: DeploymentPlan, app: string, environment: string, destroy: boolean): string[] {
  const { apps, environments } = namesIn(plan);
  refuse([
    ...checkKnown("the app", app, apps, destroy),
    ...checkKnown("the environment", environment, environments, destroy),
  ]);
  const places = appsIn(plan).filter((place) => place.app.name === app);
  const its = places.map((place) => place.environment.name);
  refuse(checkRunsIn(app, environment, its));
  return deployable(
    plan,
    places.filter((place) => place.environment.name === environment),
  );
}

/** The stacks of those that have one. An app that awaits its promotion is refused if it is all that was asked for. */
function deployable(plan: DeploymentPlan, places: readonly AppInEnvironment[]): string[] {
  const awaiting = (place: AppInEnvironment) => plan.awaitingPromotion.includes(place);
  const [first] = places;
  if (first && places.every(awaiting)) {
    throw new CommandError(
      `${first.stack} has no stack yet: promote an image to it first, npm run promote -- ${first.app.name} FROM ${first.environment.name}`,
    );
  }
  return places.filter((place) => !awaiting(place)).map(({ stack }) => stack);
}

function namesIn(plan: DeploymentPlan) {
  const places = appsIn(plan);
  return {
    apps: [...new Set(places.map(({ app }) => app.name))],
    environments: [...new Set(places.map(({ environment }) => environment.name))],
    stacks: plan.stacks.map(({ stack }) => stack),
  };
}
