import { connect } from "node:net";
import { askDocker, docker, DockerError } from "./docker";

/** The only address that anything is published at. */
export const HOST = "127.0.0.1";

/** A port to publish. */
export interface PublishedPort {
  readonly number: number;
  readonly protocol: "TCP" | "UDP";
  /** Whether it should have the same number on this machine, for its user to find it. */
  readonly same: boolean;
}

/**
 * Starts a container with ports published, each under its own number or, where that is taken, another one.
 * @param create makes the container with these arguments; its id
 * @param wanted the numbers that they had the last time
 * @returns its id, and what each port is called on this machine, by `NUMBER/PROTOCOL`
 */
export async function startWithPorts(
  ports: readonly PublishedPort[],
  create: (args: readonly string[]) => Promise<string>,
  wanted: ReadonlyMap<string, number>,
): Promise<{ readonly id: string; readonly published: ReadonlyMap<string, number> }> {
  const asked = new Map<string, number | undefined>();
  for (const port of ports) {
    const number = wanted.get(keyOf(port)) ?? (port.same ? port.number : undefined);
    const isTaken = number !== undefined && port.protocol === "TCP" && (await answers(number));
    asked.set(keyOf(port), isTaken ? undefined : number);
  }
  for (;;) {
    const id = await create(
      ports.flatMap((port) => ["--publish", `${HOST}:${asked.get(keyOf(port)) ?? ""}:${keyOf(port)}`]),
    );
    try {
      await docker(["start", id]);
      return { id, published: await publishedPorts(id) };
    } catch (error) {
      await askDocker("rm", "--force", id);
      const refused = error instanceof DockerError ? refusedPort(error.message, asked) : undefined;
      if (refused === undefined) throw error;
      asked.set(refused, undefined);
    }
  }
}

/** How a port is called between a container and the engine. */
export function keyOf({ number, protocol }: Pick<PublishedPort, "number" | "protocol">): string {
  return `${number}/${protocol.toLowerCase()}`;
}

/** Whether something answers at a port of this machine: some engines do not notice. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port, timeout: 1000 });
    const end = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.on("connect", () => end(true));
    socket.on("error", () => end(false));
    socket.on("timeout", () => end(false));
  });
}

/**
 * Whether a container listens at a port. An engine that publishes it may accept at once, and hang up when the container does
 * not.
 */
export function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port });
    const end = (is: boolean) => {
      clearTimeout(late);
      socket.destroy();
      resolve(is);
    };
    const late = setTimeout(() => end(!socket.connecting), HANG_UP_MS);
    socket.on("data", () => end(true));
    socket.on("close", () => end(false));
    socket.on("error", () => end(false));
  });
}

/** How long an engine may take to hang up. */
const HANG_UP_MS = 200;

/** Which of the ports an engine's refusal is about: it names it, with its address or alone. */
function refusedPort(message: string, asked: ReadonlyMap<string, number | undefined>): string | undefined {
  const taken = [...asked].filter(([, number]) => number !== undefined);
  const named = taken.find(([, number]) => new RegExp(`\\b${number}\\b`).test(message));
  return /port|address|bind/i.test(message) ? named?.[0] : undefined;
}

async function publishedPorts(id: string): Promise<Map<string, number>> {
  const lines = (await docker(["port", id])).split("\n");
  return new Map(
    lines.flatMap((line): [string, number][] => {
      const [, key, number] = /^(\S+) -> .*:(\d+)$/.exec(line) ?? [];
      return key === undefined ? [] : [[key, Number(number)]];
    }),
  );
}
