import { Token } from "cdktf";
import { Fault, inWords, refuse } from "../../core/fault";
import { ContainerProps, reservedCores } from "../container-group/container";

/** Azure's steps, in cores; each with twice as many GB. Source: Azure documentation, "Containers in Azure Container Apps". */
const STEP = 0.25;
const MOST_CORES = 4;

/** The least CPU of one container. Source: azurerm's helpers/container_apps.go (ContainerAppContainerSchema). */
const LEAST_CORES = 0.1;

/** What an init container, which is told no size, gets: the smallest pair, so that a sum with it is a pair too. */
export const INIT_CONTAINER_SIZE = { cpu: STEP, memory: `${2 * STEP}Gi` };

/** The memory of a container, in GB: twice its cores unless given. */
export function gigabytesOf(container: ContainerProps): number {
  return container.memory?.gigabytes ?? rounded(2 * reservedCores(container));
}

/** What Azure would refuse in the sizes of an app's containers: it wants their sums in pairs. */
export function checkSizes(containers: readonly ContainerProps[]): Fault[] {
  const sizes = containers.flatMap((container) => [reservedCores(container), gigabytesOf(container)]);
  // A single size that is wrong, or known only to Terraform, makes no total.
  if (!sizes.every((size) => Number.isFinite(size) && size > 0 && !Token.isUnresolved(size))) return [];
  const small = containers.flatMap((container, i) => {
    const cores = reservedCores(container);
    const fix = `write Cpu.cores(${STEP})`;
    return cores < LEAST_CORES
      ? refuse(`containers[${i}].cpu`, cores, `at least ${LEAST_CORES} cores on Azure Container Apps`, fix)
      : [];
  });
  if (small.length > 0) return small;
  const cores = sum(containers.map(reservedCores));
  const gigabytes = sum(containers.map(gigabytesOf));
  const isStep = Number.isInteger(rounded(cores / STEP));
  if (isStep && cores >= STEP && cores <= MOST_CORES && gigabytes === rounded(2 * cores)) return [];
  const many = containers.length > 1;
  return refuse(
    many ? "cpu and memory of all containers" : "cpu and memory",
    inWords(pair(cores, gigabytes)),
    `${pair(STEP, 2 * STEP)} to ${pair(MOST_CORES, 2 * MOST_CORES)} on Azure Container Apps, in steps of ${STEP} cores with ` +
      "twice as many GB",
    `${neighbours(cores, gigabytes)
      .map(many ? inAll : written)
      .join(", or ")}` +
      (cores > MOST_CORES || gigabytes > 2 * MOST_CORES
        ? "; for more, platform: Platform.containerInstances() for this app"
        : ""),
  );
}

/** The pairs next to a size, the smaller one first. */
function neighbours(cores: number, gigabytes: number): number[] {
  const within = (steps: number) => Math.min(MOST_CORES, Math.max(STEP, steps * STEP));
  const least = within(Math.floor(Math.min(cores, gigabytes / 2) / STEP));
  const most = within(Math.ceil(Math.max(cores, gigabytes / 2) / STEP));
  return least === most ? [least] : [least, most];
}

function written(cores: number): string {
  return `write cpu: Cpu.cores(${cores}) and memory: Memory.gigabytes(${2 * cores})`;
}

function inAll(cores: number): string {
  return `make them ${pair(cores, 2 * cores)} together`;
}

function pair(cores: number, gigabytes: number): string {
  return `${cores} ${cores === 1 ? "core" : "cores"} with ${gigabytes} GB`;
}

function sum(sizes: readonly number[]): number {
  return rounded(sizes.reduce((total, size) => total + size, 0));
}

/** As far as floating point can tell. */
function rounded(size: number): number {
  return Math.round(size * 1000) / 1000;
}
