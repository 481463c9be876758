import { Check, Finding, NotAsked, warn } from "./examination/check";

/** Where a check looks: on this machine, at the sign-in, in Azure, at the state, or elsewhere over the network. */
export type Place = "machine" | "sign-in" | "azure" | "state" | "network";

/** A check, and where it looks. */
export interface PlacedCheck extends Check {
  readonly place: Place;
}

/** What a check found, and how long it took. */
export interface Result extends Finding, Pick<PlacedCheck, "id" | "name" | "place"> {
  /** False if nobody answered, or there was nothing to ask. */
  readonly asked: boolean;
  readonly durationMs: number;
}

/** How long all of it, and each check, may take, and what is told meanwhile. */
export interface Bounds {
  readonly seconds: number;
  /** Ends what is still under way when the time is over. */
  readonly abort: AbortController;
  /** Is told the names of the checks that are still waited for, again and again. */
  readonly onSlow?: (names: readonly string[]) => void;
}

/** How often somebody who waits is told what for, in milliseconds. */
const PATIENCE = 5_000;

/** Runs checks side by side. One that throws, or does not end in time, is a result like any other. */
export async function examine(
  checks: readonly PlacedCheck[],
  run: (check: Check) => Promise<Finding>,
  { seconds, abort, onSlow }: Bounds,
): Promise<Result[]> {
  const waiting = new Set(checks);
  const slow = setInterval(() => onSlow?.([...waiting].map(({ name }) => name)), PATIENCE);
  let timer: NodeJS.Timeout | undefined;
  const timeIsUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${seconds} s`));
      abort.abort();
    }, seconds * 1000);
  });
  timeIsUp.catch(() => {});
  try {
    return await Promise.all(
      checks.map(async (check) => {
        const started = performance.now();
        const found = await Promise.race([Promise.resolve().then(() => run(check)), timeIsUp]).then(
          (finding) => ({ ...finding, asked: true }),
          notFound,
        );
        waiting.delete(check);
        const { id, name, place } = check;
        return { id, name, place, ...found, durationMs: Math.round(performance.now() - started) };
      }),
    );
  } finally {
    clearInterval(slow);
    clearTimeout(timer);
  }
}

function notFound(error: unknown): Finding & { asked: false } {
  if (error instanceof NotAsked) return { status: "skipped", message: error.message, asked: false };
  const reason = error instanceof Error ? error.message : String(error);
  return { ...warn(`could not be asked: ${reason.split("\n")[0]}`, []), asked: false };
}

/** The exit status: 1 if something fails, 2 if nothing could be asked, else 0. */
export function statusOf(results: readonly Result[]): number {
  if (results.some(({ status }) => status === "fail")) return 1;
  return results.some(({ asked }) => asked) ? 0 : 2;
}
