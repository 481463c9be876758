import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";
import { inTemporaryFolder } from "../core/temporary-folder";
import { docker } from "./docker";
import { LocalError } from "./local-error";
import { LocalVolume } from "./pod";
import { tar, TarEntry } from "./tar";

/** Where the pause container sees the volumes of the group, each in a folder called after it. */
export const VOLUMES_FOLDER = "/volumes";

/** The options of `docker volume create`: secrets are in memory, as in Azure. */
export function volumeOptions({ kind }: LocalVolume): readonly string[] {
  return kind === "secret" ? ["--opt", "type=tmpfs", "--opt", "device=tmpfs", "--opt", "o=mode=0755"] : [];
}

/** What a share is called on the engine if it is to outlive the run. */
export function keptShare({
  storageAccountName,
  shareName,
}: LocalVolume & { kind: "azureFileShare" }): string {
  return `slipway-${storageAccountName}-${shareName}`;
}

/**
 * Puts into the volumes what they hold when the group starts, by way of the pause container. All but secrets may be
 * written to by whoever the containers run as.
 * @throws LocalError if a repository cannot be cloned
 */
export async function fillVolumes(
  pause: string,
  volumes: readonly LocalVolume[],
  signal: AbortSignal,
): Promise<void> {
  const entries = volumes.flatMap((volume): TarEntry[] => {
    if (volume.kind !== "secret") return [{ path: `${volume.name}/`, mode: 0o777 }];
    return Object.entries(volume.files).map(([file, text]) => ({
      path: `${volume.name}/${file}`,
      mode: 0o644,
      content: Buffer.from(text),
    }));
  });
  if (entries.length > 0) await docker(["cp", "-", `${pause}:${VOLUMES_FOLDER}`], { input: tar(entries) });
  for (const volume of volumes) if (volume.kind === "gitRepository") await clone(pause, volume, signal);
}

async function clone(
  pause: string,
  { name, url, directory, revision }: LocalVolume & { kind: "gitRepository" },
  signal: AbortSignal,
): Promise<void> {
  const git = (...args: string[]) =>
    promisify(execFile)("git", args, { signal, env: { ...process.env, GIT_TERMINAL_PROMPT: "0" } });
  try {
    await inTemporaryFolder("local", async (folder) => {
      const into = directory ?? path.posix.basename(url.replace(/\/+$/, ""), ".git");
      await git("clone", "--quiet", "--", url, path.join(folder, into));
      if (revision !== undefined) await git("-C", path.join(folder, into), "checkout", "--quiet", revision);
      await docker(["cp", `${folder}/.`, `${pause}:${VOLUMES_FOLDER}/${name}`]);
    });
  } catch (error) {
    const { stderr, code } = error as { stderr?: string; code?: unknown };
    if (code === "ENOENT") throw new LocalError(`The volume ${name} is a git repository: install git.`);
    if (stderr === undefined) throw error;
    throw new LocalError(`The volume ${name} cannot be cloned: ${stderr.trim()}`);
  }
}
