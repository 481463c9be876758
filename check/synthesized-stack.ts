import { AnnotationMetadataEntryType } from "cdktf";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { asJson, type Json } from "../core/terraform/json";

/** Where cdktf's CLI and our commands have the stacks written, in the project's folder. */
export const OUTDIR = "cdktf.out";

/** A stack as cdktf wrote it. */
export interface SynthesizedStack {
  readonly name: string;
  /** The folder that Terraform runs in. */
  readonly directory: string;
  /** The names of the stacks whose outputs it reads. */
  readonly dependencies: readonly string[];
  /** What the program warned of while it made the stack. */
  readonly warnings: readonly string[];
  /** What the program said besides. */
  readonly infos: readonly string[];
  /** The text of its cdk.tf.json, and the same parsed. */
  readonly text: string;
  readonly json: Json;
}

/**
 * The stacks that the last synthesis wrote into `outdir`, in the order of the manifest.
 * @throws when there is no manifest, or a stack is not written as JSON
 */
export function readSynthesizedStacks(outdir: string): SynthesizedStack[] {
  const path = join(outdir, "manifest.json");
  if (!existsSync(path)) throw new Error(`${path} is missing. Synthesize the stacks first.`);
  const { stacks } = JSON.parse(readFileSync(path, "utf8")) as { stacks: Record<string, ManifestEntry> };
  return Object.values(stacks).map(({ name, dependencies, annotations, synthesizedStackPath }) => {
    const file = join(outdir, synthesizedStackPath);
    const text = readFileSync(file, "utf8");
    const said = (wanted: AnnotationMetadataEntryType) =>
      annotations.filter(({ level }) => level === wanted).map(({ message }) => message);
    return {
      name,
      directory: dirname(file),
      dependencies,
      warnings: said(AnnotationMetadataEntryType.WARN),
      infos: said(AnnotationMetadataEntryType.INFO),
      text,
      json: JSON.parse(text) as Json,
    };
  });
}

interface ManifestEntry {
  readonly name: string;
  readonly dependencies: string[];
  readonly annotations: readonly { readonly level: AnnotationMetadataEntryType; readonly message: string }[];
  readonly synthesizedStackPath: string;
}

/** Each stack after those whose outputs it reads. */
export function inDeployOrder<T extends Pick<SynthesizedStack, "name" | "dependencies">>(
  stacks: Iterable<T>,
): T[] {
  const byName = new Map([...stacks].map((stack) => [stack.name, stack]));
  const ordered = new Set<T>();
  const add = (stack: T) => {
    if (ordered.has(stack)) return;
    stack.dependencies.flatMap((name) => byName.get(name) ?? []).forEach(add);
    ordered.add(stack);
  };
  byName.forEach(add);
  return [...ordered];
}

/** Local name and source of each provider that the stack requires. */
export function requiredProviders({ json }: SynthesizedStack): { name: string; source: string }[] {
  const required = asJson(asJson(json.terraform).required_providers);
  return Object.entries(required).map(([name, entry]) => ({
    name,
    source: String(asJson(entry).source ?? name),
  }));
}

/** The types of a stack's resources (`resource`) or data sources (`data`). */
export function typesIn({ json }: SynthesizedStack, kind: "resource" | "data"): string[] {
  return Object.keys(asJson(json[kind]));
}
