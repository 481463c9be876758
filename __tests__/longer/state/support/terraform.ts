import { ChildProcess, spawn } from "node:child_process";

/** How a command ended. */
export interface Outcome {
  readonly status: number | null;
  /** Both streams, as a user would see them. */
  readonly output: string;
}

const running = new Set<ChildProcess>();

/** A Terraform that has been started. */
export class TerraformRun {
  readonly ended: Promise<Outcome>;
  private output = "";

  constructor(private readonly process: ChildProcess) {
    running.add(process);
    const collect = (chunk: Buffer) => (this.output += chunk.toString());
    process.stdout?.on("data", collect);
    process.stderr?.on("data", collect);
    this.ended = new Promise((resolve) => {
      process.once("close", (status) => {
        running.delete(process);
        resolve({ status, output: this.output });
      });
    });
  }

  /** Sends a signal to Terraform alone, as a CI runner does that cancels a job. */
  signal(name: NodeJS.Signals): void {
    this.process.kill(name);
  }

  /** Ends Terraform and all it started, at once, as a machine that fails does. */
  async kill(): Promise<void> {
    killGroup(this.process);
    await this.ended;
  }
}

/** Starts Terraform in a folder, in a process group of its own. */
export function start(folder: string, environment: Record<string, string>, ...args: string[]): TerraformRun {
  const env = {
    ...process.env,
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
    CHECKPOINT_DISABLE: "1",
    ...environment,
  };
  return new TerraformRun(
    spawn("terraform", [...args, "-no-color"], {
      cwd: folder,
      env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    }),
  );
}

/** Ends whatever a failed test left running. */
export function killAll(): void {
  running.forEach(killGroup);
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

process.on("exit", killAll);
