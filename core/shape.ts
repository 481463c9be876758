import { checkChoice, Fault, inWords, refuse } from "./fault";
import { nearest } from "./nearest";

/**
 * A kind of value, told apart at run time: a program may be JavaScript, or run where no compiler is asked.
 * @returns what is wrong with a value; `property` is where it was given
 */
export type Kind = (property: string, value: unknown) => Fault[];

/** A kind that is no other's; undefined is of every kind. */
export function kind(allowed: string, fix: string, is: (value: unknown) => boolean): Kind {
  return (property, value) =>
    value === undefined || is(value) ? [] : refuse(property, inWords(described(value)), allowed, fix);
}

/** A text. */
export const text = kind("a string", "write it in quotes", (value) => typeof value === "string");

/** A yes or no. */
export const yesNo = kind("true or false", "write true or false, without quotes", (value) => {
  return typeof value === "boolean";
});

/** A number; its limits are checked elsewhere. */
export const number = kind("a number", "write digits, without quotes", (value) => typeof value === "number");

/** Any value. */
export const anything: Kind = () => [];

/** One of some words. */
export function oneOf(choices: readonly string[]): Kind {
  return (property, value) => checkChoice(property, value, choices);
}

/** What a factory makes: `made("Rollout.gated()", isRollout)`. */
export function made(example: string, is: (value: unknown) => boolean): Kind {
  return kind(`what ${example} makes`, `write for example ${example}`, is);
}

/** What a factory of a class makes: `instance("Port.tcp(8080)", Port)`. */
export function instance(example: string, type: { [Symbol.hasInstance](value: unknown): boolean }): Kind {
  return made(example, (value) => value instanceof type);
}

/** A function: `func("(stack) => { … }")`. */
export function func(example: string): Kind {
  return kind("a function", `write for example ${example}`, (value) => typeof value === "function");
}

/** A list with entries of one kind. */
export function listOf(entry: Kind): Kind {
  const list = kind("a list", "write it in [ ]", Array.isArray);
  return (property, value) =>
    Array.isArray(value)
      ? value.flatMap((one, i) => needed(entry)(`${property}[${i}]`, one))
      : list(property, value);
}

/** An object whose names are free and whose values are of one kind. */
export function mapOf(entry: Kind): Kind {
  return inObject((property, value) =>
    Object.entries(value).flatMap(([name, one]) => needed(entry)(`${property}.${name}`, one)),
  );
}

/** An object of these parts and no others, optional ones unless {@link needed}. */
export function objectOf(parts: Readonly<Record<string, Kind>>): Kind {
  const names = Object.keys(parts);
  return inObject((property, value) => {
    const prefix = property && `${property}.`;
    const unknown = Object.keys(value).filter((name) => !names.includes(name));
    return [
      ...unknown.flatMap((name) =>
        refuse(`${prefix}${name}`, inWords("unknown"), names.join(", "), howToSpell(name, names)),
      ),
      ...names.flatMap((name) => parts[name]!(`${prefix}${name}`, value[name])),
    ];
  });
}

/** The same kind, where there must be one. */
export function needed(one: Kind): Kind {
  // No kind takes null, so it stands in for what is missing.
  return (property, value) =>
    value === undefined
      ? one(property, null).map((fault) => ({ ...fault, given: undefined }))
      : one(property, value);
}

function inObject(check: (property: string, value: Record<string, unknown>) => Fault[]): Kind {
  const object = kind("an object", "write it in { }", isObject);
  return (property, value) => (isObject(value) ? check(property, value) : object(property, value));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** In words, since what stands in the wrong place may be a secret. */
function described(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return (
    { string: "a string", function: "a function that is not called", object: "an object" }[
      typeof value as string
    ] ?? String(value)
  );
}

function howToSpell(name: string, names: readonly string[]): string {
  const meant = nearest(name, names);
  return meant === undefined ? "remove it" : `write ${meant}`;
}
