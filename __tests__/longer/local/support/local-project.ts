import { ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { makeFolder } from "../../../support/folders";
import { linkProject } from "../../../support/project-copy";

/** An image with the programs of this machine's busybox and nothing else: nothing is pulled. */
export const BUSYBOX = `slipway-local-test/busybox:${process.pid}`;

/** What the images that these tests build are called: other tests build at the same time. */
export const REPOSITORY = `shop-${process.pid}`;

/** Milliseconds that something may take on a slow machine. */
const PATIENCE = 120_000;

/** The applets that these tests run in containers. */
const APPLETS = [
  "sh",
  "cat",
  "echo",
  "env",
  "httpd",
  "id",
  "ls",
  "mkdir",
  "mount",
  "sleep",
  "touch",
  "wget",
  "rm",
];

export function docker(...args: string[]): string {
  return execFileSync("docker", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

/** Makes the image, once for a test file. */
export function provideBusybox(): void {
  const root = makeFolder();
  mkdirSync(path.join(root, "bin"));
  copyFileSync("/bin/busybox", path.join(root, "bin", "busybox"));
  for (const applet of APPLETS) copyLink(root, applet);
  const files = execFileSync("tar", ["--create", "--directory", root, "bin"], { maxBuffer: 2 ** 26 });
  const options = ["--platform", "linux/amd64", "--change", "ENV PATH=/bin"];
  execFileSync("docker", ["import", ...options, "-", BUSYBOX], { input: files, stdio: "pipe" });
}

/** The images that an app was built into. */
export function builtImages(): string[] {
  return docker("image", "ls", "--quiet", `slipway-local/${REPOSITORY}`).split("\n").filter(Boolean);
}

/** Removes that image, and what was built on it. */
export function removeImages(): void {
  spawnSync("docker", ["image", "rm", "--force", ...new Set(builtImages()), BUSYBOX]);
}

function copyLink(root: string, applet: string): void {
  execFileSync("ln", ["-s", "busybox", path.join(root, "bin", applet)]);
}

/** What the project's own main.ts has. */
export const BUNDLED = "the bundled app";

/** A project of its own, with what its main.ts says of apps. */
export class LocalProject {
  readonly folder: string;
  /** Tells what it makes on the engine from what others make there. */
  readonly name = `t${process.pid.toString(36)}${(count++).toString(36)}`;
  private readonly commands: LocalCommand[] = [];

  constructor(apps: string) {
    this.folder = linkProject((main) =>
      apps === BUNDLED
        ? main.replace('project: "slipway"', `project: "${this.name}"`)
        : mainOf(this.name, apps),
    );
  }

  write(file: string, text: string): void {
    const full = path.join(this.folder, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, text);
  }

  /** `npm run local -- ARGS`, without npm. */
  start(args: readonly string[], env: NodeJS.ProcessEnv = {}): LocalCommand {
    return this.begin([process.execPath, "--import", "./check/types.mjs", "commands/local.ts", ...args], env);
  }

  /** The same with npm and the shell that it starts. */
  startWithNpm(args: readonly string[]): LocalCommand {
    return this.begin(["npm", "run", "--silent", "local", "--", ...args], {});
  }

  private begin(program: readonly [string, ...string[]], env: NodeJS.ProcessEnv): LocalCommand {
    const command = new LocalCommand(this.folder, program, env);
    this.commands.push(command);
    return command;
  }

  /** The containers and volumes that are on the engine because of an app of it. */
  left(app = "shop"): string[] {
    const filter = ["--filter", `label=slipway.local.app=${this.name}/dev-${app}`];
    const containers = docker("ps", "--all", "--format", "{{.Names}}", ...filter);
    return `${containers}\n${docker("volume", "ls", "--quiet", ...filter)}`.split("\n").filter(Boolean);
  }

  /** The id of a container of the app that runs. */
  container(name: string): string {
    return docker("ps", "--quiet", "--filter", `name=${this.name}-dev-shop-${name}-`);
  }

  /** Ends whatever still runs. What it built stays for the tests that build the same. */
  async clear(): Promise<void> {
    for (const command of this.commands) await command.end();
  }
}

let count = 0;

function mainOf(project: string, apps: string): string {
  return `import { AzureFileShare } from "./constructs/container-group/azure-file-share";
import { Cpu } from "./constructs/container-group/cpu";
import { Memory } from "./constructs/container-group/memory";
import { Port } from "./constructs/container-group/port";
import { Probe } from "./constructs/container-group/probe";
import { Volume } from "./constructs/container-group/volume";
import { Https } from "./constructs/https/https";
import { notSecret } from "./core/secrets/plain-value";
import { Secret } from "./core/secrets/secret";
import { Deployment } from "./deployment/deployment";
import { ImageSource } from "./deployment/image-source";

export const used = [AzureFileShare, Cpu, Memory, Port, Probe, Volume, Https, notSecret, Secret, ImageSource];
const base = ${JSON.stringify(BUSYBOX)};
const cache = Volume.emptyDir("cache");
export { base, cache };
export const deployment: Deployment = {
  project: ${JSON.stringify(project)},
  registries: [{ name: "dev", location: "westeurope" }],
  environments: [{ name: "dev", registry: "dev" }],
  apps: ${apps},
};
`;
}

/** The command while it runs. */
export class LocalCommand {
  output = "";
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(cwd: string, [program, ...args]: readonly [string, ...string[]], env: NodeJS.ProcessEnv) {
    this.child = spawn(
      program,
      args,
      // As a terminal's foreground group, so that a signal to it reaches what it has started too.
      { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"], detached: true },
    );
    this.child.stdout!.on("data", (text) => (this.output += text));
    this.child.stderr!.on("data", (text) => (this.output += text));
    this.ended = new Promise((resolve) => this.child.on("close", resolve));
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Waits until it has printed something. */
  async until(pattern: RegExp): Promise<RegExpExecArray> {
    return eventually(
      () => {
        const found = pattern.exec(this.output);
        if (!found && this.child.exitCode !== null)
          throw new Error(`It ended before ${pattern}:\n${this.output}`);
        return found ?? undefined;
      },
      () => `${pattern} in:\n${this.output}`,
    );
  }

  /** Waits for the address and returns it. */
  async address(): Promise<string> {
    return (await this.until(/ is ready:\n {2}(http:\S+)/))[1]!;
  }

  /** Ctrl-C, as a terminal sends it: to all of the foreground group. */
  interrupt(): void {
    process.kill(-this.pid, "SIGINT");
  }

  /** kill -9 of it and nothing else. */
  kill(): void {
    process.kill(this.pid, "SIGKILL");
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    process.kill(this.pid, "SIGTERM");
    await this.ended;
  }
}

/** Asks again and again until there is an answer. */
export async function eventually<T>(
  ask: () => T | undefined | Promise<T | undefined>,
  what: () => string,
): Promise<T> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`It did not come: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A `docker` command that writes down what it is told; the folder to put before the PATH, and the file. */
export function listeningDocker(): { readonly folder: string; readonly file: string } {
  const folder = makeFolder();
  const file = path.join(folder, "told");
  const real = execFileSync("sh", ["-c", "command -v docker"], { encoding: "utf8" }).trim();
  const program = path.join(folder, "docker");
  writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$*" >>${file}\nexec ${real} "$@"\n`);
  chmodSync(program, 0o755);
  return { folder, file };
}
