import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import * as path from "node:path";
import { argumentsOf } from "../../support/documents";
import { makeFolder } from "../../support/folders";
import { describeWithTerraform, Ended, run } from "../../support/programs";
import { copyProject } from "../../support/project-copy";

const CLI = path.resolve("node_modules", "cdktf-cli", "bundle", "bin", "cdktf");

/** cdktf's own CLI, with a command line as the documents have it. */
function cdktf(line: string, cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const args = line.replaceAll(/['"]/g, "").split(/\s+/);
  // It asks before it applies; a user says yes.
  const approval =
    /^(deploy|destroy)$/.test(args[0]!) && !args.includes("--auto-approve") ? ["--auto-approve"] : [];
  return run([process.execPath, CLI, ...args, ...approval], {
    cwd,
    env: { ...process.env, CHECKPOINT_DISABLE: "1", ...env },
  });
}

describe("what the documents have a user type", () => {
  // Takes every command, does nothing and notes it: the CLI checks names and dependencies before it starts Terraform.
  const TERRAFORM = `#!/bin/sh
echo "$1" >> "$(dirname "$0")/calls"
case "$1" in version) echo '{"terraform_version":"1.11.4"}' ;; output) echo '{}' ;; esac
`;
  let project: string;
  let terraform: string;
  beforeAll(() => {
    project = copyProject((main) =>
      main.replace(
        "apps: [",
        'stateStorage: { storageAccountName: "acmestate", containerName: "tfstate", location: "westeurope" },\n  $&',
      ),
    );
    terraform = path.join(makeFolder({ terraform: TERRAFORM }), "terraform");
    chmodSync(terraform, 0o755);
  });

  const lines = argumentsOf("npx cdktf").filter((line) => !line.includes("$STACK"));

  test.each(lines)("npx cdktf %s", async (line) => {
    rmSync(path.join(path.dirname(terraform), "calls"), { force: true });
    const { status, output } = await cdktf(line, project, { TERRAFORM_BINARY_NAME: terraform });
    expect([status, output]).toEqual([0, expect.not.stringContaining("Usage Error")]);
    const calls = readFileSync(path.join(path.dirname(terraform), "calls"), "utf8").split("\n");
    const [verb] = line.split(" ");
    const does: Record<string, string> = {
      deploy: "apply",
      destroy: "destroy",
      diff: "plan",
      output: "output",
    };
    if (verb! in does) expect(calls).toContain(does[verb!]);
  });

  test("deploys and destroys several stacks one at a time", () => {
    const several = lines.filter((line) => /^(deploy|destroy) (.*\*|\S+ \w)/.test(line));
    expect(several.length).toBeGreaterThan(2);
    expect(several.filter((line) => !line.includes("--parallelism 1"))).toEqual([]);
  });
});

describeWithTerraform("Where one stack fails while others depend on another", () => {
  /** `bad` fails once `slow` is being applied, if it ever is; two stacks wait for `slow`. */
  const PROGRAM = `
const { App, DataResource, LocalBackend, TerraformStack } = require("cdktf");
const app = new App();
const stack = (id, command, ...dependencies) => {
  const made = new TerraformStack(app, id);
  new LocalBackend(made, { path: process.cwd() + "/state-" + id });
  const provisioners = [{ type: "local-exec", command: "cd " + process.cwd() + "; " + command }];
  new DataResource(made, "it", { provisioners });
  dependencies.forEach((dependency) => made.addDependency(dependency));
  return made;
};
stack("bad", "for i in $(seq 40); do [ -e slow-started ] && break; sleep 0.1; done; exit 1");
const slow = stack("slow", "touch slow-started; sleep 8; touch slow-done");
stack("one", "true", slow);
stack("other", "true", slow);
app.synth();
`;
  const program = () => {
    const settings = {
      language: "typescript",
      app: "node main.js",
      projectId: "test",
      sendCrashReports: "false",
    };
    const folder = makeFolder({ "main.js": PROGRAM, "cdktf.json": JSON.stringify(settings) });
    symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"));
    return folder;
  };
  const locks = (folder: string) => readdirSync(folder).filter((name) => name.endsWith(".lock.info"));

  test("--parallelism 1 leaves no lock, and nothing half made", async () => {
    const folder = program();
    const { status, output } = await cdktf("deploy * --parallelism 1", folder);
    expect([status, output]).toEqual([1, expect.stringContaining("local-exec provisioner error")]);
    expect(locks(folder)).toEqual([]);
    expect(existsSync(path.join(folder, "slow-done"))).toBe(existsSync(path.join(folder, "slow-started")));
  });

  test("without it the CLI crashes and leaves a lock, which is why the documents say --parallelism 1", async () => {
    const folder = program();
    const { status, output } = await cdktf("deploy *", folder);
    expect([status, output]).toEqual([7, expect.stringContaining("ERR_UNHANDLED_REJECTION")]);
    expect(locks(folder)).toEqual([".state-slow.lock.info"]);
  });
});
