import { statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { Check, fail, NotAsked, pass, warn } from "../examination/check";
import { builtWithDocker } from "../examination/images-to-build";
import { ask } from "../asking/program";

/** What the azurerm provider takes in each stack's folder, unless a plugin cache holds it: about this many bytes. */
const PROVIDER = 250e6;

/** With less than this a build may run out: layers of common base images come to some hundred megabytes. */
const BUILD = 2e9;

export const projectDisk: Check = {
  id: "disk",
  name: "disk of the project",
  remedy: "export TF_PLUGIN_CACHE_DIR=…, or free some",
  run: async ({ folder, env, declared }) => {
    const { stacks } = await declared();
    const needed = PROVIDER * (env.TF_PLUGIN_CACHE_DIR ? 1 : stacks.length);
    const free = Math.min(freeIn(folder), freeIn(tmpdir()));
    if (free >= needed) return pass(`${inGigabytes(free)} free`);
    const message = `${inGigabytes(free)} are free, and the providers of ${stacks.length} stacks take about ${inGigabytes(needed)}.`;
    const fix = [
      'mkdir -p ~/.terraform.d/plugin-cache && export TF_PLUGIN_CACHE_DIR="$HOME/.terraform.d/plugin-cache"',
      "Or free some space there.",
    ];
    return free < PROVIDER ? fail(message, fix) : warn(message, fix);
  },
};

export const engineDisk: Check = {
  id: "engine-disk",
  name: "disk of the engine",
  remedy: "docker system prune",
  run: async (on) => {
    await builtWithDocker(on);
    const { status, stdout } = await ask("docker", ["info", "--format", "{{.DockerRootDir}}"], on);
    const root = stdout.trim();
    if (status !== 0 || root === "") throw new NotAsked("no engine answers");
    const isRemote = /^(tcp|ssh|https?):/.test(on.env.DOCKER_HOST ?? "");
    const free = isRemote ? undefined : freeOrUnknown(root);
    if (free === undefined)
      throw new NotAsked("the engine keeps its images on another machine, or in one of its own");
    if (free >= BUILD) return pass(`${inGigabytes(free)} free`);
    return warn(`${inGigabytes(free)} are free where the engine keeps its images.`, [
      "docker system df",
      "docker system prune",
    ]);
  },
};

function freeIn(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function freeOrUnknown(folder: string): number | undefined {
  try {
    return freeIn(folder);
  } catch {
    return undefined;
  }
}

function inGigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
