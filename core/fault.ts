import { Token } from "cdktf";
import { Construct } from "constructs";
import { nearest } from "./nearest";

/** One fault in what a construct was given: the voice of every error of this project. */
export interface Fault {
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
export const NOT_SHOWN = inWords("a plain value (not shown)");

/** A given value told in words, which are printed without quotes: `inWords("61 containers")`. */
export function inWords(text: string): symbol {
  return Symbol(text);
}

/** One fault, for lists of rules: `...(bad ? refuse("zone", zone, "1, 2 or 3", "leave it out") : [])`. */
export function refuse(property: string, given: unknown, allowed: string, fix: string): Fault[] {
  return [{ property, given, allowed, fix }];
}

/** The sentence that a user reads: property, value, rule, remedy. */
export function describeFault({ property, given, allowed, fix }: Fault): string {
  return `${property} is ${show(given)}. Allowed: ${allowed}. Fix: ${fix}.`;
}

/**
 * Files faults with the construct they were found in. Nothing is thrown here, so that one run reports the
 * faults of the whole tree; `synthesize` (and cdktf itself, stack by stack) refuses the tree if there are any.
 */
export function reportFaults(scope: Construct, faults: readonly Fault[]): void {
  if (faults.length === 0) return;
  const messages = faults.map(describeFault);
  scope.node.addValidation({ validate: () => messages });
}

/** Every fault in a tree with the path of the construct it was found in, or the paths of those that share it. */
export function findFaults(root: Construct): string[] {
  const pathsOf = new Map<string, Set<string>>();
  for (const { node } of root.node.findAll()) {
    for (const fault of node.validate()) {
      pathsOf.set(fault, (pathsOf.get(fault) ?? new Set<string>()).add(node.path));
    }
  }
  return [...pathsOf].map(([fault, paths]) => {
    const more = paths.size > MOST_PATHS ? ` and ${paths.size - MOST_PATHS} more` : "";
    const where = [...paths].slice(0, MOST_PATHS).join(", ") + more;
    return where ? `[${where}] ${fault}` : fault;
  });
}

const MOST_PATHS = 3;

/** What is wrong with a choice among given words, if anything. */
export function checkChoice(property: string, given: unknown, choices: readonly string[]): Fault[] {
  if (given === undefined || Token.isUnresolved(given) || choices.includes(given as string)) return [];
  const meant = typeof given === "string" ? nearest(given, choices) : undefined;
  const fix = `write ${meant === undefined ? "for example " : ""}${JSON.stringify(meant ?? choices[0])}`;
  return refuse(property, given, choices.join(", "), fix);
}

/** What is wrong with a number that must be whole and within limits, if anything. */
export function checkWholeNumber(
  property: string,
  given: number | undefined,
  limits: { readonly from: number; readonly to?: number; readonly unit?: string },
): Fault[] {
  if (given === undefined || Token.isUnresolved(given)) return [];
  const { from, to = MOST_WHOLE_NUMBER, unit = "" } = limits;
  if (Number.isInteger(given) && given >= from && given <= to) return [];
  const inside = Math.min(to, Math.max(from, Number.isFinite(given) ? Math.round(given) : from));
  const allowed = `a whole number of ${from} to ${to}${unit && ` ${unit}`}`;
  return refuse(property, given, allowed, `write for example ${inside}`);
}

/** What is wrong with names of which each may be given once; `property` is that of the whole list. */
export function checkEachOnce(property: string, names: readonly string[], allowed: string): Fault[] {
  return names.flatMap((name, i) => {
    const first = names.indexOf(name);
    return first === i
      ? []
      : refuse(
          `${property}[${i}]`,
          name,
          allowed,
          `rename it or remove it: ${property}[${first}] is the same`,
        );
  });
}

/** Azure's whole numbers have 32 bits. */
const MOST_WHOLE_NUMBER = 2 ** 31 - 1;

function show(given: unknown): string {
  if (given === undefined) return "missing";
  if (typeof given === "symbol") return given.description ?? "";
  // JSON would write NaN and Infinity as null.
  return typeof given === "number" ? String(given) : JSON.stringify(given);
}
