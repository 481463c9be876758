import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import * as path from "node:path";
import { Backend } from "../../backends/backend";
import { defaultTerraform, runTerraform } from "../../check/terraform";
import { inTemporaryFolder } from "../../core/temporary-folder";
import { Json } from "../../core/terraform/json";
import { StackOutputs } from "../../stacks/stack-outputs";
import { CommandError } from "./command-line";

/** The outputs of a stack, by name. Some are secret. */
export type Outputs = Readonly<Record<string, unknown>>;

/**
 * Reads the outputs of a deployed stack from its state, whichever backend keeps it, by having Terraform read it as
 * another stack would. That needs no provider, no synthesized stack and no earlier `init`.
 * @returns undefined if the stack was never deployed
 * @throws CommandError if the state cannot be read
 */
export async function readOutputs(backend: Backend, stack: string): Promise<Outputs | undefined> {
  return withStack(backend, stack, async (app, producer) => {
    const reader = new TerraformStack(app, "reader");
    // In that folder: cdktf's own choice would be a file in the project's.
    new LocalBackend(reader, { path: "terraform.tfstate" });
    new TerraformOutput(reader, "outputs", {
      value: new StackOutputs(reader, producer).all(),
      sensitive: true,
      staticId: true,
    });
    app.synth();
    const cwd = path.join(app.outdir, "stacks", "reader");
    await terraform(cwd, "init", "-input=false");
    await terraform(cwd, "apply", "-input=false", "-auto-approve");
    const { outputs } = JSON.parse(await terraform(cwd, "output", "-json")) as {
      outputs?: { value: Outputs };
    };
    return outputs?.value ?? {};
  });
}

/** A resource as a state has it. Some of its attributes are secret. */
export interface StateResource {
  readonly type: string;
  /** Whether another has taken its place, and it is only to be removed yet. */
  readonly isSuperseded: boolean;
  readonly attributes: Json;
}

/** All that the state of a stack knows. */
export interface StackState {
  readonly outputs: Outputs;
  readonly resources: readonly StateResource[];
}

/**
 * Reads the whole state of a stack: HCP Terraform lets fewer people do so than read its outputs. Nothing is in that of a stack
 * that was never deployed.
 * @throws CommandError if the state cannot be read
 */
export async function readState(backend: Backend, stack: string): Promise<StackState> {
  const state = await withStack(backend, stack, async (app) => {
    app.synth();
    const cwd = path.join(app.outdir, "stacks", stack);
    // The backend is all that is needed. Terraform wants the providers of the state's resources too, and would load them.
    const failed = await terraform(cwd, "init", "-input=false", "-plugin-dir=.").then(
      () => undefined,
      (error: unknown) => error,
    );
    const pulled = await terraform(cwd, "state", "pull").catch((error: unknown) => {
      throw failed ?? error;
    });
    return JSON.parse(pulled || "{}") as {
      outputs?: Record<string, { value: unknown }>;
      resources?: { mode: string; type: string; instances: { deposed?: string; attributes: Json }[] }[];
    };
  });
  const outputs = Object.entries(state?.outputs ?? {}).map(([name, { value }]) => [name, value] as const);
  const resources = (state?.resources ?? [])
    .filter(({ mode }) => mode !== "data")
    .flatMap(({ type, instances }) =>
      instances.map(({ deposed, attributes }) => ({ type, isSuperseded: deposed !== undefined, attributes })),
    );
  return { outputs: Object.fromEntries(outputs), resources };
}

/** Has Terraform work on a stack that has a backend and nothing else; undefined if it was never deployed. */
async function withStack<T>(
  backend: Backend,
  stack: string,
  work: (app: App, producer: TerraformStack) => Promise<T>,
): Promise<T | undefined> {
  try {
    // The folder will hold secrets for a moment.
    return await inTemporaryFolder("state", (outdir) => {
      const app = new App({ outdir, skipValidation: true });
      const producer = new TerraformStack(app, stack);
      backend.attachTo(producer);
      return work(app, producer);
    });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    if (/No stored state was found/.test(error.message)) return undefined;
    throw new CommandError(`The state of ${stack} cannot be read.\n${error.message}`);
  }
}

async function terraform(cwd: string, command: string, ...args: string[]): Promise<string> {
  const binary = defaultTerraform();
  const plain = command === "output" || command === "state" ? args : [...args, "-no-color"];
  try {
    const { code, stdout, stderr } = await runTerraform(binary, [command, ...plain], {
      cwd,
      userSettings: true,
    });
    if (code !== 0) throw new CommandError(stderr.trim() || `${binary} ended with status ${code}.`);
    return stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new CommandError(
      `${binary} is not installed. Get it from https://developer.hashicorp.com/terraform/install`,
    );
  }
}
