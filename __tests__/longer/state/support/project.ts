import { App, DataResource, TerraformStack } from "cdktf";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { Backend } from "../../../../backends/backend";
import { declareOutput, StackOutputs } from "../../../../stacks/stack-outputs";
import { synthesize } from "../../../../stacks/synthesize";
import { makeFolder } from "../../../support/folders";
import { Outcome, start, TerraformRun } from "./terraform";

/** The stack that others read. */
export const BASE = "dev-base";
/** The stack that reads it. */
export const TOP = "dev-top";

/** One resource of the base stack. */
export interface Step {
  readonly name: string;
  /** Shell that runs while the resource is created; it is complete when the shell has ended. */
  readonly command?: string;
}

/**
 * Two stacks of Terraform's own resources, in a folder of their own, with the backend blocks and remote state reads that
 * the project's classes synthesize.
 */
export class Project {
  readonly folder = makeFolder();

  constructor(
    private readonly backend: Backend,
    private environment: Record<string, string>,
    private steps: readonly Step[] = [{ name: "one" }],
    private greeting = "hello",
  ) {
    this.write();
  }

  /** Synthesizes the stacks again with another backend, as an edit of `main.ts` does. */
  moveTo(backend: Backend, environment: Record<string, string>): void {
    this.environment = environment;
    this.write(backend);
  }

  /** Synthesizes the stacks again with another value of an output. */
  greet(greeting: string): void {
    this.greeting = greeting;
    this.write();
  }

  /** A second checkout of the same project, as a colleague has it. */
  checkout(): Project {
    return new Project(this.backend, this.environment, this.steps, this.greeting);
  }

  /** Starts Terraform in a stack's folder. */
  start(stack: string, ...args: string[]): TerraformRun {
    return start(this.stackFolder(stack), this.environment, ...args);
  }

  /** Runs Terraform in a stack's folder to its end, well or badly. */
  run(stack: string, ...args: string[]): Promise<Outcome> {
    return this.start(stack, ...args).ended;
  }

  /** Runs Terraform in a stack's folder, and expects it to end well. */
  async succeed(stack: string, ...args: string[]): Promise<string> {
    const { status, output } = await this.run(stack, ...args);
    if (status !== 0) throw new Error(`terraform ${args.join(" ")} ended with status ${status}:\n${output}`);
    return output;
  }

  async initAndApply(stack: string): Promise<string> {
    await this.succeed(stack, "init");
    return this.succeed(stack, "apply", "-auto-approve");
  }

  /** The current state as Terraform pulls it from the backend. */
  async state(stack: string): Promise<State> {
    const output = await this.succeed(stack, "state", "pull");
    // What Terraform warns of may come before it or after.
    const [json] = /^\{\n.*^\}$/ms.exec(output)!;
    return JSON.parse(json) as State;
  }

  stackFolder(stack: string): string {
    return path.join(this.folder, "cdktf.out/stacks", stack);
  }

  /** A file of the project, for steps to leave a mark in or to wait for. */
  file(name: string): string {
    return path.join(this.folder, name);
  }

  /** The lines that steps have left in a file. */
  lines(name: string): string[] {
    const file = this.file(name);
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  }

  open(gate: string): void {
    writeFileSync(this.file(gate), "");
  }

  private write(backend = this.backend): void {
    const app = new App({ outdir: path.join(this.folder, "cdktf.out") });
    const own = backend.inProject("shop");
    const base = new TerraformStack(app, BASE);
    own.attachTo(base);
    let before: DataResource | undefined;
    for (const { name, command } of this.steps) {
      const environment = { PROJECT: this.folder };
      before = new DataResource(base, name, {
        input: { name },
        provisioners: command ? [{ type: "local-exec", command, environment }] : undefined,
        dependsOn: before && [before],
      });
    }
    declareOutput(base, "greeting", this.greeting, { description: "What the other stack reads" });
    declareOutput(base, "password", "correct horse", { description: "A secret", sensitive: true });

    const top = new TerraformStack(app, TOP);
    own.attachTo(top);
    const outputs = new StackOutputs(top, base);
    declareOutput(top, "heard", outputs.text("greeting"), { description: "What was read" });
    synthesize(app);
  }
}

/** The part of a state file that tests look at. */
export interface State {
  readonly serial: number;
  readonly lineage: string;
  readonly outputs: Record<string, { value: unknown; sensitive?: boolean }>;
  readonly resources: readonly {
    readonly name: string;
    readonly instances: readonly { readonly status?: string; readonly attributes: { readonly id: string } }[];
  }[];
}

/** What two runs that ended the same have in common: everything but ids and counters. */
export function substance({ outputs, resources }: State): unknown {
  return {
    outputs,
    resources: resources.map(({ name, instances }) => [
      name,
      instances.map(({ status }) => status ?? "complete"),
    ]),
  };
}

/** The id of each resource. */
export function ids({ resources }: State): Record<string, string | undefined> {
  return Object.fromEntries(resources.map(({ name, instances }) => [name, instances[0]?.attributes.id]));
}

/** Waits until something is true, for a minute at most. */
export async function until(isTrue: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    if (isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`In a minute there was no ${what}.`);
}
