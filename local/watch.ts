import { lstatSync } from "node:fs";
import * as path from "node:path";
import { BuildContext } from "../constructs/image/context/build-context";
import { BuildContextError } from "../constructs/image/context/build-context-error";
import { ImageBuildProps } from "../constructs/image/image-build";
import { wait } from "./wait";

/** Between two looks at least so much time passes, and at least so many times what a look takes. */
const LEAST_PAUSE_MS = 500;
const PAUSE_PER_LOOK = 10;

/**
 * Waits until what images are built from has changed and is quiet again. It looks at times and sizes, not at a notice of the
 * file system: none comes from folders that are shared with a virtual machine or over a network, and there may be too many.
 * @param seen what it looked like when it was built
 * @returns what it looks like; the same as `seen` when it was told to stop
 */
export async function awaitChange(
  builds: readonly ImageBuildProps[],
  seen: string,
  signal: AbortSignal,
): Promise<string> {
  let last = seen;
  while (!signal.aborted) {
    const started = Date.now();
    const now = lookAt(builds);
    if (now !== seen && now === last) return now;
    last = now;
    await wait(Math.max(LEAST_PAUSE_MS, PAUSE_PER_LOOK * (Date.now() - started)), signal);
  }
  return seen;
}

/** What the files look like that images are built from: another text for every change, by the same rules as a build. */
export function lookAt(builds: readonly ImageBuildProps[]): string {
  return JSON.stringify(builds.map(lookAtOne));
}

function lookAtOne({ context, dockerfile, outsideLinks }: ImageBuildProps): unknown {
  try {
    const found = new BuildContext({ context, dockerfile, outsideLinks });
    const files = found.entries().map((entry) => ({ file: path.join(found.root, entry.path), ...entry }));
    return [found.dockerfile, ...files.map(({ file }) => file)].map((file) => {
      const { mtimeMs, size, mode } = lstatSync(file);
      return [file, mode, ...((mode & 0o170000) === 0o040000 ? [] : [mtimeMs, size])];
    });
  } catch (error) {
    // Files come and go while they are looked at. What is wrong to stay so is said by the build.
    if (error instanceof BuildContextError || "code" in (error as Error)) return (error as Error).message;
    throw error;
  }
}
