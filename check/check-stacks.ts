import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { once } from "../core/once";
import { takeTurns } from "../core/take-turns";
import { type Json } from "../core/terraform/json";
import { type BindingPackage, installedBindings, providerAddress } from "./binding-packages";
import { readReport, readValidation } from "./diagnostics";
import { type Expectation, type KnownOutputs, mockedRunFile, withoutSideEffects } from "./mocked-run";
import { readProviderSchemas } from "./provider-schemas";
import { type ServedProviders } from "./provider-server";
import {
  readSynthesizedStacks,
  requiredProviders,
  type SynthesizedStack,
  typesIn,
} from "./synthesized-stack";
import { type StackCheck } from "./stack-check";
import { StackVerdicts } from "./stack-verdicts";
import {
  type CommandResult,
  defaultTerraform,
  type Diagnostic,
  findTerraform,
  runTerraform,
} from "./terraform";

export interface CheckOptions {
  /** @default - `TERRAFORM_BINARY_NAME` if set, otherwise `terraform` from the path */
  readonly terraform?: string;
  /** By stack name. @default - no assertion, made-up values */
  readonly expectations?: Readonly<Record<string, Expectation>>;
  /** Milliseconds for each Terraform command. @default 60000 */
  readonly timeout?: number;
  /**
   * Whether a stack that passed is not checked again while it, what it reads of other stacks, the providers' bindings and
   * Terraform stay the same. Stacks of which something is expected always are.
   * @default false
   */
  readonly keepVerdicts?: boolean;
  /** Told after each stack how many are done. */
  readonly onProgress?: (done: number, of: number) => void;
}

/**
 * For Go, in which Terraform is written: a third of a check's processor time would go into collecting what the process, at
 * about 100 MB, frees by ending. A stack that needs more than the limit is collected as ever.
 */
const WITHOUT_COLLECTION = { GOGC: "off", GOMEMLIMIT: "512MiB" };

/**
 * Has Terraform itself check every stack that `cdktf synth` or `app.synth()` wrote into `outdir`: `init`,
 * `validate`, and a plan and an apply with mocked providers. It uses no network, credentials, state, or
 * provider binary, and writes to temporary folders only, which it removes.
 *
 * As many stacks are checked at a time as there are processors, each after those whose outputs it reads. A fault in a
 * stack is part of the result, as is a Terraform that is missing, too old, or does not answer.
 *
 * @throws when `outdir` holds no synthesized stacks, an expectation names no stack, or the bindings cannot be
 * read
 */
