import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import { SynthesizedStack } from "../check/synthesized-stack";
import { asJson, Json, keysOf } from "../core/terraform/json";

/** How many files are named before they are counted. */
const MOST_NAMED = 3;

/** What an image is built from, as its stack's folder tells it. */
interface Build {
  /** Where the stack's paths start. */
  readonly directory: string;
  readonly context: string;
  readonly dockerfile: string;
  readonly options: Json;
  readonly entries: ReadonlyMap<string, Json>;
}

/** What changed in what images are built from, by stack; nothing for those whose build is not told. */
export function buildCauses(
  base: readonly SynthesizedStack[],
  head: readonly SynthesizedStack[],
): Map<string, readonly string[]> {
  const before = new Map(base.map((stack) => [stack.name, stack]));
  return new Map(
    head.flatMap((stack): [string, string[]][] => {
      const was = before.get(stack.name);
      if (!was || !stack.name.endsWith("-image") || was.text === stack.text) return [];
      const [from, to] = [readBuild(was), readBuild(stack)];
      const causes = from && to ? compare(from, to) : [];
      return causes.length > 0 ? [[stack.name, causes]] : [];
    }),
  );
}

function readBuild({ directory }: SynthesizedStack): Build | undefined {
  const assets = path.join(directory, "assets");
  if (!existsSync(assets)) return undefined;
  const file = readdirSync(assets, { recursive: true, encoding: "utf8" }).find(
    (name) => path.basename(name) === "build.json",
  );
  if (file === undefined) return undefined;
  const staged = asJson((JSON.parse(readFileSync(path.join(assets, file), "utf8")) as Json).staged);
  const entries = Array.isArray(staged.entries) ? staged.entries.map(asJson) : [];
  return {
    directory,
    context: String(staged.context),
    dockerfile: String(staged.dockerfile),
    options: asJson(JSON.parse(String(staged.options ?? "{}"))),
    entries: new Map(entries.map((entry) => [String(entry.path), entry])),
  };
}

function compare(before: Build, after: Build): string[] {
  return [
    ...fileCauses(before, after),
    ...dockerfileCauses(before, after),
    ...optionCauses(before.options, after.options),
  ];
}

function fileCauses(before: Build, after: Build): string[] {
  const changed = [...new Set([...before.entries.keys(), ...after.entries.keys()])]
    .sort()
    .filter((name) => !isSame(before, after, name))
    .map((name) => path.posix.join(shownContext(after), name));
  if (changed.length === 0)
    return before.context === after.context ? [] : [`it is built from ${shownContext(after)}`];
  if (changed.length <= MOST_NAMED) return [`${changed.join(", ")} changed`];
  return [`${changed.length} files of ${shownContext(after)} changed, ${changed[0]} among them`];
}

function isSame(before: Build, after: Build, name: string): boolean {
  const [from, to] = [before.entries.get(name), after.entries.get(name)];
  if (!from || !to || JSON.stringify(from) !== JSON.stringify(to)) return false;
  if (to.kind !== "file") return true;
  return sameBytes(
    path.resolve(before.directory, before.context, name),
    path.resolve(after.directory, after.context, name),
  );
}

function dockerfileCauses(before: Build, after: Build): string[] {
  const [from, to] = [before, after].map((build) => path.resolve(build.directory, build.dockerfile));
  return sameBytes(from!, to!)
    ? []
    : [`${path.posix.normalize(after.dockerfile).replace(/^(\.\.\/)+/, "")} changed`];
}

/** Names only: a value may be more than all who read a review should know. */
function optionCauses(before: Json, after: Json): string[] {
  return keysOf(before, after)
    .sort()
    .flatMap((option) => {
      const [from, to] = [before[option], after[option]];
      if (JSON.stringify(from) === JSON.stringify(to)) return [];
      const words = option.replaceAll(/([A-Z])/g, " $1").toLowerCase();
      const [was, is] = [asJson(from), asJson(to)];
      const names = keysOf(was, is).filter((name) => was[name] !== is[name]);
      return names.length > 0 && !Array.isArray(to) && !Array.isArray(from)
        ? names.map((name) => `${words.replace(/s$/, "")} ${name} changed`)
        : [`${words} changed`];
    });
}

function sameBytes(one: string, other: string): boolean {
  if (!existsSync(one) || !existsSync(other)) return false;
  return statSync(one).size === statSync(other).size && readFileSync(one).equals(readFileSync(other));
}

/** The context as people know it: from the project's folder, not from the stack's. */
function shownContext({ context }: Build): string {
  return context.replace(/^(\.\.\/)+/, "");
}
