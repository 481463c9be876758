import { ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { AddressInfo, createServer } from "node:net";
import * as path from "node:path";
import { RegistryClient } from "../../constructs/image/publish/registry-client.cjs";
import { makeFolder } from "./folders";

/** The one login of every registry here, and its bcrypt hash: the only kind that docker-registry reads. */
export const login = { username: "push-hello", password: "not-a-real-password" };
const HTPASSWD = `${login.username}:$2a$05$abcdefghijklmnopqrstuudLYPY/O3Omal5/C.k5.n2dNOG5VmjFK\n`;

const running: ChildProcess[] = [];
const dataFolders = new Map<string, string>();
afterAll(() => running.splice(0).forEach((child) => child.kill("SIGKILL")));

/** A real registry (Debian's docker-registry) on a free port, which wants a login; its host and port. */
export async function startRegistry(): Promise<string> {
  const folder = makeFolder({ htpasswd: HTPASSWD });
  const server = `127.0.0.1:${await freePort()}`;
  dataFolders.set(server, path.join(folder, "data"));
  const configuration = {
    version: 0.1,
    log: { level: "error" },
    storage: { filesystem: { rootdirectory: path.join(folder, "data") } },
    http: { addr: server },
    auth: { htpasswd: { realm: "test", path: path.join(folder, "htpasswd") } },
  };
  // JSON is YAML.
  writeFileSync(path.join(folder, "config.yml"), JSON.stringify(configuration));
  running.push(spawn("docker-registry", ["serve", path.join(folder, "config.yml")], { stdio: "ignore" }));
  for (let i = 0; i < 100; i++) {
    const answer = await fetch(`http://${server}/v2/`).catch(() => undefined);
    if (answer) return server;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`docker-registry does not answer on ${server}`);
}

/** Has a registry of {@link startRegistry} forget a tag, in its own files. */
export function forgetTag(server: string, repository: string, tag: string): void {
  const repositories = path.join(dataFolders.get(server)!, "docker/registry/v2/repositories");
  rmSync(path.join(repositories, repository, "_manifests/tags", tag), { recursive: true });
}

/** Pushes the smallest of images under some tags; its digest. */
export async function pushImage(client: RegistryClient, content: string, tags: string[]): Promise<string> {
  const blob = async (text: string, mediaType: string) => {
    const bytes = new Uint8Array(Buffer.from(text));
    await client.putBlob(sha256(bytes), bytes);
    return { mediaType, digest: sha256(bytes), size: bytes.length };
  };
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const manifest = {
    schemaVersion: 2,
    mediaType,
    config: await blob(
      JSON.stringify({ os: "linux", architecture: "amd64", rootfs: { type: "layers", diff_ids: [] } }),
      "application/vnd.oci.image.config.v1+json",
    ),
    layers: [await blob(content, "application/vnd.oci.image.layer.v1.tar")],
  };
  // Laid out by hand, so that a copy which writes the JSON anew has another digest.
  const bytes = new Uint8Array(Buffer.from(JSON.stringify(manifest, null, 3)));
  const digest = sha256(bytes);
  for (const reference of [digest, ...tags])
    await client.putManifest(reference, { digest, mediaType, bytes });
  return digest;
}

export function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
