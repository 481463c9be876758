import { ChildProcess, spawn } from "node:child_process";
import { LocalError } from "./local-error";

/** What Docker said against something. */
export class DockerError extends LocalError {}

/** How the docker command is run, besides its arguments. */
interface DockerOptions {
  /** Added to this process's environment. */
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: Buffer;
}

/**
 * Starts the docker command, the one that builds images too: it knows contexts, `DOCKER_HOST`, rootless engines and logins. It
 * is in a group of its own, so that Ctrl-C reaches this process alone.
 */
export function startDocker(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn("docker", args, {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
    windowsHide: true,
  });
  running.add(child);
  child.on("close", () => running.delete(child));
  // It may end before it has read everything.
  child.stdin.on("error", () => {});
  return child;
}

const running = new Set<ChildProcess>();

/** Ends whatever docker command still runs, so that this process can end. */
export function endDocker(): void {
  for (const child of running) child.kill("SIGTERM");
}

/**
 * What the docker command prints.
 * @throws DockerError with what it says against it
 */
export function docker(args: readonly string[], { env, input }: DockerOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = startDocker(args, env);
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (status) => {
      if (status === 0) resolve(stdout.trim());
      else reject(new DockerError(firstWords(stderr) || `docker ${args[0]} ended with status ${status}.`));
    });
    child.stdin.end(input);
  });
}

/** What it prints; undefined if it fails. */
export async function askDocker(...args: string[]): Promise<string | undefined> {
  try {
    return await docker(args);
  } catch (error) {
    if (error instanceof DockerError) return undefined;
    throw error;
  }
}

/** Without the hint at its help. */
function firstWords(stderr: string): string {
  return stderr
    .replace(/\s*(Run|See) 'docker [^']*'[^\n]*/g, "")
    .replace(/^docker: /, "")
    .replace(/^Error response from daemon: /m, "")
    .trim();
}
