import { Construct } from "constructs";

/** One fault in what a construct was given: the voice of every error of this project. */
export interface Problem {
  /** The property at fault as its user wrote it, for example `ports[0].port`. */
  readonly property: string;
  /** What was given. Never a secret: it is printed. */
  readonly given: unknown;
  /** What is allowed, with its limits. */
  readonly allowed: string;
  /** What to do about it. */
  readonly fix: string;
}

/** The sentence that a user reads: property, value, rule, remedy. */
export function describeProblem({ property, given, allowed, fix }: Problem): string {
  return `${property} is ${show(given)}. Allowed: ${allowed}. Fix: ${fix}.`;
}

/**
 * Files problems with the construct they were found in. Nothing is thrown here, so that one run reports the
 * faults of the whole tree; `synthesize` (and cdktf itself, stack by stack) refuses the tree if there are any.
 */
export function reportProblems(scope: Construct, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const messages = problems.map(describeProblem);
  scope.node.addValidation({ validate: () => messages });
}

function show(given: unknown): string {
  if (given === undefined) return "missing";
  // JSON would write NaN and Infinity as null.
  return typeof given === "number" ? String(given) : JSON.stringify(given);
}
