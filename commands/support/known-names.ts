import { Fault, refuse } from "../../core/fault";
import { nearest } from "../../core/nearest";

/**
 * What is wrong with a name that must be one of those that are known, if anything.
 * @param destroy whether it is taken down: then a name that is like it may be the one that took its place
 */
export function checkKnown(
  property: string,
  given: string,
  known: readonly string[],
  destroy = false,
): Fault[] {
  if (known.includes(given)) return [];
  const meant = nearest(given, known);
  const fix = meant === undefined ? "correct the name or declare it in main.ts" : `write ${meant}`;
  const gone = "if main.ts declares it no more, put it back there, take it down, and then take it out";
  return refuse(property, given, known.join(", ") || "none is declared", destroy ? `${fix}; ${gone}` : fix);
}

/** What is wrong with an environment, if an app does not run in it. */
export function checkRunsIn(app: string, environment: string, known: readonly string[]): Fault[] {
  if (known.includes(environment)) return [];
  return refuse(
    "the environment",
    environment,
    `those that ${app} runs in (${known.join(", ") || "none"})`,
    `name one of them, or add ${JSON.stringify(environment)} to the app's environments in main.ts`,
  );
}
