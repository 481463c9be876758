import { firstTcpPort } from "../constructs/container-group/port";
import { HealthCheck } from "../constructs/rollout/health-check";
import { askDocker, docker } from "./docker";
import { ContainerRun } from "./container-run";
import { Engine } from "./engine";
import { HOST, keyOf, listens, PublishedPort, startWithPorts } from "./host-ports";
import { LocalError } from "./local-error";
import { pauseImage } from "./pause";
import { LocalContainer, LocalVolume, Pod } from "./pod";
import { Printer } from "./printer";
import { askPath } from "./probe";
import { Run } from "./run-labels";
import { fillVolumes, keptShare, VOLUMES_FOLDER, volumeOptions } from "./volumes";
import { wait } from "./wait";

/** What the container that has the network is called: no container in Azure has such a name. */
const NETWORK = "_network";

/** Milliseconds between two looks whether the app answers. */
const HEALTH_INTERVAL_MS = 250;

/** When to say that it does not. */
const PATIENCE_MS = 10_000;

/** What a {@link Group} is told besides its pod. */
export interface GroupOptions {
  readonly run: Run;
  readonly engine: Engine;
  readonly printer: Printer;
  readonly keepShares: boolean;
  readonly imageOf: (container: LocalContainer) => string;
  /** What each port was called on this machine when the group ran before. */
  readonly wantedPorts: ReadonlyMap<string, number>;
}

/** The containers of an app while they run: they share one network, and localhost, as those of a container group do. */
export class Group {
  /** What each port is called on this machine, by `NUMBER/PROTOCOL`. */
  published: ReadonlyMap<string, number> = new Map();
  private readonly stopping = new AbortController();
  private readonly runs: ContainerRun[] = [];
  private readonly volumeNames = new Map<string, string>();
  /** All that was begun; each settles once its container is gone. */
  private readonly begun: Promise<unknown>[] = [];
  private pause = "";
  private isAnnounced = false;

  constructor(
    private readonly pod: Pod,
    private readonly options: GroupOptions,
  ) {}

  /**
   * Starts it: volumes, network, the init containers one after the other, and then all others at once.
   * @returns once it has started, what is known when all of its containers have ended for good: their exit codes
   * @throws LocalError if an init container fails
   */
  start(): Promise<{ readonly ended: Promise<readonly number[]> }> {
    return this.begin(this.startAll());
  }

  private async startAll() {
    const { pod } = this;
    for (const volume of pod.volumes) await this.createVolume(volume);
    await this.startNetwork();
    await fillVolumes(this.pause, pod.volumes, this.stopping.signal);
    for (const container of pod.initContainers) await this.initialise(container);
    if (this.isStopping) throw new LocalError(`${pod.name} was stopped before it had started.`);
    for (const container of pod.containers) this.runs.push(this.runOf(container));
    const ended = Promise.all(this.runs.map((run) => this.begin(run.run(pod.restartPolicy))));
    // Nobody hears of it if the group is stopped first.
    ended.catch(() => {});
    return { ended };
  }

  get isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Stops it as Azure does, all of its containers at once, and takes it down. */
  async stop(graceSeconds: number): Promise<void> {
    this.stopping.abort();
    const gone = Promise.allSettled(this.begun).then(() => true);
    // What was being started when the first look came is found by the next one.
    const again = () => new Promise<false>((resolve) => setTimeout(() => resolve(false), 500).unref());
    do {
      const running = await this.options.run.containers();
      const others = running.filter((id) => id !== this.pause);
      if (others.length > 0) await askDocker("stop", "-t", String(graceSeconds), ...others);
    } while (!(await Promise.race([gone, again()])));
    await askDocker("rm", "--force", "--volumes", this.pause);
    const own = this.pod.volumes.filter(({ kind }) => kind !== "azureFileShare");
    const names = own.flatMap(({ name }) => this.volumeNames.get(name) ?? []);
    if (names.length > 0) await askDocker("volume", "rm", "--force", ...names);
  }

  private begin<T>(work: Promise<T>): Promise<T> {
    this.begun.push(work);
    return work;
  }

  /** Starts the container that has the network, and sees all volumes so that they can be filled. */
  private async startNetwork(): Promise<void> {
    const { run, wantedPorts } = this.options;
    const image = await pauseImage();
    const volumes = [...this.volumeNames].flatMap(([volume, name]) => [
      "--volume",
      `${name}:${VOLUMES_FOLDER}/${volume}:nocopy`,
    ]);
    const args = ["create", "--name", run.nameOf(NETWORK), ...run.labels, ...volumes];
    const create = (ports: readonly string[]) => docker([...args, ...ports, image]);
    const { id, published } = await startWithPorts(publishedPorts(this.pod), create, wantedPorts);
    this.pause = id;
    this.published = published;
  }

