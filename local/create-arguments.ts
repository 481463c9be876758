import { Engine } from "./engine";
import { PLATFORM } from "./images";
import { LocalContainer } from "./pod";

/** The least memory that Docker takes as a limit. */
const LEAST_MEMORY = 6 * 1024 * 1024;

/** Docker's weight of one core; the least that it takes is 2. */
const SHARES_PER_CORE = 1024;

/** What a container is part of. */
export interface ContainerPlace {
  readonly engine: Engine;
  /** The container that has the group's network. */
  readonly pause: string;
  readonly labels: readonly string[];
  /** What the engine calls a container and a volume of the group. */
  readonly nameOf: (what: string) => string;
  readonly volumeNames: ReadonlyMap<string, string>;
  /** What the engine calls the image of a container. */
  readonly imageOf: (container: LocalContainer) => string;
}

/**
 * The arguments of `docker create` for a container. Of a secret they hold only the name: the docker command finds the value
 * in its own environment.
 */
export function createArguments(container: LocalContainer, place: ContainerPlace): string[] {
  const { name, command = [], environment, secretEnvironment, mounts, privileged } = container;
  const [entry, ...args] = command;
  return [
    ...["create", "--name", place.nameOf(name), ...place.labels],
    // Azure does not ask an image's own health check.
    ...[
      "--no-healthcheck",
      "--pull",
      "never",
      "--platform",
      PLATFORM,
      "--network",
      `container:${place.pause}`,
    ],
    ...sizes(container, place.engine),
    ...Object.entries(environment).flatMap(([variable, value]) => ["--env", `${variable}=${value}`]),
    ...Object.keys(secretEnvironment).flatMap((variable) => ["--env", variable]),
    ...mounts.flatMap(({ volume, path, readOnly }) => [
      "--volume",
      // Azure's volumes hide what the image has at that path.
      `${place.volumeNames.get(volume)}:${path}:nocopy${readOnly ? ",ro" : ""}`,
    ]),
    ...(privileged ? ["--privileged"] : []),
    ...(entry === undefined ? [] : ["--entrypoint", entry]),
    ...[place.imageOf(container), ...args],
  ];
}

function sizes({ reserved, limit }: LocalContainer, { cores, limits }: Engine): string[] {
  const memory = Math.max(LEAST_MEMORY, bytes(limit.gigabytes));
  return [
    ...(limits.cpu ? ["--cpus", String(Math.min(limit.cores, cores))] : []),
    ...(reserved ? ["--cpu-shares", String(Math.max(2, Math.round(reserved.cores * SHARES_PER_CORE)))] : []),
    ...(limits.memory
      ? [
          // As much memory with swap as without: none is swapped in Azure.
          ...["--memory", String(memory), "--memory-swap", String(memory)],
          ...(reserved ? ["--memory-reservation", String(Math.min(memory, bytes(reserved.gigabytes)))] : []),
        ]
      : []),
  ];
}

function bytes(gigabytes: number): number {
  return Math.round(gigabytes * 1024 ** 3);
}
