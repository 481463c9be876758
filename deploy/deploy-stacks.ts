import { SynthesizedStack } from "../check/synthesized-stack";
import { Failure } from "./failure";
import { Interrupts } from "./interrupts";
import { Outputs, SavedPlan, StackRun, TerraformFailure } from "./stack-run";
import { TerraformEvent } from "./terraform-events";
import { takeTurns } from "../core/take-turns";

/** How a stack came out. */
export type Outcome =
  | { readonly kind: "unchanged" | "applied"; readonly outputs: Outputs }
  | { readonly kind: "failed"; readonly failure: Failure }
  /** Not touched, since a stack that it waits for is not there; or, before anything was applied, since one has no plan. */
  | { readonly kind: "skipped"; readonly because: string; readonly unplanned?: boolean }
  | { readonly kind: "declined" }
  /** Stopped by a wish, before it began or in the middle: then with what Terraform said. */
  | { readonly kind: "interrupted"; readonly failure?: Failure };

/** What is known of a stack before anything is applied. */
export type Prospect =
  | { readonly kind: "planned"; readonly plan: SavedPlan }
  /** It can be planned only when these are applied, since it reads what they will change. */
  | { readonly kind: "later"; readonly after: readonly string[] }
  | { readonly kind: "failed"; readonly failure: Failure };

/** Whom {@link deployStacks} tells what it does, and asks. */
export interface Audience {
  /** Each stack's prospect; asks whether to go on, if anything would change. */
  approve(prospects: ReadonlyMap<string, Prospect>): Promise<boolean>;
  /** A plan that could be made only now; asks again if the first answer does not cover it. */
  approveLater(stack: string, plan: SavedPlan): Promise<boolean>;
  started(stack: string): void;
  happened(stack: string, event: TerraformEvent): void;
  ended(stack: string, outcome: Outcome): void;
}

export interface DeployOptions {
  readonly audience: Audience;
  readonly interrupts: Interrupts;
  /** Takes the stacks down instead, the last one first. @default false */
  readonly destroy?: boolean;
  /** The stacks whose outputs are wanted at the end. */
  readonly outputsOf: readonly string[];
  /** Terraforms at a time. */
  readonly parallelism: number;
  /** Whether folders may be initialised side by side: a shared cache of plugins does not bear that. */
  readonly initTogether: boolean;
}

/**
 * Plans stacks side by side, asks once, and applies exactly the plans that were shown, each stack after those that it
 * depends on. A stack whose dependency changes is planned after that, since its plan reads the dependency's outputs.
 *
 * A stack that fails disturbs no other: those that run go on to their end, those that do not depend on it are applied.
 * @param stacks with their dependencies before them
 */
export async function deployStacks(
  stacks: readonly SynthesizedStack[],
  options: DeployOptions,
): Promise<Map<string, Outcome>> {
  return new Deployment(stacks, options).run();
}

class Deployment {
  private readonly outcomes = new Map<string, Outcome>();
  /** Those of the stacks that do not change. */
  private readonly outputs = new Map<string, Outputs>();
  private readonly runs: ReadonlyMap<string, StackRun>;
  private readonly order: readonly SynthesizedStack[];
  private initialising: Promise<unknown> = Promise.resolve();

  constructor(
    stacks: readonly SynthesizedStack[],
    private readonly options: DeployOptions,
  ) {
    this.order = options.destroy ? [...stacks].reverse() : stacks;
    this.runs = new Map(
      stacks.map((stack) => [
        stack.name,
        new StackRun(stack, (event) => options.audience.happened(stack.name, event)),
      ]),
    );
  }

  async run(): Promise<Map<string, Outcome>> {
    const { audience, interrupts, parallelism } = this.options;
    interrupts.onInterrupt((count) => this.runs.forEach((run) => run.interrupt(count > 1)));
    try {
      const prospects = await this.prospects();
      if (interrupts.happened) return this.all({ kind: "interrupted" });
      for (const [name, prospect] of prospects) if (prospect.kind === "failed") this.end(name, prospect);
      const [failed] = this.outcomes.keys();
      if (failed !== undefined) return this.all({ kind: "skipped", because: failed, unplanned: true });
      const approved = await audience.approve(prospects);
      if (interrupts.happened) return this.all({ kind: "interrupted" });
      await takeTurns(
        this.order.map(({ name }) => ({ name, after: this.before(name) })),
        parallelism,
        (name) => this.bringAbout(name, prospects.get(name)!, approved),
      );
      return this.outcomes;
    } finally {
      this.runs.forEach((run) => run.discardPlan());
    }
  }

