import { endAll } from "../constructs/image/publish/run.cjs";
import { endDocker } from "./docker";
import { Engine, findEngine } from "./engine";
import { Group } from "./group";
import { forgetImage, provideImage } from "./images";
import { LocalError } from "./local-error";
import { LocalContainer, LocalImage, Note, Pod } from "./pod";
import { Printer } from "./printer";
import { Run } from "./run-labels";
import { GRACE_SECONDS } from "./container-run";
import { wait } from "./wait";
import { awaitChange, lookAt } from "./watch";

/** Seconds that containers have to end when a change of the source replaces them: somebody waits for it. */
const WATCH_GRACE_SECONDS = 3;

/** How long what is broken off is waited for. */
const LAST_WORDS_MS = 5000;

/** What {@link runLocal} is asked for. */
export interface LocalRequest {
  readonly pod: Pod;
  readonly printer: Printer;
  /** Whether a change of the source rebuilds and restarts. */
  readonly watch: boolean;
  readonly keepShares: boolean;
  /** The first wish to stop, which is heard in peace. */
  readonly stop: AbortSignal;
  /** The second, which is not. */
  readonly kill: AbortSignal;
}

/**
 * Runs an app on this machine's Docker until its containers have ended or it is told to stop, and takes down all that it
 * made there.
 * @returns the exit status: 0 if all has ended well
 * @throws LocalError with what stands in its way
 */
export async function runLocal(request: LocalRequest): Promise<number> {
  const engine = await findEngine();
  const { pod, printer, stop, kill } = request;
  sayNotes([...notesOnEngine(pod, engine), ...pod.notes], printer);
  const run = new Run(pod.id);
  const left = await run.sweepLeftOvers();
  if (left > 0)
    printer.say(`Took down what ${left === 1 ? "an earlier run" : `${left} earlier runs`} had left.`);
  const release = run.guard();
  const session = new Session(request, engine, run).toItsEnd();
  // Breaks off a build that runs.
  stop.addEventListener("abort", endAll);
  try {
    return await Promise.race([session, aborted(kill)]);
  } catch (error) {
    if (stop.aborted && error instanceof LocalError) return INTERRUPTED;
    throw error;
  } finally {
    await run.sweep();
    await settled(session);
    await run.sweep();
    release();
    endDocker();
  }
}

/** Waits for what was broken off and may have been making something, but not for long. */
async function settled(work: Promise<unknown>): Promise<void> {
  const done = new AbortController();
  work.catch(() => {}).finally(() => done.abort());
  await wait(LAST_WORDS_MS, done.signal);
}

/** What is built and runs from the beginning to the end of the command. */
class Session {
  /** What the engine calls each image. */
  private images: ReadonlyMap<string, string> = new Map();
  private ports: ReadonlyMap<string, number> = new Map();

  constructor(
    private readonly request: LocalRequest,
    private readonly engine: Engine,
    private readonly run: Run,
  ) {}

  async toItsEnd(): Promise<number> {
    const { pod, watch, stop } = this.request;
    let seen = lookAt(buildsOf(pod));
    await Promise.race([this.provideImages(), aborted(stop)]);
    for (;;) {
      if (stop.aborted) return INTERRUPTED;
      const before = this.images;
      const changed = new AbortController();
      const watched = watch ? this.awaitBuild(seen, AbortSignal.any([stop, changed.signal])) : undefined;
      const status = await this.once(watched);
      changed.abort();
      const next = await watched;
      if (next === undefined || stop.aborted) return status;
      const now = [...this.images.values()];
      for (const image of before.values()) if (!now.includes(image)) await forgetImage(image);
      seen = next;
    }
  }

