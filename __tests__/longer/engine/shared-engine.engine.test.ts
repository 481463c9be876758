import { execFileSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { fingerprint } from "../../../constructs/image/context/fingerprint";
import { RegistryClient } from "../../../constructs/image/publish/registry-client.cjs";
import { makeFolder } from "../../support/folders";
import { describeWithEngine, run } from "../../support/programs";
import { login, startRegistry } from "../../support/registry";

jest.setTimeout(600_000);

const PUBLISH = path.resolve("constructs/image/publish/publish.cjs");

/** A docker command that does something else first, whenever it is to push. */
function dockerThat(beforePush: string): string {
  const folder = makeFolder();
  const file = path.join(folder, "docker");
  const docker = execFileSync("sh", ["-c", "command -v docker"], { encoding: "utf8" }).trim();
  writeFileSync(file, `#!/bin/sh\n[ "$1" != push ] || { ${beforePush}; }\nexec ${docker} "$@"\n`);
  chmodSync(file, 0o755);
  return folder;
}

/** Builds and pushes a page as its own image; its content tag. Others have time between the build and the push. */
async function publish(registry: string, page: string, docker = dockerThat("sleep 1")): Promise<string> {
  const context = makeFolder();
  writeFileSync(path.join(context, "Dockerfile"), "FROM scratch\nCOPY page /\n");
  // Not what another test file builds on this engine: of what the one removes, the classic builder would tell the other that
  // it has it.
  writeFileSync(path.join(context, "page"), `shared ${page}`);
  const { content, options, entries } = fingerprint({ context, options: {} });
  const tag = `content-${content.slice(0, 32)}`;
  const cwd = makeFolder();
  const dockerfile = path.join(context, "Dockerfile");
  writeFileSync(
    path.join(cwd, "build.json"),
    JSON.stringify({
      tag,
      builtBy: "docker",
      staged: { context, dockerfile, content, options, entries: [...entries] },
      options: { platform: "linux/amd64" },
    }),
  );
  const env = {
    ...process.env,
    PATH: `${docker}:${process.env.PATH}`,
    SLIPWAY_REGISTRY: registry,
    SLIPWAY_REPOSITORY: "hello",
    SLIPWAY_USERNAME: login.username,
    SLIPWAY_PASSWORD: login.password,
  };
  const { status, output } = await run(["node", PUBLISH, "image", "build.json"], { cwd, env });
  expect([status, output]).toEqual([0, expect.stringContaining("is built and pushed")]);
  return tag;
}

describeWithEngine("Two publishers on one engine", () => {
  test("push each its own image, though both give it the same name", async () => {
    const registry = await startRegistry();
    const client = new RegistryClient(registry, "hello", login);
    const tags = await Promise.all(["one", "two"].map((page) => publish(registry, page)));
    const digests = await Promise.all(tags.map((tag) => client.digest(tag)));
    expect(new Set(digests).size).toBe(2);
  });

  test("push again what the registry fails once", async () => {
    const registry = await startRegistry();
    const docker = dockerThat('[ -e "$0.failed" ] || { touch "$0.failed"; echo 500 >&2; exit 1; }');
    const tag = await publish(registry, "one", docker);
    expect(await new RegistryClient(registry, "hello", login).digest(tag)).toMatch(/^sha256:/);
  });
});
