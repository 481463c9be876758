import { Token } from "cdktf";
import { Construct } from "constructs";

/** One fault in what a construct was given: the voice of every error of this project. */
export interface Problem {
  /** The property at fault as its user wrote it, for example `ports[0].port`. */
  readonly property: string;
  /** What was given. It is printed: of what may be a secret, say {@link NOT_SHOWN}. */
  readonly given: unknown;
  /** What is allowed, with its limits. */
  readonly allowed: string;
  /** What to do about it. */
  readonly fix: string;
}

/** Stands in an error for a value that may be a secret. */
export const NOT_SHOWN = Symbol("a plain value (not shown)");

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

/** Every fault in a tree, each with the path of the construct it was found in. */
export function findFaults(root: Construct): string[] {
  return root.node
    .findAll()
    .flatMap(({ node }) => node.validate().map((fault) => (node.path ? `[${node.path}] ${fault}` : fault)));
}

/** What is wrong with a choice among Azure's own words, if anything. */
export function checkChoice(
  property: string,
  given: string | undefined,
  choices: readonly string[],
  fix: string,
): Problem[] {
  if (given === undefined || Token.isUnresolved(given) || choices.includes(given)) return [];
  return [{ property, given, allowed: choices.join(", "), fix }];
}

/** What is wrong with a number that must be whole and within limits, if anything. */
export function checkWholeNumber(
  property: string,
  given: number | undefined,
  limits: { readonly from: number; readonly to?: number; readonly unit?: string },
): Problem[] {
  if (given === undefined || Token.isUnresolved(given)) return [];
  const { from, to = Infinity, unit = "" } = limits;
  if (Number.isInteger(given) && given >= from && given <= to) return [];
  const range = to === Infinity ? `${from} or more` : `${from} to ${to}`;
  return [
    {
      property,
      given,
      allowed: `a whole number of ${range}${unit && ` ${unit}`}`,
      fix: "choose such a number",
    },
  ];
}

function show(given: unknown): string {
  if (given === undefined) return "missing";
  if (typeof given === "symbol") return given.description ?? "";
  // JSON would write NaN and Infinity as null.
  return typeof given === "number" ? String(given) : JSON.stringify(given);
}
