import { SynthesizedStack } from "../check/synthesized-stack";
import { Audience, Outcome, Prospect } from "./deploy-stacks";
import { resourceName, waitOf } from "./resource-names";
import { SavedPlan } from "./stack-run";
import { TerraformEvent } from "./terraform-events";
import { count, duration, verb } from "./words";

/** Seconds between two lines about one resource where nobody watches. */
const QUIET_SECONDS = 60;

/** What plans do, in words. */
export interface ToldPlans {
  readonly text: string;
  /** Whether something goes, or is lost, that a rollout does not bring back. */
  readonly takesAway: boolean;
}

export interface NarratorOptions {
  readonly write: (line: string) => void;
  /** Puts a question that is answered by yes or no. Undefined where nobody can be asked. */
  readonly ask?: (question: string) => Promise<boolean>;
  /** Whether the answer is yes beforehand. */
  readonly yes: boolean;
  readonly destroy: boolean;
  /** Says what plans do, by stack, as `terraform show -json` prints them. */
  readonly describe: (plans: ReadonlyMap<string, unknown>) => Promise<ToldPlans>;
}

/** Tells a deploy as it happens, a line each, and asks what must be asked. */
export class Narrator implements Audience {
  private readonly stacks: ReadonlyMap<string, SynthesizedStack>;
  private readonly width: number;
  private readonly startedAt = new Map<string, number>();
  private questions: Promise<unknown> = Promise.resolve();
  private held: string[] | undefined;

  constructor(
    stacks: readonly SynthesizedStack[],
    private readonly options: NarratorOptions,
  ) {
    this.stacks = new Map(stacks.map((stack) => [stack.name, stack]));
    this.width = Math.max(...stacks.map(({ name }) => name.length));
  }

  async approve(prospects: ReadonlyMap<string, Prospect>): Promise<boolean> {
    const later: string[] = [];
    const changing = new Map<string, unknown>();
    for (const [name, prospect] of prospects) {
      if (prospect.kind === "later") {
        later.push(name);
        this.write(`${name}: planned after ${prospect.after.join(" and ")}, whose outputs it reads`);
      } else if (prospect.kind === "planned" && prospect.plan.changed) {
        changing.set(name, prospect.plan.json);
      } else {
        this.write(`${name}: ${this.options.destroy ? "nothing to take down" : "no changes"}`);
      }
    }
    if (changing.size === 0 && later.length === 0) return true;
    if (changing.size < prospects.size) this.write("");
    if (changing.size > 0) await this.tell(changing);
    const what = this.options.destroy ? "Take down" : "Apply to";
    const covers =
      later.length > 0
        ? `\nA yes covers ${later.join(" and ")} too: shown when planned, and asked about again only if something is lost.`
        : "";
    return this.decide(`${what} ${count(changing.size + later.length, "stack")}?${covers}`);
  }

  async approveLater(stack: string, { json }: SavedPlan): Promise<boolean> {
    this.write("");
    const { takesAway } = await this.tell(new Map([[stack, json]]));
    return !takesAway || this.decide(`${stack} takes something away. Apply it?`);
  }

  started(stack: string): void {
    this.startedAt.set(stack, Date.now());
    this.line(stack, this.options.destroy ? "taking down …" : "applying …");
  }

  happened(stack: string, event: TerraformEvent): void {
    const line = this.describe(this.stacks.get(stack)!, event);
    if (line !== undefined) this.line(stack, line);
  }

  ended(stack: string, outcome: Outcome): void {
    const started = this.startedAt.get(stack);
    const time = started === undefined ? "" : ` after ${duration((Date.now() - started) / 1000)}`;
    switch (outcome.kind) {
      case "applied":
        return this.line(stack, `${this.options.destroy ? "taken down" : "done"}${time}`);
      case "failed":
        return this.line(stack, `FAILED${time}`);
      case "skipped":
        return this.line(
          stack,
          outcome.unplanned
            ? `not touched, since ${outcome.because} could not be planned`
            : `not touched, since ${outcome.because} is ${this.options.destroy ? "still" : "not"} there`,
        );
      case "interrupted":
        return this.line(stack, outcome.failure ? `stopped${time}` : "not touched");
      case "declined":
        return this.line(stack, "not touched");
    }
  }

  private describe(stack: SynthesizedStack, event: TerraformEvent): string | undefined {
    if (event.hook === undefined) return undefined;
    const { resource, action = "update", elapsed_seconds: elapsed = 0, output } = event.hook;
    const type = resource.resource_type;
    // What is only read changes nothing, and a command is not undone.
    if (action === "read" || (action === "delete" && type === "terraform_data")) return undefined;
    const { sign, does, did } = verb(action, type);
    const name = `${sign} ${resourceName(stack, resource.addr)}`;
    switch (event.type) {
      case "apply_start":
        return `${name}: ${does} …`;
      case "apply_progress": {
        if (this.options.ask === undefined && elapsed % QUIET_SECONDS !== 0) return undefined;
        const wait = action === "create" ? waitOf(stack, resource.addr) : undefined;
        return wait === undefined
          ? `${name}: still ${does}, ${duration(elapsed)} so far`
          : `${name}: waiting until ${type === "terraform_data" ? "clients have left" : "it takes effect"}, ${duration(Math.max(0, wait - elapsed))} to go`;
      }
      case "apply_complete":
        return `${name}: ${did} in ${duration(elapsed)}`;
      case "apply_errored":
        return `✗ ${resourceName(stack, resource.addr)}: failed after ${duration(elapsed)}`;
      case "provision_progress":
        // Terraform's own line about the command itself says nothing to whoever wrote no command.
        return output === undefined || output.startsWith("Executing: [")
          ? undefined
          : `| ${output.trimEnd()}`;
      default:
        return undefined;
    }
  }

  private async tell(plans: ReadonlyMap<string, unknown>): Promise<ToldPlans> {
    const told = await this.options.describe(plans);
    this.write(`${told.text}\n`);
    return told;
  }

  /** One question at a time; what happens meanwhile is told after the answer. */
  private decide(question: string): Promise<boolean> {
    const { yes, ask } = this.options;
    if (yes) return Promise.resolve(true);
    if (ask === undefined) {
      this.write("There is no terminal to ask in. Nothing of it is applied without --yes.");
      return Promise.resolve(false);
    }
    const answer = this.questions.then(async () => {
      this.held = [];
      const said = await ask(question);
      const held = this.held;
      this.held = undefined;
      held.forEach((line) => this.write(line));
      return said;
    });
    this.questions = answer;
    return answer;
  }

  private line(stack: string, text: string): void {
    this.write(`${stack.padEnd(this.width)}  ${text}`);
  }

  private write(line: string): void {
    if (this.held) this.held.push(line);
    else this.options.write(line);
  }
}
