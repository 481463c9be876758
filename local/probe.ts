import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { Probe } from "../constructs/container-group/probe";
import { plainText } from "../core/secrets/plain-value";
import { startDocker } from "./docker";
import { wait } from "./wait";

/** What a probe asks: a container, at ports that are found at 127.0.0.1. */
export interface Probed {
  readonly id: string;
  /** The port that an HTTP probe asks, as it is called on this machine. */
  readonly hostPort?: number;
}

/** How a {@link watchProbe} goes on. */
export interface ProbeListener {
  /** It is well, after as many successes as it takes. */
  readonly well: () => void;
  /** It has failed, as often in a row as it takes; why it did the last time. */
  readonly failed: (why: string) => void;
}

/**
 * Asks a probe as Azure does, until it is told to stop: from its delay on, once a period. Each change between well and
 * failed is told once.
 *
 * Source: Azure documentation, "Configure liveness probes" and "Configure readiness probes".
 */
export async function watchProbe(
  probe: Probe,
  probed: Probed,
  signal: AbortSignal,
  listener: ProbeListener,
): Promise<void> {
  const { initialDelaySeconds, periodSeconds, failureThreshold, successThreshold } = probe.timings;
  let state: "unknown" | "well" | "failed" = "unknown";
  let inARow = 0;
  let lastWasGood: boolean | undefined;
  await wait(initialDelaySeconds * 1000, signal);
  while (!signal.aborted) {
    const fault = await askProbe(probe, probed);
    if (signal.aborted) return;
    const isGood = fault === undefined;
    inARow = isGood === lastWasGood ? inARow + 1 : 1;
    lastWasGood = isGood;
    if (isGood && state !== "well" && inARow >= successThreshold) {
      state = "well";
      listener.well();
    } else if (!isGood && state !== "failed" && inARow >= failureThreshold) {
      state = "failed";
      listener.failed(fault);
    }
    await wait(periodSeconds * 1000, signal);
  }
}

/** Asks once; what is wrong, if anything. */
export function askProbe(probe: Probe, { id, hostPort }: Probed): Promise<string | undefined> {
  const { timeoutSeconds } = probe.timings;
  const { command, request } = probe;
  if (command) return runInContainer(id, command, timeoutSeconds);
  const { path, scheme = "http", headers = {} } = request!;
  const texts = Object.entries(headers).map(([name, value]) => [name, plainText(value)]);
  const asked = new URL(`${scheme}://127.0.0.1:${hostPort}`);
  return askPath(asked, path, Object.fromEntries(texts), timeoutSeconds).then((answer) => {
    if (typeof answer !== "number") return `GET ${path}: ${answer}`;
    return answer >= 200 && answer < 400 ? undefined : `GET ${path} was answered with ${answer}`;
  });
}

/** The status of an answer, or what went wrong, in words. Redirects are not followed, certificates not verified. */
export function askPath(
  base: URL,
  path: string,
  headers: Readonly<Record<string, string>>,
  timeoutSeconds: number,
): Promise<number | string> {
  return new Promise((resolve) => {
    const options = { path, headers, agent: false, rejectUnauthorized: false };
    const request = (base.protocol === "https:" ? requestHttps : requestHttp)(base, options);
    const late = setTimeout(() => {
      resolve(`no answer within ${timeoutSeconds} s`);
      request.destroy();
    }, timeoutSeconds * 1000);
    request.on("response", (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    // Whoever publishes a port accepts for an app that does not listen yet, and hangs up.
    request.on("error", (error: NodeJS.ErrnoException) =>
      resolve(
        error.code === "ECONNRESET" || error.code === "ECONNREFUSED" ? "nothing listens" : error.message,
      ),
    );
    request.on("close", () => clearTimeout(late));
    request.end();
  });
}

function runInContainer(
  id: string,
  command: readonly string[],
  timeoutSeconds: number,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = startDocker(["exec", id, ...command]);
    const late = setTimeout(() => {
      resolve(`${command.join(" ")} took longer than ${timeoutSeconds} s`);
      child.kill("SIGKILL");
    }, timeoutSeconds * 1000);
    child.stdout.resume();
    child.stderr.resume();
    child.on("error", (error) => resolve(error.message));
    child.on("close", (status) => {
      clearTimeout(late);
      resolve(status === 0 ? undefined : `${command.join(" ")} ended with exit code ${status}`);
    });
  });
}
