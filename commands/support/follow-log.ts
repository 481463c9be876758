import { setTimeout as pause } from "node:timers/promises";
import { containerLog, groupWith, GroupInAzure } from "./azure-cli";
import { CommandError } from "./command-line";

/** Seconds between two questions. */
const SECONDS = 2;

/** What is asked for when only the newest lines are of interest. */
const WINDOW = 500;

/** Azure refuses a log while it restarts a container: it is asked again so often. */
const ATTEMPTS = 5;

/**
 * Shows a container's log as it grows, until the container has ended for good, Ctrl-C, or nobody reads any more. The Azure
 * CLI's own way moves the cursor and prints all of it again every two seconds, which only a terminal can show.
 */
export async function followLog(group: GroupInAzure, container: string): Promise<number> {
  // Ctrl-C is how one stops to follow; a reader such as `head` just goes.
  process.once("SIGINT", () => process.exit(0));
  process.stdout.once("error", () => process.exit(0));
  let shown: readonly string[] = [];
  const show = async (ended: boolean): Promise<boolean> => {
    const { lines, restarted } = await linesAfter(shown, group, container, ended);
    if (restarted) console.error(`${container} was restarted: this is its new log.`);
    process.stdout.write(lines.map((line) => `${line}\n`).join(""));
    if (lines.length > 0) shown = restarted ? lines : [...shown, ...lines].slice(-WINDOW);
    return lines.length > 0;
  };
  for (let failures = 0; ; await pause(SECONDS * 1000)) {
    try {
      if (!(await show(false))) {
        const ended = howItEnded(await groupWith(group.id), container);
        if (ended !== undefined) {
          await show(true);
          console.error(ended);
          return 0;
        }
      }
      failures = 0;
    } catch (error) {
      if (!(error instanceof CommandError) || (failures += 1) >= ATTEMPTS) throw error;
    }
  }
}

/** The lines that are not shown yet. */
async function linesAfter(
  shown: readonly string[],
  group: GroupInAzure,
  container: string,
  ended: boolean,
): Promise<{ lines: readonly string[]; restarted: boolean }> {
  const read = async (tail?: number) => linesOf(await containerLog(group, container, tail), ended);
  const last = shown.at(-1);
  if (last === undefined) return { lines: await read(), restarted: false };
  for (const tail of [WINDOW, undefined]) {
    const lines = await read(tail);
    const at = lines.lastIndexOf(last);
    if (at >= 0) return { lines: lines.slice(at + 1), restarted: false };
    if (lines.length === 0) return { lines, restarted: false };
    if (tail === undefined) return { lines, restarted: true };
  }
  return { lines: [], restarted: false };
}

/** Whole lines: of the last one the rest may be to come. */
function linesOf(log: string, ended: boolean): string[] {
  const lines = log.split("\n");
  const rest = lines.pop();
  return ended && rest ? [...lines, rest] : lines;
}

/** How a container ended that Azure does not start again; undefined while it runs. */
function howItEnded({ properties }: GroupInAzure, name: string): string | undefined {
  const found = properties.containers.find((one) => one.name === name);
  const { state, exitCode, detailStatus } = found?.properties.instanceView?.currentState ?? {};
  const stays =
    properties.restartPolicy === "Never" || (properties.restartPolicy === "OnFailure" && exitCode === 0);
  if (state !== "Terminated" || !stays) return undefined;
  return `${name} has ended, exit code ${exitCode ?? "unknown"}${detailStatus ? `: ${detailStatus}` : ""}.`;
}
