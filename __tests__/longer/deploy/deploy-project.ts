import { ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { linkProject } from "../../support/project-copy";
import { Ended } from "../../support/programs";

/** What is special about a stack. */
export interface StackSettings {
  /** Shell that runs while its one resource is created, in the project's folder. */
  readonly command?: string;
  /** Another value makes the stack replace its resource. */
  readonly version?: string;
  /** Whether the program leaves the stack out; only dev-proxy can be. */
  readonly absent?: boolean;
}

/**
 * Synthesizes the bundled example's three stacks, and a second app's, as stacks of `terraform_data`: each resource reads
 * the outputs of the stacks that it depends on, as the real ones do.
 */
const PROGRAM = `
const { App, DataResource, DataTerraformRemoteStateLocal, LocalBackend, TerraformOutput, TerraformStack } = require("cdktf");
const settings = JSON.parse(require("node:fs").readFileSync("settings.json", "utf8"));
const app = new App({ stackTraces: false, skipValidation: true });
const state = (id) => process.cwd() + "/terraform-state/" + id + ".tfstate";
const stack = (id, ...dependencies) => {
  const made = new TerraformStack(app, id);
  new LocalBackend(made, { path: state(id) });
  const { command, version = "1" } = settings[id] ?? {};
  const input = { version };
  for (const { node } of dependencies) {
    input[node.id] = new DataTerraformRemoteStateLocal(made, node.id, { path: state(node.id) }).getString("version");
    made.addDependency(node.scope.node.findChild(node.id));
  }
  const provisioners = command && [{ type: "local-exec", command: "cd " + process.cwd() + "; " + command }];
  new DataResource(made, "thing", { input, triggersReplace: input, provisioners });
  new TerraformOutput(made, "version", { value: version, staticId: true });
  new TerraformOutput(made, "url", { value: "http://" + id + ".example", staticId: true });
  return made;
};
const registry = stack("dev-registry");
const image = stack("dev-hello-image", registry);
stack("dev-hello", registry, image);
if (!settings["dev-proxy"]?.absent) stack("dev-proxy", registry);
app.synth();
`;

const APP = `apps: [
    { name: "proxy", image: ImageSource.fromReference("docker.io/library/nginx:1.29"), ports: [Port.tcp(80)] },`;

/** A command of the project that has been started. */
export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has written until now. */
  readonly output: () => string;
}

/** A copy of the project whose stacks Terraform applies without Azure. */
export class DeployProject {
  readonly folder: string;
  private settings: Record<string, StackSettings> = {};

  /** @param bring how it has the sources of the project */
  constructor(settings: Record<string, StackSettings> = {}, bring = linkProject) {
    this.folder = bring((main) =>
      main
        .replace("apps: [", APP)
        .replace(
          /if \(require\.main === module\) \{[^]*\}/,
          'if (require.main === module) require("./stacks.js");',
        ),
    );
    writeFileSync(this.file("stacks.js"), PROGRAM);
    this.setProgram("node --import tsx main.ts");
    this.set(settings);
  }

  /** The program that cdktf's CLI and the commands run; what main.ts does as a program is `body`. */
  setProgram(app: string, body?: string): void {
    if (body) this.edit((main) => main.replace('require("./stacks.js");', body));
    writeFileSync(
      this.file("cdktf.json"),
      JSON.stringify({ language: "typescript", app, projectId: "test" }),
    );
  }

  /** Changes what some stacks are. */
  set(settings: Record<string, StackSettings>): void {
    this.settings = { ...this.settings, ...settings };
    writeFileSync(this.file("settings.json"), JSON.stringify(this.settings));
  }

  /** Starts one of the project's commands as npm does, in a process group of its own, without a terminal. */
  start(command: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Started {
    const child = spawn(process.execPath, ["--import", "tsx", `commands/${command}.ts`, ...args], {
      cwd: this.folder,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let output = "";
    child.stdout.on("data", (text) => (output += text));
    child.stderr.on("data", (text) => (output += text));
    const ended = new Promise<Ended>((resolve) => child.on("close", (status) => resolve({ status, output })));
    return { process: child, ended, output: () => output };
  }

  /** Changes main.ts. */
  edit(change: (main: string) => string): void {
    writeFileSync(this.file("main.ts"), change(readFileSync(this.file("main.ts"), "utf8")));
  }

  /** Commits all that is in it, to a branch called main. */
  commit(): void {
    writeFileSync(this.file(".gitignore"), "node_modules\ncdktf.out\nterraform-state\n");
    const commands = [
      ["init", "--quiet", "--initial-branch=main"],
      ["add", "."],
      ["commit", "--quiet", "--message=all"],
    ];
    for (const args of commands) {
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
        cwd: this.folder,
      });
    }
  }

  run(command: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return this.start(command, args, env).ended;
  }

  /** Deploys all of it, and expects that to end well. */
  async deployAll(): Promise<void> {
    const { status, output } = await this.run("deploy", ["--all", "--yes"]);
    if (status !== 0) throw new Error(output);
  }

  /** A Terraform that does something of its own before some command. Its name, for TERRAFORM_BINARY_NAME. */
  terraformWith(before: Readonly<Record<string, string>>): string {
    const cases = Object.entries(before).map(([command, shell]) => `${command}) ${shell} ;;`);
    writeFileSync(
      this.file("terraform"),
      `#!/bin/sh\ncase "$1" in ${cases.join(" ")} esac\nexec terraform "$@"\n`,
    );
    chmodSync(this.file("terraform"), 0o755);
    return this.file("terraform");
  }

  /** The stacks that have something in their state. */
  deployed(): string[] {
    const folder = this.file("terraform-state");
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => name.endsWith(".tfstate"))
      .filter((name) => JSON.parse(readFileSync(path.join(folder, name), "utf8")).resources.some(isManaged))
      .map((name) => name.replace(".tfstate", ""))
      .sort();
  }

  /** The locks that runs have left. */
  locks(): string[] {
    const folder = this.file("terraform-state");
    return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".lock.info")) : [];
  }

  file(name: string): string {
    return path.join(this.folder, name);
  }

  /** The lines that commands of stacks have left in a file. */
  lines(name: string): string[] {
    return existsSync(this.file(name)) ? readFileSync(this.file(name), "utf8").trim().split("\n") : [];
  }
}

function isManaged({ mode }: { mode: string }): boolean {
  return mode === "managed";
}

/** Waits until something is true, for a minute at most. */
export async function until(isTrue: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    if (isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`In a minute there was no ${what}.`);
}

/** What a user sees last. */
export function lastLines({ output }: Ended): string {
  return output.trimEnd().split("\n").slice(-10).join("\n");
}
