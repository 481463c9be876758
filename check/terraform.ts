import { spawn } from "node:child_process";

/** The oldest Terraform whose tests this project can be checked with. */
export const minimumTerraform = "1.11";

const howToGetIt =
  `Install Terraform ${minimumTerraform} or newer: https://developer.hashicorp.com/terraform/install ` +
  "(or name another binary in TERRAFORM_BINARY_NAME).";

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
  /** Milliseconds after which Terraform and its children are killed. */
  readonly timeout: number;
}

/** The Terraform binary: `TERRAFORM_BINARY_NAME`, as cdktf has it, or `terraform`. */
export function defaultTerraform(): string {
  return process.env.TERRAFORM_BINARY_NAME || "terraform";
}

/**
 * Says why stacks cannot be checked with this binary, and what to do; undefined when they can.
 * @throws never: a missing, too old, hanging or broken binary is what it reports
 */
export async function whyUnusable(
  terraform: string,
  options: TerraformOptions,
): Promise<Diagnostic | undefined> {
  const unusable = (summary: string, detail: string): Diagnostic => ({ severity: "error", summary, detail });
  let result: CommandResult;
  try {
    result = await runTerraform(terraform, ["version", "-json"], options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const summary = code === "ENOENT" ? "Terraform was not found" : "Terraform cannot be started";
    return unusable(summary, `The command ${JSON.stringify(terraform)} gave ${code}. ${howToGetIt}`);
  }
  if (result.timedOut) {
    return unusable(
      "Terraform does not answer",
      `"${terraform} version" ran into the time limit. ${howToGetIt}`,
    );
  }
  const version = /"terraform_version": *"(\d+\.\d+\.\d+[^"]*)"/.exec(result.stdout)?.[1];
  if (!version) {
    return unusable(
      "Terraform's version is unknown",
      `"${terraform} version -json" names none. ${howToGetIt}`,
    );
  }
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = minimumTerraform.split(".").map(Number);
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return undefined;
  return unusable("Terraform is too old", `${terraform} is version ${version}. ${howToGetIt}`);
}

/**
 * Runs Terraform without prompts, update check or any setting of the user's (command line arguments,
 * workspace, data directory, variables, logs, provider debugging): every variable `TF_*` is dropped.
 * @throws the error of `spawn` when the binary cannot be started
 */
export function runTerraform(
  terraform: string,
  args: readonly string[],
  { cwd, env, timeout }: TerraformOptions,
): Promise<CommandResult> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.toUpperCase().startsWith("TF_"));
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
    const timer = setTimeout(() => {
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
