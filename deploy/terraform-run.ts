import { spawn } from "node:child_process";
import { closeSync, openSync, readSync, rmSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { defaultTerraform } from "../check/terraform";

/** Milliseconds between two looks at what Terraform has written. */
const LOOK_INTERVAL = 50;

/** How a Terraform ended. */
export interface Ended {
  /** Its exit status; null when a signal ended it. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  /** All that it wrote, both streams. */
  readonly output: string;
}

/** A Terraform that has been started. */
export interface TerraformRun {
  readonly ended: Promise<Ended>;
  /** Has it break off and write its state; the second time, end at once. */
  interrupt(): void;
}

/**
 * Starts Terraform in a stack's folder, with the user's own `TF_*` variables.
 *
 * It leads a process group of its own, so that a Ctrl-C in the terminal reaches it by {@link TerraformRun.interrupt} only.
 * With a log it writes into that file and goes on to its end even if this process is killed: a pipe that is closed would
 * kill it too. What holds secrets needs a pipe instead.
 * @throws the error of `spawn` when Terraform cannot be started, by `ended`
 */
export function startTerraform(
  args: readonly string[],
  { cwd, log, onLine }: { cwd: string; log?: string; onLine?: (line: string) => void },
): TerraformRun {
  // A file that another deploy writes still is left to it.
  if (log !== undefined) rmSync(log, { force: true });
  const output = log === undefined ? "pipe" : openSync(log, "wx+", 0o600);
  const child = spawn(defaultTerraform(), args, {
    cwd,
    env: { CHECKPOINT_DISABLE: "1", ...process.env, TF_IN_AUTOMATION: "1", TF_INPUT: "0" },
    stdio: ["ignore", output, output],
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  const reader = typeof output === "number" ? new FollowedFile(output, onLine) : undefined;
  let piped = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (piped += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (piped += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    // One that cannot be started closes too, and so does its file.
    child.on("error", reject);
    child.on("close", (status, signal) => {
      resolve({ status, signal, output: reader?.end() ?? piped });
    });
  });
  return { ended, interrupt: () => void child.kill("SIGINT") };
}

/** Reads a file that grows, line by line. */
class FollowedFile {
  private position = 0;
  private readonly timer: NodeJS.Timeout;
  private readonly decoder = new StringDecoder("utf8");
  private readonly chunk = Buffer.alloc(1 << 16);
  private text = "";
  private rest = "";

  constructor(
    private readonly file: number,
    private readonly onLine: (line: string) => void = () => {},
  ) {
    this.timer = setInterval(() => this.read(), LOOK_INTERVAL);
  }

  /** All that was in the file. */
  end(): string {
    clearInterval(this.timer);
    this.read();
    closeSync(this.file);
    if (this.rest) this.onLine(this.rest);
    return this.text;
  }

  private read(): void {
    for (let size = -1; size !== 0;) {
      size = readSync(this.file, this.chunk, 0, this.chunk.length, this.position);
      this.position += size;
      const text = this.decoder.write(this.chunk.subarray(0, size));
      this.text += text;
      this.rest += text;
    }
    const lines = this.rest.split("\n");
    this.rest = lines.pop() ?? "";
    lines.forEach((line) => this.onLine(line));
  }
}
