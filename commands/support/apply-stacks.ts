import { existsSync, readFileSync } from "node:fs";
import { defaultTerraform, findTerraform } from "../../check/terraform";
import { availableParallelism, homedir } from "node:os";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { OUTDIR, readSynthesizedStacks, SynthesizedStack } from "../../check/synthesized-stack";
import { deployStacks, Outcome } from "../../deploy/deploy-stacks";
import { causeAndRemedy, wordsOfTerraform } from "../../deploy/explain/write-explanation";
import { keepFailures } from "../../deploy/explain/last-failures";
import { Failure } from "../../deploy/failure";
import { Interrupts } from "../../deploy/interrupts";
import { Narrator, ToldPlans } from "../../deploy/narrator";
import { PlannedStack } from "../../deployment/planned-stacks";
import type { TerraformPlans } from "../../review/reviews";

/** The exit status of what was stopped by Ctrl-C, as shells have it. */
const INTERRUPTED = 130;

export interface ApplyRequest {
  readonly stacks: readonly PlannedStack[];
  /** The ones among them whose addresses are told at the end. */
  readonly apps: readonly PlannedStack[];
  readonly destroy: boolean;
  readonly yes: boolean;
  /** Prints what came of it as JSON, and everything else to the other stream. */
  readonly json: boolean;
}

/** Writes for people: beside the JSON that a script reads, if it does. */
export function writer(json: boolean): (line: string) => void {
  return json ? (line) => console.error(line) : (line) => console.log(line);
}

/** Deploys or destroys stacks that are synthesized already, and says what came of it; the exit status. */
export async function applyStacks({ stacks, apps, destroy, yes, json }: ApplyRequest): Promise<number> {
  const write = writer(json);
  if (stacks.length === 0) return conclude(new Map(), { apps, destroy, json, write });
  const interrupts = new Interrupts();
  const synthesized = readSynthesizedStacks(OUTDIR);
  const chosen = stacks.map(({ stack }) => synthesized.find(({ name }) => name === stack)!);
  interrupts.onInterrupt((count) => write(count === 1 ? STOPPING : BREAKING_OFF));
  write(`Planning ${stacks.map(({ stack }) => stack).join(", ")} …\n`);
  const narrator = new Narrator(chosen, {
    write,
    yes,
    destroy,
    describe: (plans) => describe(chosen, plans),
    ask: process.stdin.isTTY && process.stderr.isTTY ? (question) => ask(question, interrupts) : undefined,
  });
  try {
    const outcomes = await deployStacks(chosen, {
      audience: narrator,
      interrupts,
      destroy,
      outputsOf: destroy ? [] : apps.map(({ stack }) => stack),
      parallelism: Math.max(4, availableParallelism()),
      initTogether: !sharesPlugins(),
    });
    const status = conclude(outcomes, { apps, destroy, json, write });
    if (status !== 0) await tellOfOldTerraform(write);
    return status;
  } finally {
    interrupts.end();
  }
}

/** One that is too old fails in words that do not name it. */
async function tellOfOldTerraform(write: (line: string) => void): Promise<void> {
  const found = await findTerraform(defaultTerraform(), { cwd: "." });
  if ("unusable" in found && found.unusable.summary.endsWith("too old"))
    write(`\n${found.unusable.summary}. ${found.unusable.detail}`);
}

/** What plans do, in the words of a review. It takes time to load, and where nothing changes nobody needs it. */
async function describe(stacks: readonly SynthesizedStack[], plans: TerraformPlans): Promise<ToldPlans> {
  const { reviewPlans } = await import("../../review/reviews.js");
  const { reasonsToFail } = await import("../../review/fail-on.js");
  const { text } = await import("../../review/render/text.js");
  const review = reviewPlans(stacks, plans);
  return {
    text: text(review, { brief: true }).trimEnd(),
    takesAway: reasonsToFail(review, ["destroy"]).length > 0,
  };
}

const STOPPING =
  "\nStopping: no other stack is begun. What has begun is finished, so that the state knows all that Azure makes. " +
  "Ctrl-C again has Terraform break it off.";
const BREAKING_OFF =
  "\nTerraform breaks off and writes its state. What Azure was making may be missing in it. " +
  "Ctrl-C again ends it at once, and leaves a lock.";

function conclude(
  outcomes: ReadonlyMap<string, Outcome>,
  {
    apps,
    destroy,
    json,
    write,
  }: Pick<ApplyRequest, "apps" | "destroy" | "json"> & { write: (line: string) => void },
): number {
  const all = [...outcomes];
  const failures = all.flatMap(([, outcome]) =>
    "failure" in outcome && outcome.failure ? [outcome.failure] : [],
  );
  keepFailures(OUTDIR, failures);
  const good = all.filter(([, { kind }]) => kind === "applied" || kind === "unchanged");
  const status = all.some(([, { kind }]) => kind === "interrupted")
    ? INTERRUPTED
    : good.length < all.length
      ? 1
      : 0;
  if (json) console.log(JSON.stringify(report(all, status), null, 2));
  if (status === 0) {
    const addresses = apps.flatMap(({ stack }) => address(stack, outcomes.get(stack)));
    const changed = all.some(([, { kind }]) => kind === "applied");
    write(
      `\n${all.length === 0 ? "There is nothing to do." : destroy ? "All of it is taken down." : changed ? "All of it is deployed." : "Nothing has changed: all of it is deployed."}`,
    );
    addresses.forEach((line) => write(line));
    return status;
  }
  const missing = all.length - good.length;
  write(
    `\n${missing} of ${all.length} stacks ${missing === 1 ? "is" : "are"} not ${destroy ? "taken down" : "deployed"}.`,
  );
  for (const failure of failures) tellFailure(failure, write);
  return status;
}

function tellFailure(failure: Failure, write: (line: string) => void): void {
  for (const line of ["", ...wordsOfTerraform(failure), "", ...causeAndRemedy(failure)]) write(line);
}

function address(name: string, outcome: Outcome | undefined): string[] {
  if (outcome?.kind !== "applied" && outcome?.kind !== "unchanged") return [];
  const { url, fqdn, ip_address } = outcome.outputs;
  const where = (url ?? fqdn ?? ip_address)?.value;
  return where === undefined ? [] : [`${name}: ${String(where)}`];
}

/** What `--json` prints: a script's own words for it, which stay. */
function report(all: readonly (readonly [string, Outcome])[], status: number) {
  return {
    schemaVersion: 1,
    status,
    stacks: all.map(([stack, outcome]) => ({
      stack,
      outcome: outcome.kind,
      ...("outputs" in outcome && { url: outcome.outputs.url?.value }),
      ...("failure" in outcome && { failure: outcome.failure }),
      ...("because" in outcome && { because: outcome.because }),
    })),
  };
}

function ask(question: string, interrupts: Interrupts): Promise<boolean> {
  return new Promise((resolve) => {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    // The terminal hands Ctrl-C to whoever reads from it.
    terminal.on("SIGINT", () => interrupts.hear());
    interrupts.onInterrupt(() => terminal.close());
    terminal.on("close", () => resolve(false));
    terminal.question(`${question} (yes/no) `, (answer) => {
      resolve(/^y(es)?$/i.test(answer.trim()));
      terminal.close();
    });
  });
}

/** Whether Terraform keeps plugins in a cache that several initialisations at once would break. */
function sharesPlugins(): boolean {
  if (process.env.TF_PLUGIN_CACHE_DIR) return true;
  const file = process.env.TF_CLI_CONFIG_FILE ?? path.join(homedir(), ".terraformrc");
  return existsSync(file) && readFileSync(file, "utf8").includes("plugin_cache_dir");
}
