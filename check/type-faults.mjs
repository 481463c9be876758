// @ts-check
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

/** The reference, as it is found from the folder this is called in: a package manager may keep packages behind links. */
const INSTALLED = "node_modules/slipway/docs/reference.md";
const REFERENCE = existsSync(INSTALLED)
  ? INSTALLED
  : path.relative("", fileURLToPath(new URL("../docs/reference.md", import.meta.url)));

/** One error of the compiler, which it prints as `FILE(LINE,COLUMN): error TS…: …`, with more on indented lines. */
const ERROR = /^(?:(?<file>.+)\((?<line>\d+),(?<column>\d+)\): )?error TS\d+: (?<message>.*(?:\n\s.*)*)/gm;

/**
 * What the compiler often says, and the same in the form of this project's other faults. `name` is what stands in the source
 * at the place of the error.
 * @type {[RegExp, (parts: any[], name: string) => string][]}
 */
const REWORDED = [
  [
    /^Object literal may only specify known properties, (?:and|but) '(.+?)' does not exist in type '(.+?)'\.(?: Did you mean to write '(.+)'\?)?/,
    ([property, type, meant]) => `${property} is no property of ${short(type)}.${fix(meant, type)}`,
  ],
  [
    /^Property '(.+?)' does not exist on type '(?:typeof )?(.+?)'\.(?: Did you mean '(.+)'\?)?$/,
    ([property, type, meant]) => `${property} is no property of ${short(type)}.${fix(meant, type)}`,
  ],
  [
    /^Type '(.+?)' is not assignable to type '(.+?)'\.(?: Did you mean '(.+)'\?)?$/,
    ([given, allowed, meant], name) =>
      `${name} is ${value(given)}. Allowed: ${choices(allowed)}.${fix(meant) || howToMake(allowed)}`,
  ],
  [
    /^Type '(.+?)' is missing the following properties from type '(.+?)': (.+?)\.?$/,
    ([given, type, missing], name) =>
      `${name} is ${value(given)}. Allowed: ${type}${howToMake(type) ? `.${howToMake(type)}` : `, with ${missing}.`}`,
  ],
  [
    /^Argument of type '(.+?)' is not assignable to parameter of type '(.+?)'\.$/,
    ([given, allowed]) =>
      `The argument is ${value(given)}. Allowed: ${choices(allowed)}.${howToMake(allowed)}`,
  ],
  [
    /^Type '(.+?)' has no properties in common with type '(.+?)'\.$/,
    ([given, allowed], name) =>
      `${name} is ${given.startsWith('"') ? "of type string" : value(given)}. Allowed: ${allowed}.${fix(undefined, allowed)}`,
  ],
  [
    /^Constructor of class '(.+?)' is (?:private|protected) and only accessible within the class declaration\.$/,
    ([type]) => `${type} is not made by new.${howToMake(type)}`,
  ],
  [
    /^Expected (\d+(?:-\d+)?) arguments?, but got (\d+)\.$/,
    ([allowed, given]) => `The number of arguments is ${given}. Allowed: ${allowed.replace("-", "–")}.`,
  ],
  [
    /^Property '(.+?)' is missing in type '.*' but required in type '(.+?)'\.$/,
    ([property, type]) => `${property} is missing. Allowed: ${type} with it. Fix: write ${property}.`,
  ],
];

/**
 * The compiler's errors in the form of this project's other faults, with what it printed if that holds none.
 * @param {string} output what the compiler printed
 */
export function describeTypeFaults(output) {
  const faults = [...output.replaceAll("\r", "").matchAll(ERROR)].map(({ groups }) => describe(groups));
  if (faults.length === 0) {
    return `Nothing was synthesized. The types of main.ts cannot be checked: the TypeScript compiler failed.\n${output}`;
  }
  const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
  return `Nothing was synthesized. ${count}:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`;
}

/**
 * @param {any} error
 */
function describe({ file, line, column, message }) {
  const [first, ...more] = message.split("\n");
  const name = file === undefined ? "It" : nameAt(file, Number(line), Number(column));
  const [pattern, words] = REWORDED.find(([known]) => known.test(first)) ?? [];
  const [, ...parts] = pattern?.exec(first) ?? [];
  const said = words ? words(parts, name) : first;
  // With a remedy at hand, why the compiler thinks so only leads astray.
  const text = said.includes(" Fix: ") ? said : [said, ...more].join("\n    ");
  return file === undefined ? text : `[${file}:${line}:${column}] ${text}`;
}

/**
 * The name that stands at a place. Nothing else of a source is shown: a value may be a secret.
 * @param {string} file
 * @param {number} line
 * @param {number} column
 */
function nameAt(file, line, column) {
  const text = linesOf(file)[line - 1] ?? "";
  return /^[\p{L}_$][\p{L}\p{N}_$]*(?=\s*[:,)}\]])/u.exec(text.slice(column - 1))?.[0] ?? "What stands here";
}

/**
 * What makes values of a type, or of the entries of a list, as the reference says it.
 * @param {string} type
 */
function howToMake(type) {
  const [, list, entry] = /^(?:(readonly .+)\[\]|(.+?))(?: \| undefined)?$/.exec(type) ?? [];
  const made = list?.replace("readonly ", "") ?? entry;
  const factories = linesOf(REFERENCE).flatMap((line) => {
    const call = /^### `(.+)`$/.exec(line)?.[1];
    if (!call?.startsWith(`${made}.`)) return [];
    return [list === undefined ? call : `[${call}]`];
  });
  return factories.length > 0 ? ` Fix: write ${factories.join(" or ")}.` : "";
}

/** @param {string} type */
function value(type) {
  if (/^\(.*\) => /.test(type)) return "a function that is not called";
  return /^["\d[]|^(null|undefined|true|false)$/.test(type) ? type : `of type ${short(type)}`;
}

/** @param {string} type */
function choices(type) {
  const words = type
    .replace(" | undefined", "")
    .replaceAll("Readonly<Record<string, ", "{ …: ")
    .replaceAll(">>", " }");
  return /^"/.test(words) ? words.replaceAll(" | ", ", ") : words;
}

/** @param {string} type */
function short(type) {
  return type.startsWith("{") && type.length > 60 ? "{ … }" : type;
}

/**
 * @param {string | undefined} meant
 * @param {string} [type] whose properties the reference lists, if it is one of this project's
 */
function fix(meant, type) {
  if (meant !== undefined) return ` Fix: write ${meant}.`;
  const factories = type === undefined ? "" : howToMake(type);
  if (factories) return factories;
  const isListed = type !== undefined && linesOf(REFERENCE).includes(`## ${type}`);
  return isListed ? ` Fix: choose one that ${REFERENCE} lists under ${type}.` : "";
}

/** @param {string} file relative to the project */
function linesOf(file) {
  return readFileSync(file, "utf8").split("\n");
}
