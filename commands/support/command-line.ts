import { parseArgs, ParseArgsConfig } from "node:util";
import { describeFault, Fault } from "../../core/fault";

/** Why a command cannot do what it was asked to: printed without a stack trace. */
export class CommandError extends Error {}

/** What is wrong with a command's arguments, all of it at once. */
export function refuse(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new CommandError(faults.map(describeFault).join("\n"));
}

/** What {@link runCommand} is told. */
export interface Command<T extends NonNullable<ParseArgsConfig["options"]>> {
  /** What `--help` prints. */
  readonly help: string;
  /** The names of the arguments, in order; all are needed. */
  readonly positionals: readonly string[];
  readonly options: T;
  /** Does it; the exit status. */
  readonly run: (
    positionals: string[],
    values: Record<string, string | boolean | undefined>,
  ) => Promise<number>;
}

/** Runs a command with the process's arguments and sets its exit status. */
export async function runCommand<T extends NonNullable<ParseArgsConfig["options"]>>({
  help,
  positionals: names,
  options,
  run,
}: Command<T>): Promise<void> {
  try {
    const { positionals, values } = parse(options);
    if (values.help) return console.log(help);
    if (positionals.length !== names.length) {
      throw new CommandError(
        `Expected ${names.join(", ")}; got ${positionals.join(", ") || "nothing"}.\n\n${help}`,
      );
    }
    process.exitCode = await run(positionals, values);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

function parse(options: NonNullable<ParseArgsConfig["options"]>) {
  try {
    const parsed = parseArgs({
      options: { ...options, help: { type: "boolean", short: "h" } },
      allowPositionals: true,
    });
    return {
      positionals: parsed.positionals,
      values: parsed.values as Record<string, string | boolean | undefined>,
    };
  } catch (error) {
    throw new CommandError(`${(error as Error).message}\nSee --help.`);
  }
}
