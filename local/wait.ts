import { setTimeout } from "node:timers/promises";

/** Waits, but not longer than until it is told to stop. */
export async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal }).catch(() => {});
}