  /** Runs the group until it has ended, or is told to stop, or what is watched has another image to run. */
  private async once(watched: Promise<unknown> | undefined): Promise<number> {
    const { pod, printer, keepShares, stop } = this.request;
    const { run, engine, images } = this;
    const group = new Group(pod, {
      run,
      engine,
      printer,
      keepShares,
      imageOf: ({ image }) => images.get(keyOf(image))!,
      wantedPorts: this.ports,
    });
    const stopped = aborted(stop).then(() => "stopped" as const);
    const changed = watched?.then(() => "changed" as const) ?? new Promise<never>(() => {});
    const isStarted = group.start();
    // Its fault is told below; meanwhile it must not end the process.
    isStarted.catch(() => {});
    try {
      const started = await Promise.race([isStarted, stopped, changed]);
      this.ports = group.published;
      if (started === "changed") return 0;
      if (started === "stopped") return INTERRUPTED;
      const what = await Promise.race([started.ended, stopped, changed]);
      if (what === "stopped") this.sayStopping();
      if (!Array.isArray(what)) return 0;
      const status = what.every((code) => code === 0) ? 0 : 1;
      printer.say(
        `${pod.name} has ended: ${status === 0 ? "all went well" : "not all of its containers did well"}.`,
      );
      if (watched) await Promise.race([changed, stopped]);
      return status;
    } catch (error) {
      if (!watched || !(error instanceof LocalError)) throw error;
      printer.say(error.message);
      await Promise.race([changed, stopped]);
      return 1;
    } finally {
      await group.stop(stop.aborted ? GRACE_SECONDS : WATCH_GRACE_SECONDS);
    }
  }

  private sayStopping(): void {
    this.request.printer.say(`Stopping ${this.request.pod.name} … Ctrl-C again ends it at once.`);
  }

  /**
   * Waits for a change that makes another image, and builds it. What runs goes on meanwhile, and if it cannot be built.
   * @returns what the source looks like then; undefined if it was told to stop
   */
  private async awaitBuild(seen: string, signal: AbortSignal): Promise<string | undefined> {
    const { pod, printer } = this.request;
    for (;;) {
      seen = await awaitChange(buildsOf(pod), seen, signal);
      if (signal.aborted) return undefined;
      const before = new Set(this.images.values());
      try {
        await this.provideImages();
      } catch (error) {
        if (!(error instanceof LocalError)) throw error;
        printer.say(`${error.message}\nWhat ran before goes on. The next change is built again.`);
        continue;
      }
      const now = new Set(this.images.values());
      if ([...now].every((image) => before.has(image))) continue;
      printer.say(`The source has changed: ${pod.name} is replaced.`);
      return seen;
    }
  }

  private async provideImages(): Promise<void> {
    const { pod, printer } = this.request;
    const images = new Map<string, string>();
    for (const { image } of containersOf(pod)) {
      if (!images.has(keyOf(image))) images.set(keyOf(image), await provideImage(image, printer.say));
    }
    this.images = images;
  }
}

/** The exit status of what was stopped before it had started, as shells have it. */
const INTERRUPTED = 130;

function containersOf({ initContainers, containers }: Pod): LocalContainer[] {
  return [...initContainers, ...containers];
}

function buildsOf(pod: Pod) {
  return containersOf(pod).flatMap(({ image }) => (image.kind === "build" ? [image.build] : []));
}

function keyOf(image: LocalImage): string {
  return image.kind === "build" ? `build ${image.repository}` : image.reference;
}

function aborted(signal: AbortSignal): Promise<number> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(INTERRUPTED);
    signal.addEventListener("abort", () => resolve(INTERRUPTED));
  });
}

function sayNotes(notes: readonly Note[], printer: Printer): void {
  if (notes.length === 0) return;
  const width = Math.max(...notes.map(([about]) => about.length));
  const lines = notes.map(([about, here]) => `  ${about.padEnd(width)}  ${here}`);
  printer.say(["Not as in Azure:", ...lines, ""].join("\n"));
}

/** What this engine does otherwise than Azure. */
function notesOnEngine(pod: Pod, { cores, limits, architecture }: Engine): Note[] {
  const most = Math.max(...pod.containers.map(({ limit }) => limit.cores));
  return [
    ...(/^(x86_64|amd64)$/.test(architecture)
      ? []
      : [["platform", `linux/amd64 is emulated on ${architecture}, and slower`] as const]),
    ...(limits.cpu && most > cores
      ? [["cpu", `at most ${cores} cores, which is all that the engine has`] as const]
      : []),
    ...(limits.cpu ? [] : [["cpu", "no limit: this engine cannot set one"] as const]),
    ...(limits.memory ? [] : [["memory", "no limit: this engine cannot set one"] as const]),
  ];
}