export async function checkStacks(outdir: string, options: CheckOptions = {}): Promise<StackCheck[]> {
  const { terraform = defaultTerraform(), expectations = {}, timeout = 60_000, onProgress } = options;
  const stacks = readSynthesizedStacks(outdir);
  const unknown = Object.keys(expectations).find((name) => !stacks.some((stack) => stack.name === name));
  if (unknown) throw new Error(`There is no stack "${unknown}" in ${outdir} to expect anything of.`);

  const folder = mkdtempSync(join(tmpdir(), "slipway-check-"));
  let served: ServedProviders | undefined;
  try {
    const found = await findTerraform(terraform, { cwd: folder, timeout });
    if ("unusable" in found) return stacks.map(({ name }) => verdict(name, "unchecked", [found.unusable]));
    const bindings = bindingsOf(stacks);
    const verdicts = options.keepVerdicts ? new StackVerdicts(found.version, bindings.values()) : undefined;
    const serve = once(async () => {
      // What speaks the protocol takes long to load, and is not needed where every verdict is kept.
      const { serveProviders } = createRequire(__filename)(
        "./provider-server",
      ) as typeof import("./provider-server");
      served = await serveProviders(schemasOf(stacks, bindings));
      return {
        ...WITHOUT_COLLECTION,
        TF_CLI_CONFIG_FILE: writeCliConfig(folder),
        TF_REATTACH_PROVIDERS: served.reattach,
      };
    });
    const checkOne = async (stack: SynthesizedStack, known: KnownOutputs) => {
      const missing = missingBindings(stack, bindings);
      if (missing.length > 0) return verdict(stack.name, "failed", missing);
      const isKept = verdicts !== undefined && expectations[stack.name] === undefined;
      const kept = isKept ? verdicts.read(stack, known) : undefined;
      if (kept) return kept;
      const env = await serve();
      const cwd = copyStack(stack, folder);
      const run = (args: readonly string[]) => runTerraform(terraform, args, { cwd, env, timeout });
      const check = await checkStack(stack, cwd, run, known, expectations[stack.name]);
      if (isKept) verdicts.keep(stack, known, check);
      return check;
    };
    return await inDependencyOrder(stacks, Math.max(2, availableParallelism()), checkOne, onProgress);
  } finally {
    served?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function checkStack(
  stack: SynthesizedStack,
  cwd: string,
  run: (args: readonly string[]) => Promise<CommandResult>,
  known: KnownOutputs,
  expectation: Expectation | undefined,
): Promise<StackCheck> {
  const started = performance.now();
  const end = (status: StackCheck["status"], diagnostics: readonly Diagnostic[], outputs?: Json) =>
    verdict(stack.name, status, diagnostics, Math.round(performance.now() - started), outputs);

  const init = await run(["init", "-backend=false", "-json"]);
  if (init.code !== 0) return end("failed", explained(readReport(init.stdout, stack.text).diagnostics, init));
  const validate = await run(["validate", "-json"]);
  const validation = readValidation(validate.stdout, stack.text);
  if (validate.code !== 0) return end("failed", explained(validation, validate));

  const text = JSON.stringify(withoutSideEffects(stack.json));
  writeFileSync(join(cwd, "cdk.tf.json"), text);
  writeFileSync(join(cwd, "mocked.tftest.json"), JSON.stringify(mockedRunFile(stack, known, expectation)));
  const test = await run(["test", "-json", "-verbose"]);
  const report = readReport(test.stdout, text);
  if (test.code !== 0) return end("failed", explained(report.diagnostics, test));
  return end("ok", [...validation, ...report.diagnostics], report.outputs);
}

/** The diagnostics of a failed command, with one about how it ended if none of them is an error. */
function explained(
  diagnostics: readonly Diagnostic[],
  { code, timedOut, stderr }: CommandResult,
): Diagnostic[] {
  if (diagnostics.some(({ severity }) => severity === "error")) return [...diagnostics];
  const detail = timedOut
    ? "It ran into the time limit and was killed."
    : stderr || `It ended with status ${code}.`;
  return [...diagnostics, { severity: "error", summary: "Terraform gave no verdict", detail }];
}

function verdict(
  stack: string,
  status: StackCheck["status"],
  diagnostics: readonly Diagnostic[],
  milliseconds = 0,
  outputs: Json = {},
): StackCheck {
  return { stack, status, diagnostics, outputs, milliseconds };
}

/** Checks each stack when its dependencies are done, at most `limit` at a time; results in the stacks' order. */
async function inDependencyOrder(
  stacks: readonly SynthesizedStack[],
  limit: number,
  check: (stack: SynthesizedStack, known: KnownOutputs) => Promise<StackCheck>,
  onProgress: CheckOptions["onProgress"],
): Promise<StackCheck[]> {
  const byName = new Map(stacks.map((stack) => [stack.name, stack]));
  const done = new Map<string, StackCheck>();
  const known = new Map<string, Json>();
  const turns = stacks.map(({ name, dependencies }) => ({ name, after: dependencies }));
  await takeTurns(turns, limit, async (name) => {
    const result = await check(byName.get(name)!, known);
    done.set(name, result);
    if (result.status === "ok") known.set(name, result.outputs);
    onProgress?.(done.size, stacks.length);
  });
  return stacks.map(({ name }) => done.get(name)!);
}

function schemasOf(stacks: readonly SynthesizedStack[], bindings: ReadonlyMap<string, BindingPackage>) {
  const resources = new Set(stacks.flatMap((stack) => typesIn(stack, "resource")));
  const dataSources = new Set(stacks.flatMap((stack) => typesIn(stack, "data")));
  return new Map(
    [...bindings].map(([address, found]) => [address, readProviderSchemas(found, resources, dataSources)]),
  );
}

/** The installed bindings of the providers that the stacks require, by the provider's address. */
function bindingsOf(stacks: readonly SynthesizedStack[]): Map<string, BindingPackage> {
  const required = new Set(stacks.flatMap(requiredProviders).map(({ source }) => providerAddress(source)));
  return new Map(
    installedBindings()
      .filter(({ source }) => required.has(source))
      .map((found) => [found.source, found]),
  );
}

function missingBindings(
  stack: SynthesizedStack,
  bindings: ReadonlyMap<string, BindingPackage>,
): Diagnostic[] {
  return requiredProviders(stack)
    .filter(({ source }) => !bindings.has(providerAddress(source)))
    .map(({ name, source }) => ({
      severity: "error",
      summary: "Provider without bindings",
      detail:
        `The schema of ${providerAddress(source)} comes from its npm bindings, and none of the installed ` +
        `packages @cdktf/provider-* is of it. Install @cdktf/provider-${name}.`,
    }));
}

/** No setting of the user's applies, and no provider can be downloaded: the only mirror is an empty folder. */
function writeCliConfig(folder: string): string {
  const mirror = join(folder, "no-providers");
  mkdirSync(mirror);
  const path = join(folder, "terraformrc.tfrc.json");
  writeFileSync(path, JSON.stringify({ provider_installation: [{ filesystem_mirror: [{ path: mirror }] }] }));
  return path;
}

/** A copy to work in: what Terraform left in the stack's own folder stays out of it. */
function copyStack({ directory }: SynthesizedStack, folder: string): string {
  const copy = mkdtempSync(join(folder, "stack-"));
  const isOfTerraform = (path: string) => /^\.terraform|\.tfstate/.test(basename(path));
  cpSync(directory, copy, { recursive: true, filter: (path) => !isOfTerraform(path) });
  return copy;
}
