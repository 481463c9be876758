import { isSocketClosed, JOIN_DOCKER_GROUP, whatNamesEngine } from "../core/docker-engine";
import { inWords, refuse } from "../core/fault";
import { docker, askDocker, DockerError } from "./docker";
import { refuseAll } from "./local-error";

/** The engine that the docker command reaches. */
export interface Engine {
  /** How many CPU cores it has. */
  readonly cores: number;
  /** Which limits it can set. */
  readonly limits: Readonly<Record<"cpu" | "memory", boolean>>;
  /** Its own architecture, as `uname -m` says it. */
  readonly architecture: string;
}

/** What `docker info` says, as far as it is read here. */
interface EngineInfo {
  readonly NCPU?: number;
  readonly CpuCfsQuota?: boolean;
  readonly MemoryLimit?: boolean;
  readonly Architecture?: string;
  readonly OSType?: string;
  readonly ServerErrors?: readonly string[];
}

/** What to do about an engine that is not reached, by what its docker command says. */
function howToReach(reason: string): string {
  if (isSocketClosed(reason)) {
    return `let this user reach its socket: "${JOIN_DOCKER_GROUP}", and log in anew`;
  }
  const named = whatNamesEngine(process.env);
  if (named)
    return `start the engine that ${named.variable}=${named.value} names, or "unset ${named.variable}"`;
  return 'start Docker Desktop, "colima start" or "sudo systemctl start docker"; "docker context ls" shows where it is looked for';
}

/**
 * Finds the engine that containers run on, which is the one that images are built for.
 * @throws LocalError if there is none, or none that can serve
 */
export async function findEngine(): Promise<Engine> {
  const info = await askEngine();
  const { NCPU = 1, CpuCfsQuota = true, MemoryLimit = true, Architecture = "x86_64" } = info;
  const host = await findHost();
  refuseAll([
    ...(info.OSType === "windows"
      ? refuse("the Docker engine", inWords("one of Windows containers"), "one of Linux containers", SWITCH)
      : []),
    ...(host === undefined
      ? []
      : refuse(
          "the Docker engine",
          inWords(`on ${host}`),
          "one on this machine, to be asked at 127.0.0.1",
          HERE,
        )),
  ]);
  return { cores: NCPU, limits: { cpu: CpuCfsQuota, memory: MemoryLimit }, architecture: Architecture };
}

const SWITCH = 'choose "Switch to Linux containers" in the menu of Docker Desktop';
const HERE = 'name one with "docker context use NAME", or unset DOCKER_HOST and DOCKER_CONTEXT';

async function askEngine(): Promise<EngineInfo> {
  try {
    const info = JSON.parse(await docker(["info", "--format", "{{json .}}"])) as EngineInfo;
    // Some clients say it here and end with 0.
    if (info.ServerErrors?.length) throw new DockerError(info.ServerErrors[0]);
    return info;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      const fix = "install Docker: https://docs.docker.com/get-started/get-docker/";
      refuseAll(
        refuse("the docker command", inWords("not installed"), "Docker's, or one that works like it", fix),
      );
    }
    if (!(error instanceof DockerError)) throw error;
    const [reason = ""] = error.message.split("\n");
    refuseAll(
      refuse("the Docker engine", inWords(`not reached (${reason})`), "one that runs", howToReach(reason)),
    );
    throw error;
  }
}

/** The machine that the engine is on, if that is another one. */
async function findHost(): Promise<string | undefined> {
  const address = await askDocker("context", "inspect", "--format", "{{.Endpoints.docker.Host}}");
  if (address === undefined || !/^(tcp|ssh|https?):/.test(address)) return undefined;
  const { hostname } = new URL(address);
  return ["localhost", "127.0.0.1", "[::1]"].includes(hostname) ? undefined : hostname;
}