  private async initialise(container: LocalContainer): Promise<void> {
    if (this.isStopping) return;
    const { code, why } = await this.runOf(container).runOnce();
    if (this.isStopping || code === 0) return;
    throw new LocalError(`The init container ${container.name} ${why}, so ${this.pod.name} is not started.`);
  }

  private runOf(container: LocalContainer): ContainerRun {
    const { engine, printer, run, imageOf } = this.options;
    const tcp = [...this.published].filter(([key]) => key.endsWith("/tcp"));
    return new ContainerRun(container, {
      place: {
        engine,
        pause: this.pause,
        labels: run.labels,
        nameOf: (what) => run.nameOf(what),
        volumeNames: this.volumeNames,
        imageOf,
      },
      printer,
      hostPorts: new Map(tcp.map(([key, number]) => [Number.parseInt(key), number])),
      signal: this.stopping.signal,
      changed: () => void this.announce(),
    });
  }

  private async createVolume(volume: LocalVolume): Promise<void> {
    const { run, keepShares } = this.options;
    const isKept = volume.kind === "azureFileShare" && keepShares;
    const name = isKept ? keptShare(volume) : run.nameOf(volume.name);
    const labels = isKept ? ["--label", "slipway.local.kept=true"] : run.labels;
    await docker(["volume", "create", ...labels, ...volumeOptions(volume), name]);
    this.volumeNames.set(volume.name, name);
  }

  /** Tells the address, once everything is ready and the app answers. */
  private async announce(): Promise<void> {
    const isReady = () => this.runs.length > 0 && this.runs.every((run) => run.isReady);
    if (this.isAnnounced || !isReady()) return;
    this.isAnnounced = true;
    await this.awaitHealth();
    if (this.isStopping) return;
    const { pod, published, options } = this;
    const addresses = pod.ports.map((port) => addressOf(port, published.get(keyOf(port))));
    const where =
      addresses.length > 0 ? `:\n${addresses.map((one) => `  ${one}`).join("\n")}` : ", without an address.";
    options.printer.say(`${pod.name} is ready${where}`);
  }

  /** Waits for a good answer to the app's health check or, without one, until something listens at its first port. */
  private async awaitHealth(): Promise<void> {
    const { health, ports } = this.pod;
    const port = health?.port ?? firstTcpPort(ports);
    const number = port === undefined ? undefined : this.published.get(`${port}/tcp`);
    if (number === undefined) return;
    let silent = Date.now();
    while (!this.isStopping) {
      const fault = health ? await unhealthy(health, number) : await unheard(number);
      if (fault === undefined) return;
      if (Date.now() - silent > PATIENCE_MS) {
        this.options.printer.say(`Port ${port} of ${this.pod.name}: ${fault} yet.`);
        silent = Infinity;
      }
      await wait(HEALTH_INTERVAL_MS, this.stopping.signal);
    }
  }
}

async function unhealthy({ path, status }: HealthCheck, port: number): Promise<string | undefined> {
  const answer = await askPath(new URL(`http://${HOST}:${port}`), path, {}, 10);
  if (answer === status) return undefined;
  return typeof answer === "number"
    ? `GET ${path} is answered with ${answer}, not with ${status}`
    : `GET ${path} is not answered (${answer})`;
}

async function unheard(port: number): Promise<string | undefined> {
  return (await listens(port)) ? undefined : "nothing listens";
}

/** The ports of the address under their own numbers, and beside them those that only probes ask. */
function publishedPorts({ ports, containers }: Pod): PublishedPort[] {
  const own = ports.map(({ number, protocol }) => ({ number, protocol, same: true }));
  const probed = containers.flatMap((container) =>
    [container.livenessProbe, container.readinessProbe].flatMap(
      (probe) => probe?.portAsked(container.ports) ?? [],
    ),
  );
  const others = [...new Set(probed)].filter(
    (number) => !own.some((port) => port.number === number && port.protocol === "TCP"),
  );
  return [...own, ...others.map((number) => ({ number, protocol: "TCP" as const, same: false }))];
}

function addressOf(port: Pod["ports"][number], published: number | undefined): string {
  const isSame = published === port.number;
  const note = isSame ? "" : `  (port ${port.number} of this machine is taken)`;
  if (port.protocol === "UDP") return `udp://${HOST}:${published}${note}`;
  const scheme = port.number === 443 ? "https" : "http";
  return `${scheme}://${HOST}:${published}${note}`;
}
