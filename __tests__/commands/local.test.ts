import { chmodSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { runHere } from "../support/commands";
import { makeFolder } from "../support/folders";
import { linkProject } from "../support/project-copy";
import { run } from "../support/programs";

/** A project whose main.ts has these apps, in two environments. */
function projectWith(apps: string): string {
  return linkProject((main) =>
    main.replace(/environments: .*/, ENVIRONMENTS).replace(/apps: \[[^]*?\n {2}\],/, `apps: [${apps}],`),
  );
}

/** Runs the command in such a project. */
async function local(apps: string, args: readonly string[], env: NodeJS.ProcessEnv = NO_ENGINE) {
  const { status, stdout, stderr } = await runHere("local", args, { cwd: projectWith(apps), env });
  return { status, output: stdout + stderr };
}

const ENVIRONMENTS = `environments: [
  { name: "prod", registry: "dev", production: true, policies: "off" }, { name: "dev", registry: "dev" }],`;
const NO_ENGINE = { DOCKER_HOST: "unix:///nonexistent/docker.sock" };
/** Like the bundled app, with something in each environment. */
const hello = (name: string) =>
  `{ name: "${name}", image: ImageSource.fromBuild("examples/hello"), ports: [Port.tcp(8080)], livenessProbe: Probe.httpGet("/health"), overrides: { prod: { zone: "2" }, dev: { command: ["httpd"] } } }`;

test("a misspelt app, and none where there are several, are refused", async () => {
  const apps = `${hello("hello")}, ${hello("shop")}`;
  expect(await local(apps, ["helo"])).toEqual({
    status: 1,
    output: 'the app is "helo". Allowed: hello, shop. Fix: write hello.\n',
  });
  expect((await local(apps, [])).output).toBe(
    "the app is missing. Allowed: hello, shop. Fix: write npm run local -- hello.\n",
  );
});

test("what a deploy would refuse is refused", async () => {
  const { status, output } = await local(hello("hello").replace("8080", "22"), ["hello"]);
  expect([status, output]).toEqual([
    1,
    expect.stringContaining("ports[0] is 22. Allowed: a port that Azure does not reserve"),
  ]);
});

test("an engine that is not there is said, with what to do, and so is no docker command", async () => {
  const program = [process.execPath, "--import", "./check/types.mjs", "commands/local.ts"] as const;
  const env = { ...process.env, ...NO_ENGINE };
  const { status, output } = await run(program, { cwd: projectWith(hello("hello")), env });
  expect(status).toBe(1);
  // Of two environments, the one that is not production.
  expect(output).toMatch(/^hello as in dev, on this machine's Docker\n/);
  expect(output).toMatch(
    /the Docker engine is not reached \(.+\)\. .*Fix: start the engine that DOCKER_HOST=unix:\/\/\/nonexistent\/docker\.sock names, or "unset DOCKER_HOST"\.$/m,
  );
  const empty = makeFolder();
  const without = await local(hello("hello"), ["hello", "prod"], { PATH: empty });
  expect(without.output).toMatch(/hello as in prod[^]*the docker command is not installed\. .*get-docker/);
});

test("an engine of Windows containers and one on another machine are refused", async () => {
  const folder = makeFolder();
  const answer = (info: string, host: string) =>
    writeDocker(folder, `[ "$1" = info ] && echo '${info}' || echo '${host}'`);
  const env = { PATH: `${folder}:${process.env.PATH}` };
  answer('{"OSType":"windows"}', "npipe:////./pipe/docker_engine");
  expect((await local(hello("hello"), [], env)).output).toContain(
    "the Docker engine is one of Windows containers.",
  );
  answer('{"OSType":"linux"}', "ssh://me@build.acme.com");
  expect((await local(hello("hello"), [], env)).output).toContain("the Docker engine is on build.acme.com.");
});

test("an engine whose socket may not be opened needs no start", async () => {
  const folder = makeFolder();
  writeDocker(
    folder,
    'echo "permission denied while trying to connect to the Docker daemon socket" >&2; exit 1',
  );
  const { output } = await local(hello("hello"), [], { PATH: `${folder}:${process.env.PATH}` });
  expect(output).toContain(
    'Fix: let this user reach its socket: "sudo usermod --append --groups docker $USER"',
  );
});

function writeDocker(folder: string, script: string): void {
  writeFileSync(path.join(folder, "docker"), `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(folder, "docker"), 0o755);
}
