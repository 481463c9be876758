import { spawnSync } from "node:child_process";

/** Milliseconds between two looks. */
const INTERVAL = 1000;

/**
 * Calls back when whoever started this process is gone, as after kill -9: nobody is left then to stop it. `npm run` starts a
 * shell that starts this, so that it is npm that is looked for.
 * @returns ends the looking
 */
export function whenOrphaned(end: () => void): () => void {
  const parent = process.ppid;
  const npm = process.env.npm_lifecycle_script === undefined ? undefined : starterOfShell(parent);
  const looking = setInterval(() => {
    if (process.ppid === parent && (npm === undefined || isRunning(npm))) return;
    clearInterval(looking);
    end();
  }, INTERVAL).unref();
  return () => clearInterval(looking);
}

/** Who started a process, if that is a shell that runs one command. */
function starterOfShell(pid: number): number | undefined {
  const { stdout } = spawnSync("ps", ["-o", "ppid=,args=", "-p", String(pid)], { encoding: "utf8" });
  const [, starter] = /^\s*(\d+)\s+\S*sh\s+-c\b/.exec(stdout ?? "") ?? [];
  return starter === undefined ? undefined : Number(starter);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