  /**
   * Every stack is planned at once. A plan holds only if nothing that it reads changes: the others are thrown away, well
   * or badly as they ended, and made again when their time has come.
   */
  private async prospects(): Promise<Map<string, Prospect>> {
    const plans = new Map<string, Prospect | "absent">();
    await takeTurns(
      this.order.map(({ name }) => ({ name, after: [] })),
      this.options.parallelism,
      async (name) => plans.set(name, await this.plan(name)),
    );
    const prospects = new Map<string, Prospect>();
    for (const { name } of this.order) {
      const after = this.options.destroy
        ? []
        : this.before(name).filter((other) => {
            const prospect = prospects.get(other)!;
            return prospect.kind !== "planned" || prospect.plan.changed;
          });
      const own = plans.get(name)!;
      if (own === "absent") prospects.set(name, { kind: "planned", plan: { changed: false } });
      else prospects.set(name, after.length > 0 ? { kind: "later", after } : own);
    }
    return prospects;
  }

  private async plan(name: string): Promise<Prospect | "absent"> {
    const run = this.runs.get(name)!;
    const { destroy } = this.options;
    try {
      const plan = await run.plan({ destroy, init: (init) => this.init(init) });
      if (!plan.changed) this.outputs.set(name, await this.readOutputs(run));
      return { kind: "planned", plan };
    } catch (error) {
      if (!(error instanceof TerraformFailure)) throw error;
      // What is gone already reads states that are gone too.
      if (destroy && error.failure.phase === "plan" && (await run.isEmpty())) return "absent";
      return { kind: "failed", failure: error.failure };
    }
  }

  private init(init: () => Promise<void>): Promise<void> {
    if (this.options.initTogether) return init();
    const mine = this.initialising.then(init, init);
    this.initialising = mine.catch(() => {});
    return mine;
  }

  private async bringAbout(name: string, prospect: Prospect, approved: boolean): Promise<void> {
    const { audience, interrupts } = this.options;
    const missing = this.before(name).find((other) => !isThere(this.outcomes.get(other)));
    const run = this.runs.get(name)!;
    if (interrupts.happened) return this.end(name, { kind: "interrupted" });
    if (missing !== undefined && !approved) return this.end(name, { kind: "declined" });
    if (missing !== undefined) return this.end(name, { kind: "skipped", because: missing });
    try {
      let plan = prospect.kind === "planned" ? prospect.plan : undefined;
      if (plan === undefined) {
        if (!approved) return this.end(name, { kind: "declined" });
        const made = await this.plan(name);
        if (interrupts.happened) return this.end(name, { kind: "interrupted" });
        if (made === "absent" || made.kind === "later") throw new Error(`${name} has no plan.`);
        if (made.kind === "failed") return this.end(name, made);
        plan = made.plan;
        approved = !plan.changed || (await audience.approveLater(name, plan));
        if (interrupts.happened) return this.end(name, { kind: "interrupted" });
      }
      if (!plan.changed) return this.end(name, { kind: "unchanged", outputs: this.outputs.get(name) ?? {} });
      if (!approved) return this.end(name, { kind: "declined" });
      audience.started(name);
      return this.end(name, { kind: "applied", outputs: await run.apply() });
    } catch (error) {
      if (!(error instanceof TerraformFailure)) throw error;
      this.end(name, { kind: interrupts.happened ? "interrupted" : "failed", failure: error.failure });
    }
  }

  private async readOutputs(run: StackRun): Promise<Outputs> {
    return this.options.outputsOf.includes(run.stack.name) ? run.outputs() : {};
  }

  /** The stacks that must be done before one. */
  private before(name: string): string[] {
    return this.order
      .filter(({ name: other, dependencies }) =>
        this.options.destroy
          ? dependencies.includes(name)
          : this.runs.get(name)!.stack.dependencies.includes(other),
      )
      .map((stack) => stack.name);
  }

  private end(name: string, outcome: Outcome): void {
    this.outcomes.set(name, outcome);
    this.options.audience.ended(name, outcome);
  }

  /** The same end for all that have none yet. */
  private all(outcome: Outcome): Map<string, Outcome> {
    for (const { name } of this.order) if (!this.outcomes.has(name)) this.end(name, outcome);
    return this.outcomes;
  }
}

function isThere(outcome: Outcome | undefined): boolean {
  return outcome?.kind === "applied" || outcome?.kind === "unchanged";
}
