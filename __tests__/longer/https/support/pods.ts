import { execFile, execFileSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { makeFolder } from "../../../support/folders";
import { StackJson } from "../../../support/synthesis";

const execute = promisify(execFile);

/** What a Caddy of Debian needs of its system, and where it looks for it. */
const LIBRARIES = ["/lib64/ld-linux-x86-64.so.2", "/lib/x86_64-linux-gnu/libc.so.6"];

const LABEL = `slipway-https-test=${process.pid}`;
/** The image that the app runs in these tests. */
export const BUSYBOX_IMAGE = `slipway-https-test/busybox:${process.pid}`;

/** The image that the web server runs in these tests. */
export const CADDY_IMAGE = `slipway-https-test/caddy:${process.pid}`;

/**
 * Container groups on a Docker engine, from the JSON that azurerm would be given: containers that share one address, with
 * the CPU and the memory reserved for them, secrets and file shares as volumes. A file share outlives its groups.
 */
export class Pods {
  private readonly groups = new Map<string, string>();
  private built?: Promise<void>;

  /** Builds the images, once for a test file: nothing is pulled. */
  build(): Promise<void> {
    return (this.built ??= this.buildImages());
  }

  private async buildImages(): Promise<void> {
    await this.image(BUSYBOX_IMAGE, { "/bin/busybox": which("busybox") });
    const caddy = which("caddy");
    const files = Object.fromEntries([...LIBRARIES, "/etc/ssl/certs/ca-certificates.crt"].map((f) => [f, f]));
    await this.image(CADDY_IMAGE, { ...files, "/bin/caddy": caddy, "/bin/busybox": which("busybox") });
  }

  /** The address of this machine that containers reach. */
  async gateway(): Promise<string> {
    return docker("network", "inspect", "bridge", "--format", "{{(index .IPAM.Config 0).Gateway}}");
  }

  /** Starts a group; its address. */
  async start(group: StackJson): Promise<string> {
    const { name } = group;
    const volumes = volumesOf(group);
    const mounts = volumes.flatMap((volume) => [
      "--volume",
      `${volumeName(name, volume)}:/volumes/${volume.name}`,
    ]);
    const pause = await docker(
      ...["create", "--label", LABEL, ...mounts, BUSYBOX_IMAGE, "/bin/busybox", "sleep", "infinity"],
    );
    this.groups.set(name, pause);
    for (const volume of volumes) if (volume.secret) await fill(pause, volume);
    await docker("start", pause);
    for (const container of group.container) await this.startContainer(group, container, pause);
    return docker("inspect", pause, "--format", "{{.NetworkSettings.IPAddress}}");
  }

  /** Stops a group as Azure does: SIGTERM to all of its containers at once. */
  async stop(name: string): Promise<void> {
    const pause = this.groups.get(name);
    if (pause === undefined) return;
    const members = (await docker("ps", "-aq", ...labelled(`group=${name}`))).split("\n").filter(Boolean);
    await Promise.all(members.map((id) => docker("stop", "--time", "15", id)));
    await docker("rm", "--force", "--volumes", ...members, pause);
    this.groups.delete(name);
  }

  /** Restarts a container of a group in place. */
  async restart(name: string, container: string, signal = "SIGTERM"): Promise<void> {
    const id = await this.find(name, container);
    if (signal === "SIGKILL") await docker("kill", id);
    await docker("restart", id);
  }

  async logs(name: string, container: string): Promise<string> {
    const { stdout, stderr } = await execute("docker", ["logs", await this.find(name, container)]);
    return stdout + stderr;
  }

  /** Removes the groups and what they kept. */
  async clear(): Promise<void> {
    const ids = (await docker("ps", "-aq", ...labelled())).split("\n").filter(Boolean);
    if (ids.length > 0) await docker("rm", "--force", ...ids);
    const volumes = (
      await docker("volume", "ls", "-q", "--filter", `name=slipway-https-test-${process.pid}-`)
    )
      .split("\n")
      .filter(Boolean);
    if (volumes.length > 0) await docker("volume", "rm", "--force", ...volumes);
    this.groups.clear();
  }

  /** Removes the images, if they were built. */
  async remove(): Promise<void> {
    if (this.built) await docker("image", "rm", "--force", CADDY_IMAGE, BUSYBOX_IMAGE);
  }

  private async startContainer(group: StackJson, container: StackJson, pause: string): Promise<void> {
    const [entry, ...args] = container.commands ?? [];
    const mounts = (container.volume ?? []).flatMap((volume: StackJson) => [
      "--volume",
      `${volumeName(group.name, volume)}:${volume.mount_path}${volume.read_only ? ":ro" : ""}`,
    ]);
    const environment = Object.entries(container.environment_variables ?? {});
    await docker(
      ...["run", "--detach", "--label", LABEL, "--label", `group=${group.name}`],
      ...["--label", `container=${container.name}`, "--network", `container:${pause}`],
      ...["--cpus", String(container.cpu), "--memory", `${Math.round(container.memory * 1024)}m`],
      ...["--restart", "always", ...mounts],
      ...environment.flatMap(([name, value]) => ["--env", `${name}=${value}`]),
      ...(entry ? ["--entrypoint", entry] : []),
      ...[container.image, ...args],
    );
  }

  private find(group: string, container: string): Promise<string> {
    return docker("ps", "-aq", ...labelled(`group=${group}`, `container=${container}`));
  }

  private async image(name: string, files: Record<string, string>): Promise<void> {
    const folder = makeFolder();
    for (const [inside, outside] of Object.entries(files)) {
      mkdirSync(path.join(folder, "root", path.dirname(inside)), { recursive: true });
      cpSync(outside, path.join(folder, "root", inside), { dereference: true });
    }
    writeFileSync(path.join(folder, "Dockerfile"), "FROM scratch\nENV PATH=/bin\nCOPY root /\n");
    await docker("build", "--quiet", "--tag", name, folder);
  }
}

/** Runs the Docker client; what it prints. */
async function docker(...args: string[]): Promise<string> {
  return (await execute("docker", args, { env: { ...process.env, DOCKER_BUILDKIT: "0" } })).stdout.trim();
}

/** Finds containers of these tests, and no other's, that have labels. */
function labelled(...labels: string[]): string[] {
  return [LABEL, ...labels].flatMap((label) => ["--filter", `label=${label}`]);
}

function which(program: string): string {
  return execFileSync("sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).trim();
}

function volumesOf({ container }: StackJson): StackJson[] {
  return container.flatMap(({ volume = [] }: StackJson) => volume ?? []);
}

function volumeName(group: string, { name, storage_account_name, share_name }: StackJson): string {
  const own = share_name ? `${storage_account_name}-${share_name}` : `${group}-${name}`;
  return `slipway-https-test-${process.pid}-${own}`;
}

async function fill(container: string, { name, secret }: StackJson): Promise<void> {
  const folder = makeFolder();
  for (const [file, content] of Object.entries<string>(secret)) {
    writeFileSync(path.join(folder, file), Buffer.from(content, "base64"));
  }
  await docker("cp", `${folder}/.`, `${container}:/volumes/${name}`);
}
