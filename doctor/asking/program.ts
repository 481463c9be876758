import { spawn } from "node:child_process";
import { limitTime } from "./time-limit";

/** How a program ended. */
export interface Ended {
  /** Its exit status; undefined if it was not found. */
  readonly status: number | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, without input. It is ended with the signal, or when it does not answer within `seconds`. */
export function ask(
  program: string,
  args: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal; readonly seconds?: number },
): Promise<Ended> {
  const { env, seconds = 15 } = options;
  const { signal, release } = limitTime(options.signal, seconds);
  return new Promise<Ended>((resolve, reject) => {
    const child = spawn(program, args, {
      env,
      stdio: ["ignore", "pipe", "pipe"],
      signal,
      killSignal: "SIGKILL",
      windowsHide: true,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") resolve({ status: undefined, stdout, stderr });
      else if (error.name === "AbortError") {
        // Whatever it started may hold its output open.
        child.stdout.destroy();
        child.stderr.destroy();
        reject(new Error(`${program} ${args[0]} did not answer within ${seconds} s`));
      } else reject(error);
    });
    child.on("close", (status) => resolve({ status, stdout, stderr }));
  }).finally(release);
}

/** Whether there is such a program. */
export async function has(program: string, on: { env: NodeJS.ProcessEnv; signal: AbortSignal }) {
  return (await ask(program, ["--version"], on)).status !== undefined;
}
