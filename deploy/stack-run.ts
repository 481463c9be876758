import { existsSync, rmSync } from "node:fs";
import * as path from "node:path";
import { SynthesizedStack } from "../check/synthesized-stack";
import { Failure, failureOf, notStarted, Phase } from "./failure";
import { OutputEvent, parseEvent, TerraformEvent } from "./terraform-events";
import { Ended, startTerraform, TerraformRun } from "./terraform-run";

/** A plan that Terraform made and keeps in a file until it is applied. */
export interface SavedPlan {
  /** Whether an apply would do anything, a change of an output included. */
  readonly changed: boolean;
  /** Then what `terraform show -json` prints of it. Secrets are in it. */
  readonly json?: unknown;
}

export type Outputs = Readonly<Record<string, OutputEvent>>;

/** Thrown for what Terraform could not do. */
export class TerraformFailure extends Error {
  constructor(readonly failure: Failure) {
    super(failure.text);
  }
}

/** Of this process alone: another deploy in the same folder must neither replace nor remove it. */
const PLAN_FILE = `slipway-${process.pid}.tfplan`;

/** Ends that say that a folder was not initialised for what is in it. Source: Terraform's own messages. */
const NEEDS_INIT =
  /Backend initialization required|Required plugins are not installed|Inconsistent dependency lock file|Module not installed|HCP Terraform (or Terraform Enterprise )?initialization required/;

/** Terraform on one stack, in the folder that cdktf wrote. One command runs at a time. */
export class StackRun {
  private running?: TerraformRun;
  private applying = false;

  constructor(
    readonly stack: SynthesizedStack,
    private readonly onEvent: (event: TerraformEvent) => void = () => {},
  ) {}

  /**
   * Plans, and initialises the folder first if Terraform says that it must be.
   * @throws TerraformFailure
   */
  async plan({
    destroy = false,
    init = (run) => run(),
  }: {
    destroy?: boolean;
    /** Chooses the moment of the initialisation. */
    init?: (run: () => Promise<void>) => Promise<void>;
  } = {}): Promise<SavedPlan> {
    const options = ["-json", "-input=false", "-detailed-exitcode", `-out=${PLAN_FILE}`];
    if (destroy) options.push("-destroy");
    const run = () => this.run("plan", ...options);
    let ended = existsSync(path.join(this.stack.directory, ".terraform")) ? await run() : undefined;
    if (ended === undefined || (ended.status === 1 && NEEDS_INIT.test(ended.output))) {
      await init(() => this.init());
      ended = await run();
    }
    if (ended.status === 0) return { changed: false };
    if (ended.status !== 2) throw this.failed("plan", ended);
    return { changed: true, json: await this.readJson("show", PLAN_FILE) };
  }

  /**
   * Applies the plan that was made last.
   * @returns the outputs; secret ones without their values
   * @throws TerraformFailure
   */
  async apply(): Promise<Outputs> {
    const output = await this.succeed("apply", "-json", "-input=false", PLAN_FILE);
    return output.split("\n").reduce<Outputs>((last, line) => parseEvent(line)?.outputs ?? last, {});
  }

  /**
   * The outputs that the state has.
   * @throws TerraformFailure
   */
  async outputs(): Promise<Outputs> {
    return (await this.readJson("output")) as Outputs;
  }

  /** Whether nothing of the stack is deployed, as far as its state says. */
  async isEmpty(): Promise<boolean> {
    const { status, output } = await this.run("state", "list");
    return status === 0 ? output.trim() === "" : /No state file was found/.test(output);
  }

  /**
   * Has what runs stop. An apply is let go on to its end unless it is to be broken off: a provider that is interrupted
   * stops waiting for Azure, and what Azure was making is then missing in the state.
   */
  interrupt(breakOff: boolean): void {
    if (breakOff || !this.applying) this.running?.interrupt();
  }

  /** A plan may hold secrets, so it is kept no longer than it is needed. */
  discardPlan(): void {
    rmSync(path.join(this.stack.directory, PLAN_FILE), { force: true });
  }

  /** What a command prints as JSON, whatever Terraform warns of beside it. */
  private async readJson(command: string, ...args: string[]): Promise<unknown> {
    const output = await this.succeed(command, "-json", "-no-color", ...args);
    const lines = output.split("\n");
    const [first, last] = [
      lines.findIndex((line) => line.startsWith("{")),
      lines.findLastIndex((line) => line.endsWith("}")),
    ];
    return JSON.parse(lines.slice(first, last + 1).join("\n")) as unknown;
  }

  private async init(): Promise<void> {
    await this.succeed("init", "-input=false", "-no-color");
  }

  /** What a command says that has to end well. */
  private async succeed(command: string, ...args: string[]): Promise<string> {
    const ended = await this.run(command, ...args);
    if (ended.status !== 0) throw this.failed(command, ended);
    return ended.output;
  }

  private async run(command: string, ...args: string[]): Promise<Ended> {
    const { directory: cwd } = this.stack;
    const phase = phaseOf(command);
    // Outputs and plans may hold secrets, and are written nowhere.
    const log =
      command === "output" || command === "show" ? undefined : path.join(cwd, `slipway-${command}.log`);
    const onLine = (line: string) => {
      const event = parseEvent(line);
      if (event && phase === "apply") this.onEvent(event);
    };
    try {
      this.applying = phase === "apply";
      this.running = startTerraform([command, ...args], { cwd, log, onLine });
      return await this.running.ended;
    } catch (error) {
      throw new TerraformFailure(notStarted(this.stack, phase, error as NodeJS.ErrnoException));
    } finally {
      this.running = undefined;
    }
  }

  private failed(command: string, ended: Ended): TerraformFailure {
    return new TerraformFailure(failureOf(this.stack, phaseOf(command), ended));
  }
}

/** What reads a plan or a state is a part of planning. */
function phaseOf(command: string): Phase {
  return command === "init" || command === "apply" ? command : "plan";
}
