import { Token } from "cdktf";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { parseEnv, promisify } from "node:util";
import { Fault, refuse } from "../core/fault";
import { PlainValue } from "../core/secrets/plain-value";
import { Secret, SecretSource } from "../core/secrets/secret";

/** Where values may be written down, in the project's folder. */
export const ENV_FILE = ".env";

/** A variable that stands for what Terraform reads from elsewhere. */
export interface StandIn {
  readonly kind: SecretSource["kind"];
  readonly variable: string;
  /** What it is for. */
  readonly place: string;
}

/**
 * The values of an app's secrets on this machine: of the environment variables that Terraform would take them from, else
 * of the same ones in `.env`. One that Terraform reads from elsewhere is taken from a variable called after it.
 */
export class LocalSecrets {
  /** What each missing variable is for. */
  private readonly missing = new Map<string, string[]>();
  private readonly known = new Set<string>();
  private readonly elsewhere: StandIn[] = [];

  constructor(private readonly variables: Readonly<Record<string, string | undefined>>) {}

  /** With the environment's variables, and those of `.env` in the project's folder. */
  static here(): LocalSecrets {
    const file = existsSync(ENV_FILE) ? parseEnv(readFileSync(ENV_FILE, "utf8")) : {};
    return new LocalSecrets({ ...file, ...process.env });
  }

  /**
   * The text of a value, be it plain or secret.
   * @param name what it is called where it is used: an environment variable, a file
   * @param place where that is, in words
   */
  text(value: string | Secret | PlainValue, name: string, place: string): string {
    if (value instanceof PlainValue) return this.text(value.text, name, place);
    if (value instanceof Secret) return this.read(value.source, name, place);
    return Token.isUnresolved(value) ? this.read({ kind: "expression" }, name, place) : String(value);
  }

  /** All values that were read: they are not to be printed. */
  get values(): string[] {
    return [...this.known];
  }

  /** The variables that stand for what Terraform reads from elsewhere. */
  get standIns(): readonly StandIn[] {
    return this.elsewhere;
  }

  /** What is wrong with them: each that has no value here. */
  get faults(): Fault[] {
    return [...this.missing].flatMap(([variable, places]) =>
      refuse(
        `${variable} (${places.join(", ")})`,
        undefined,
        `a value in the environment, or in ${ENV_FILE} in this folder, which git ignores`,
        `write the line ${variable}=VALUE into ${ENV_FILE}`,
      ),
    );
  }

  private read(source: SecretSource, name: string, place: string): string {
    const variable = `TF_VAR_${source.kind === "variable" ? source.name : variableNameOf(source, name)}`;
    if (source.kind !== "variable") this.elsewhere.push({ kind: source.kind, variable, place });
    const value = this.variables[variable];
    if (value === undefined) {
      this.missing.set(variable, [...(this.missing.get(variable) ?? []), place]);
      return "";
    }
    this.known.add(value);
    return value;
  }
}

/** A name that a shell can export: that of a Key Vault's secret, else of where the value is used. */
function variableNameOf(source: SecretSource, name: string): string {
  const text = source.kind === "keyVault" && !Token.isUnresolved(source.name) ? source.name : name;
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
}

/** Whether there is a file of values that git would keep, so that it could be pushed. */
export async function isSeenByGit(): Promise<boolean> {
  if (!existsSync(ENV_FILE)) return false;
  try {
    await promisify(execFile)("git", ["check-ignore", "--quiet", ENV_FILE]);
    return false;
  } catch (error) {
    // 1: it is not ignored. Else there is no git, or no repository.
    return (error as { code?: unknown }).code === 1;
  }
}
