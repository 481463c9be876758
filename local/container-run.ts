import { Probe } from "../constructs/container-group/probe";
import { RestartPolicy } from "../constructs/container-group/props";
import { askDocker, docker, DockerError, startDocker } from "./docker";
import { ContainerPlace, createArguments } from "./create-arguments";
import { LocalError } from "./local-error";
import { LocalContainer } from "./pod";
import { Printer } from "./printer";
import { watchProbe } from "./probe";
import { wait } from "./wait";

/** The first pause before a restart; each further one is twice as long, up to the longest. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** Between two looks whether it has started. */
const STARTING_MS = 50;

/** A container that ran so long is restarted as if for the first time. */
const STEADY_MS = 60_000;

/** Seconds from SIGTERM to SIGKILL: Docker's own, since somebody waits. */
export const GRACE_SECONDS = 10;

/** What a {@link ContainerRun} is told besides its container. */
export interface ContainerRunOptions {
  readonly place: ContainerPlace;
  readonly printer: Printer;
  /** Which of the ports are called what on this machine. */
  readonly hostPorts: ReadonlyMap<number, number>;
  /** Nothing is started any more once it is aborted. */
  readonly signal: AbortSignal;
  /** It runs, or its readiness has changed. */
  readonly changed: () => void;
}

/** How a container ended. */
interface End {
  readonly code: number;
  readonly why: string;
}

/** A container of the group, from its first start to its last end: each restart is a new container, as in Azure. */
export class ContainerRun {
  /** Whether it runs and, if it has a readiness probe, that is well. */
  isReady = false;
  private restarts = 0;
  private wasReady = false;

  constructor(
    readonly container: LocalContainer,
    private readonly options: ContainerRunOptions,
  ) {}

  /**
   * Runs it as often as the restart policy says.
   * @returns the exit code that it ended with
   */
  async run(policy: RestartPolicy): Promise<number> {
    const { signal } = this.options;
    for (;;) {
      const started = Date.now();
      const { code, why } = await this.runOnce();
      if (signal.aborted) return code;
      this.restarts = Date.now() - started > STEADY_MS ? 0 : this.restarts;
      const restarts = policy === "Always" || (policy === "OnFailure" && code !== 0);
      if (!restarts) {
        this.note(`${why}.`);
        return code;
      }
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.restarts++);
      this.note(`${why}. Restarted in ${pause / 1000} s (restart policy ${policy}).`);
      await wait(pause, signal);
      if (signal.aborted) return code;
    }
  }

  /** Runs it once. */
  async runOnce(): Promise<End> {
    const { signal } = this.options;
    const id = await this.create();
    const life = new AbortController();
    try {
      if (signal.aborted) return { code: 0, why: "was not started" };
      const ended = this.attach(id).finally(() => life.abort());
      await started(id, life.signal);
      if (!life.signal.aborted) this.watchProbes(id, life.signal);
      await ended;
      return await endOf(id);
    } finally {
      life.abort();
      this.isReady = false;
      await askDocker("rm", "--force", "--volumes", id);
    }
  }

  private async create(): Promise<string> {
    const { container, options } = this;
    try {
      return await docker(createArguments(container, options.place), { env: container.secretEnvironment });
    } catch (error) {
      if (!(error instanceof DockerError)) throw error;
      throw new LocalError(`The container ${container.name} cannot be made: ${error.message}`);
    }
  }

  /** Starts it and prints what it writes, to its end. */
  private attach(id: string): Promise<void> {
    const { printer } = this.options;
    return new Promise((resolve, reject) => {
      const child = startDocker(["start", "--attach", id]);
      child.stdin.end();
      for (const stream of [child.stdout, child.stderr]) {
        const print = printer.linesOf(this.container.name);
        stream.setEncoding("utf8").on("data", print);
        stream.on("end", () => print(undefined));
      }
      child.on("error", reject);
      child.on("close", () => resolve());
    });
  }

  private watchProbes(id: string, signal: AbortSignal): void {
    const { livenessProbe, readinessProbe, ports } = this.container;
    const probedBy = (probe: Probe) => {
      const port = probe.portAsked(ports);
      return { id, hostPort: port === undefined ? undefined : this.options.hostPorts.get(port) };
    };
    if (livenessProbe) {
      void watchProbe(livenessProbe, probedBy(livenessProbe), signal, {
        well: () => {},
        failed: (why) => {
          this.note(
            `${why}: not alive after ${times(livenessProbe.timings.failureThreshold)}, so it is stopped.`,
          );
          void askDocker("stop", "-t", String(GRACE_SECONDS), id);
        },
      });
    }
    if (!readinessProbe) return this.becomes(true);
    void watchProbe(readinessProbe, probedBy(readinessProbe), signal, {
      well: () => {
        if (this.wasReady) this.note("is ready again.");
        this.becomes(true);
      },
      failed: (why) => {
        this.note(`${why}: not ready.`);
        this.becomes(false);
      },
    });
  }

  private becomes(isReady: boolean): void {
    this.isReady = isReady;
    this.wasReady ||= isReady;
    this.options.changed();
  }

  private note(text: string): void {
    this.options.printer.note(this.container.name, text);
  }
}

/** Waits until it runs, which the command that starts it does not tell, or has ended. */
async function started(id: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if ((await askDocker("inspect", "--format", "{{.State.Running}}", id)) === "true") return;
    await wait(STARTING_MS, signal);
  }
}

async function endOf(id: string): Promise<End> {
  try {
    const format = "{{.State.ExitCode}} {{.State.OOMKilled}}";
    const [code = "1", killed] = (await docker(["inspect", "--format", format, id])).split(" ");
    const memory = killed === "true" ? ", since it used more memory than its limit" : "";
    return { code: Number(code), why: `ended with exit code ${code}${memory}` };
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    return { code: 1, why: "was removed by somebody else" };
  }
}

function times(count: number): string {
  return count === 1 ? "1 failure" : `${count} failures`;
}
