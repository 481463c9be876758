import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import * as path from "node:path";
import { docker } from "./docker";
import { RUN_LABEL, sweep } from "./watchdog.cjs";

/** The label of whatever belongs to an app, with the app's id as its value. */
const APP_LABEL = "slipway.local.app";

/** One run of an app: all that it makes on the engine carries its labels, and is found by them again. */
export class Run {
  readonly labels: readonly string[];
  private readonly value: string;
  private readonly suffix = randomBytes(3).toString("hex");

  constructor(private readonly app: string) {
    this.value = `${hostname()}:${process.pid}:${this.suffix}`;
    this.labels = ["--label", `${APP_LABEL}=${app}`, "--label", `${RUN_LABEL}=${this.value}`];
  }

  /** What something is called on the engine: the app's name first, for whoever looks there. */
  nameOf(what: string): string {
    return `${this.app.replace("/", "-")}-${what}-${this.suffix}`;
  }

  /** The ids of its containers that run. */
  async containers(): Promise<string[]> {
    const found = await docker([
      "ps",
      "--quiet",
      "--no-trunc",
      "--filter",
      `label=${RUN_LABEL}=${this.value}`,
    ]);
    return found.split("\n").filter(Boolean);
  }

  /** Takes down all that it made. */
  async sweep(): Promise<void> {
    await sweep(this.value);
  }

  /**
   * Has another process take it down if this one is killed.
   * @returns says that there is nothing to take down any more
   */
  guard(): () => void {
    const watchdog = spawn(process.execPath, [path.join(__dirname, "watchdog.cjs"), this.value], {
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
      windowsHide: true,
    });
    watchdog.unref();
    watchdog.stdin.on("error", () => {});
    return () => watchdog.stdin.end("done");
  }

  /**
   * Takes down what earlier runs of the app on this machine left, when their watchdog was ended too: the machine was
   * switched off, for example.
   * @returns how many of these runs there were
   */
  async sweepLeftOvers(): Promise<number> {
    const filter = ["--filter", `label=${APP_LABEL}=${this.app}`];
    const format = ["--format", `{{.Label "${RUN_LABEL}"}}`];
    const found = [
      await docker(["ps", "--all", ...filter, ...format]),
      await docker(["volume", "ls", ...filter, ...format]),
    ].join("\n");
    const left = [...new Set(found.split("\n"))].filter((run) => run !== "" && hasEnded(run));
    for (const run of left) await sweep(run);
    return left.length;
  }
}

/** Whether the process of a run is gone. Those of other machines on the same engine cannot be known. */
function hasEnded(run: string): boolean {
  const [, host, pid] = /^(.*):(\d+):[0-9a-f]+$/.exec(run) ?? [];
  if (host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
