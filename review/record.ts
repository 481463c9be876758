import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { readSynthesizedStacks } from "../check/synthesized-stack";
import { holdsCredential } from "../core/secrets/credential-name";
import { asJson, Block, blocksIn, Json } from "../core/terraform/json";
import { StackJson } from "../policies/policy";
import { withoutStack } from "./plan/stack-model";

/** The folder of the repository that holds what was reviewed, one file a stack: who reads a diff sees which stacks change. */
const FOLDER = "record";

/** The files of the record, by path, and what they should hold. */
export function recordFiles(
  stacks: readonly { readonly name: string; readonly json: StackJson }[],
): Map<string, string> {
  return new Map(stacks.map(({ name, json }) => [path.posix.join(FOLDER, `${name}.yml`), recordOf(json)]));
}

/** The files that do not hold what they should, those that are too many among them. */
export function outdated(files: ReadonlyMap<string, string>): string[] {
  const there = existsSync(FOLDER) ? readdirSync(FOLDER).map((file) => path.posix.join(FOLDER, file)) : [];
  const differing = [...files].filter(
    ([file, text]) => !existsSync(file) || readFileSync(file, "utf8") !== text,
  );
  return [...differing.map(([file]) => file), ...there.filter((file) => !files.has(file))].sort();
}

/**
 * The files of the record that are not what was synthesized into a folder, for a test of one's own: `npm run record` writes
 * them anew.
 */
export function outdatedRecord(outdir: string): string[] {
  return outdated(recordFiles(readSynthesizedStacks(outdir)));
}

/** Writes the record; the files that changed. */
export function writeRecord(files: ReadonlyMap<string, string>): string[] {
  const changed = outdated(files);
  mkdirSync(FOLDER, { recursive: true });
  for (const file of changed) {
    const text = files.get(file);
    if (text === undefined) rmSync(file, { recursive: true });
    else writeFileSync(file, text);
  }
  return changed;
}

/** What a value that holds several lines, such as a script, is cut down to: it is reviewed where it is written. */
const LINES = "lines, reviewed where they are written";

/**
 * What a stack declares, as a person reads it: by the path of the construct, references by path too, without what cdktf
 * and a new commit put in: metadata, content tags, revisions, digits that keep names apart. So a change of an app's source
 * changes nothing here, and a change of main.ts a few lines.
 */
function recordOf(stack: StackJson): string {
  const paths = constructPaths(stack);
  const { resource, data, output, ...rest } = stack;
  const record = {
    ...rest,
    ...(data === undefined ? {} : { data: byPath(data) }),
    resource: byPath(resource),
    output: Object.fromEntries(
      Object.entries(asJson(output)).map(([name, one]) => [name, asJson(one).value]),
    ),
  };
  return lines(withoutMetadata(record, paths), "").join("\n") + "\n";
}

/** `TYPE.LOGICAL-ID` to the path of the construct, for each resource and data source. */
function constructPaths(stack: StackJson): Map<string, string> {
  return new Map(
    [stack.resource, stack.data].flatMap(blocksIn).map((one) => [`${one.type}.${one.id}`, pathOf(one)]),
  );
}

function byPath(kinds: unknown): Json {
  return Object.fromEntries(
    blocksIn(kinds)
      .map((one): [string, Json] => [`${pathOf(one)} (${one.type})`, one.json])
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

function pathOf({ id, path }: Block): string {
  return path === undefined ? id : withoutStack(path).replace(/\/Resource$/, "");
}

function withoutMetadata(value: unknown, paths: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") return steady(value, paths);
  if (Array.isArray(value)) return value.map((item) => withoutMetadata(item, paths));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => key !== "//" && item !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, item]) => [steady(key, paths), key === "revision" ? "…" : withoutMetadata(item, paths)]),
  );
}

/** A text without what is new with each commit. */
function steady(text: string, paths: ReadonlyMap<string, string>): string {
  if (holdsCredential(text)) return "(not shown: it looks like a credential)";
  const count = text.trim().split("\n").length;
  if (count > 1) return `(${count} ${LINES})`;
  return text
    .replaceAll(
      /(?<=^|[^\w-])(?:data\.)?([a-z][a-z0-9_]*)\.([A-Za-z][\w-]*)/g,
      (all, type: string, id: string) => {
        const path = paths.get(`${type}.${id}`);
        return path === undefined || type === "terraform_remote_state" ? all : `${type}[${path}]`;
      },
    )
    .replaceAll(/content-[0-9a-f]{32}/g, "content-…")
    .replaceAll(/-[0-9a-f]{8}-(?=\$\{)/g, "-…-")
    .replaceAll(/(?<=[\w-])_[0-9A-F]{8}(?![\w-])/g, "");
}

/** The value as YAML. */
function lines(value: unknown, indent: string): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item) => {
      if (!isNested(item)) return [`${indent}- ${scalar(item)}`];
      const [first = "", ...others] = lines(item, `${indent}  `);
      return [`${indent}- ${first.trimStart()}`, ...others];
    });
  }
  return Object.entries(asJson(value)).flatMap(([key, item]) =>
    isNested(item)
      ? [`${indent}${name(key)}:`, ...lines(item, `${indent}  `)]
      : [`${indent}${name(key)}: ${scalar(item)}`],
  );
}

function isNested(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

function scalar(value: unknown): string {
  if (Array.isArray(value)) return "[]";
  if (typeof value === "object" && value !== null) return "{}";
  return typeof value === "string" && isPlain(value) ? value : JSON.stringify(value);
}

function name(key: string): string {
  return isPlain(key) ? key : JSON.stringify(key);
}

/** Whether YAML reads a text as it stands, and as a text. */
function isPlain(text: string): boolean {
  return /^[A-Za-z/$(][^\n#]*$/.test(text) && !/: |:$|\s$|^(true|false|null|yes|no|on|off)$/i.test(text);
}
