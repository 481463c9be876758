import { Command as Parser, CommanderError } from "commander";
import { RegistryError } from "../../constructs/image/publish/registry-client.cjs";
import { describeFault, Fault } from "../../core/fault";
import { LocalError } from "../../local/local-error";
import { ReviewError } from "../../review/plan/review-error";

/** Why a command cannot do what it was asked to: printed without a stack trace. */
export class CommandError extends Error {}

/** What is wrong with a command's arguments, all of it at once. */
export function refuse(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new CommandError(faults.map(describeFault).join("\n"));
}

/** An option. */
interface Option {
  readonly type: "boolean" | "string";
  /** One letter. */
  readonly short?: string;
}

/** Options by their names in camel case: `dryRun` is `--dry-run`. */
type Options = Readonly<Record<string, Option | undefined>>;

/** What was given for them. */
type Values<O extends Options> = {
  readonly [Name in keyof O]: NonNullable<O[Name]>["type"] extends "boolean" ? boolean : string | undefined;
};

/** What {@link runCommand} is told. */
export interface Command<O extends Options> {
  /** What `--help` prints. */
  readonly help: string;
  /** The names of the arguments, in order; `[NAME]` may be left out. */
  readonly positionals: readonly string[];
  readonly options: O;
  /** Does it; the exit status. */
  readonly run: (positionals: string[], values: Values<O>) => Promise<number>;
}

/** Runs a command with the process's arguments and sets its exit status. */
export async function runCommand<const O extends Options>({
  help,
  positionals,
  options,
  run,
}: Command<O>): Promise<void> {
  const parser = new Parser().exitOverride().showHelpAfterError("See --help.");
  parser.helpInformation = () => `${help}\n`;
  for (const name of positionals) parser.argument(name.startsWith("[") ? name : `<${name}>`);
  for (const [name, option] of Object.entries(options)) {
    if (option === undefined) continue;
    const isSwitch = option.type === "boolean";
    const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    const flags = option.short ? `-${option.short}, ${flag}` : flag;
    parser.option(isSwitch ? flags : `${flags} <value>`, "", isSwitch ? false : undefined);
  }
  // Whoever reads may stop reading, as `| head` does. What was begun goes on.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  try {
    parser.parse();
    process.exitCode = await run(parser.args, parser.opts<Values<O>>());
  } catch (error) {
    process.exitCode = fail(error as Error);
  }
}

/** Errors whose messages say all that their reader needs. */
const FORESEEN = [CommandError, LocalError, RegistryError, ReviewError];

/** What to do about what the operating system refuses. */
const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full. Make room on it, and run the same command again.",
  EROFS: "That folder cannot be written to. Run the command in a copy of the project that can.",
  EACCES: "You may not do that. Give yourself the right to it, and run the same command again.",
};

/** Says what went wrong; the exit status. */
function fail(error: Error): number {
  // The parser has said it already, be it help or a fault.
  if (error instanceof CommanderError) return error.exitCode;
  const remedy = REMEDIES[(error as NodeJS.ErrnoException).code ?? ""];
  if (remedy !== undefined) console.error(`${error.message}\n${remedy}`);
  else if (FORESEEN.some((kind) => error instanceof kind)) console.error(error.message);
  else if (process.env.SLIPWAY_TRACE) console.error(error.stack);
  else console.error(`${error.message}\nThat was not foreseen. SLIPWAY_TRACE=1 shows where it comes from.`);
  return 1;
}
