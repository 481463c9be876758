import { spawn } from "node:child_process";

/** The oldest version whose tests this project can be checked with, of Terraform and of what is run in its stead. */
const minimum: Record<string, string> = { Terraform: "1.11", OpenTofu: "1.10" };

const howToGetIt =
  `Install Terraform ${minimum.Terraform} or newer: https://developer.hashicorp.com/terraform/install ` +
  `(or name another binary, also of OpenTofu ${minimum.OpenTofu} or newer, in TERRAFORM_BINARY_NAME).`;

/** One error or warning in Terraform's words. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  /** For example `Missing required argument`. */
  readonly summary: string;
  readonly detail: string;
  /** Where in the stack, as far as Terraform says, for example `resource.azurerm_container_group.web`. */
  readonly address?: string;
}

/** How a Terraform command ended; `timedOut` when it was killed. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

export interface TerraformOptions {
  /** Directory to run in. */
  readonly cwd: string;
  /** Added to Terraform's environment. */
  readonly env?: Record<string, string>;
  /**
   * Whether the user's own `TF_*` variables apply: command line arguments, workspace, data directory, variables, logs,
   * provider debugging.
   * @default false
   */
  readonly userSettings?: boolean;
  /**
   * Milliseconds after which Terraform and its children are killed.
   * @default - never
   */
  readonly timeout?: number;
}

/** The Terraform binary: `TERRAFORM_BINARY_NAME`, as cdktf has it, or `terraform`. */
export function defaultTerraform(): string {
  return process.env.TERRAFORM_BINARY_NAME || "terraform";
}

/** A Terraform or an OpenTofu that stacks can be checked with: its name and version, or why there is none. */
export type FoundTerraform = { readonly version: string } | { readonly unusable: Diagnostic };

/**
 * Looks which Terraform or OpenTofu a binary is.
 * @throws never: a missing, too old, hanging or broken binary is what it reports, and what to do
 */
export async function findTerraform(terraform: string, options: TerraformOptions): Promise<FoundTerraform> {
  const unusable = (summary: string, detail: string): FoundTerraform => ({
    unusable: { severity: "error", summary, detail: `${detail} ${howToGetIt}` },
  });
  let result: CommandResult;
  try {
    // OpenTofu's JSON calls itself Terraform.
    result = await runTerraform(terraform, ["version"], options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const summary = code === "ENOENT" ? "Terraform was not found" : "Terraform cannot be started";
    return unusable(summary, `The command ${JSON.stringify(terraform)} gave ${code}.`);
  }
  if (result.timedOut) {
    return unusable("Terraform does not answer", `"${terraform} version" ran into the time limit.`);
  }
  const [version, name, ...parts] = /^(Terraform|OpenTofu) v(\d+)\.(\d+)\.\d+\S*/m.exec(result.stdout) ?? [];
  if (version === undefined || name === undefined) {
    return unusable("Terraform's version is unknown", `"${terraform} version" names none.`);
  }
  const [major = 0, minor = 0] = parts.map(Number);
  const [leastMajor = 0, leastMinor = 0] = minimum[name]!.split(".").map(Number);
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return { version };
  return unusable(`${name} is too old`, `${terraform} is ${version}.`);
}

/**
 * Runs Terraform without prompts and update check and, unless told otherwise, without any setting of the user's: every
 * variable `TF_*` is dropped.
 * @throws the error of `spawn` when the binary cannot be started
 */
export function runTerraform(
  terraform: string,
  args: readonly string[],
  { cwd, env, userSettings = false, timeout }: TerraformOptions,
): Promise<CommandResult> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => userSettings || !name.toUpperCase().startsWith("TF_"),
  );
  const isolated = { CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", TF_INPUT: "0" };
  return new Promise((resolve, reject) => {
    // Its own process group, so that a timeout ends a wrapper script's children too.
    const child = spawn(terraform, args, {
      cwd,
      env: { ...Object.fromEntries(inherited), ...isolated, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    let stdout = "";
    let stderr = "";
    let timedOut = false;
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const kill = () => killTree(child.pid);
    const timer =
      timeout === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            kill();
          }, timeout);
    process.once("exit", kill);
    const finish = () => {
      clearTimeout(timer);
      process.off("exit", kill);
    };
    child.on("error", (error) => {
      finish();
      reject(error);
    });
    child.on("close", (code) => {
      finish();
      resolve({ code, stdout, stderr, timedOut });
    });
  });
}

function killTree(pid: number | undefined): void {
  if (pid === undefined) return;
  if (process.platform === "win32") {
    spawn("taskkill", ["/pid", String(pid), "/t", "/f"], { stdio: "ignore", windowsHide: true });
    return;
  }
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It ended by itself in the meantime.
  }
}
