import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describeWith, describeWithTerraform, run } from "../../support/programs";
import { DeployProject, lastLines, Started, until } from "./deploy-project";

const AT_WORK =
  "touch at-work; i=0; while [ ! -e gate ] && [ $i -lt 400 ]; do i=$((i+1)); sleep 0.1; done; touch finished";

/** A deploy that is in the middle of its first stack. */
async function inTheMiddle(project: DeployProject, env: NodeJS.ProcessEnv = {}): Promise<Started> {
  project.set({ "dev-registry": { command: AT_WORK } });
  const started = project.start("deploy", ["--all", "--yes"], env);
  await until(() => existsSync(project.file("at-work")), "apply at work");
  return started;
}

/** The Terraform that applies in a project. */
async function terraformOf(project: DeployProject): Promise<number> {
  const { output } = await run(["pgrep", "-f", "terraform apply -json"]);
  for (const pid of output.trim().split("\n").map(Number)) {
    const cwd = await run(["readlink", `/proc/${pid}/cwd`]);
    if (cwd.output.startsWith(project.folder)) return pid;
  }
  throw new Error("No Terraform applies there.");
}

describeWithTerraform("A deploy that is disturbed", () => {
  test("Ctrl-C: what has begun is finished, nothing else is begun", async () => {
    const project = new DeployProject();
    const { process: deploy, ended, output } = await inTheMiddle(project);
    // A terminal sends it to all of a process group; npm passes it on, a moment later.
    process.kill(-deploy.pid!, "SIGINT");
    setTimeout(() => deploy.kill("SIGINT"), 50);
    await until(() => output().includes("Stopping"), "answer to Ctrl-C");
    writeFileSync(project.file("gate"), "");
    const { status } = await ended;
    expect([status, project.deployed(), project.locks()]).toEqual([130, ["dev-registry"], []]);
    expect(output()).toContain("3 of 4 stacks are not deployed.");
    await project.deployAll();
  });

  test("Ctrl-C before anything is planned: nothing is changed, and that is said", async () => {
    const project = new DeployProject();
    project.setProgram("touch at-work; sleep 20");
    const { process: deploy, ended, output } = project.start("deploy", ["--all", "--yes"]);
    await until(() => existsSync(project.file("at-work")), "synthesis at work");
    process.kill(-deploy.pid!, "SIGINT");
    await ended;
    expect([deploy.signalCode, project.deployed()]).toEqual(["SIGINT", []]);
    expect(output()).toBe("Stopped before anything was planned: nothing was changed.\n");
  });

  test("Ctrl-C twice: Terraform breaks off in peace, its state is written and its lock is gone", async () => {
    const project = new DeployProject();
    const { process: deploy, ended, output } = await inTheMiddle(project);
    deploy.kill("SIGINT");
    await until(() => output().includes("Stopping"), "answer to Ctrl-C");
    await new Promise((resolve) => setTimeout(resolve, 1100));
    deploy.kill("SIGINT");
    const { status } = await ended;
    expect([status, project.locks(), existsSync(project.file("finished"))]).toEqual([130, [], false]);
    writeFileSync(project.file("gate"), "");
    await project.deployAll();
  });

  test("a cancelled job (SIGTERM) breaks off at once", async () => {
    const project = new DeployProject();
    const { process: deploy, ended } = await inTheMiddle(project);
    deploy.kill("SIGTERM");
    const { status } = await ended;
    expect([status, project.locks(), existsSync(project.file("finished"))]).toEqual([130, [], false]);
  });

  test("Terraform killed: not 0, with its sentence and what to do about the lock", async () => {
    const project = new DeployProject();
    const { ended } = await inTheMiddle(project);
    process.kill(await terraformOf(project), "SIGKILL");
    const result = await ended;
    expect(result.status).toBe(1);
    expect(lastLines(result)).toContain("Terraform was killed (SIGKILL) while it applied dev-registry");
    expect(result.output).toMatch(/in Terraform's words:\n[^]*terraform_data\.thing: Creating\.\.\./);
    expect(result.output).not.toContain('{"@');
    expect(lastLines(result)).toContain("terraform -chdir=cdktf.out/stacks/dev-registry force-unlock ID");
    writeFileSync(project.file("gate"), "");
    await project.deployAll();
  });

  test.each(["init", "plan"])(
    "Terraform killed at %s: not 0, with its sentence, and nothing is applied",
    async (step) => {
      const project = new DeployProject();
      const terraform = project.terraformWith({ [step]: "kill -9 $$" });
      const result = await project.run("deploy", ["--all", "--yes"], { TERRAFORM_BINARY_NAME: terraform });
      expect([result.status, project.deployed()]).toEqual([1, []]);
      expect(lastLines(result)).toMatch(
        /Terraform was killed \(SIGKILL\) while it (initialised|planned) dev-/,
      );
      await project.deployAll();
    },
  );

  test("the command itself killed: Terraform goes on to its end, and the next deploy finds all of it", async () => {
    const project = new DeployProject();
    const { process: deploy, ended } = await inTheMiddle(project);
    const terraform = await terraformOf(project);
    deploy.kill("SIGKILL");
    await ended;
    writeFileSync(project.file("gate"), "");
    await until(() => !existsSync(`/proc/${terraform}`), "end of Terraform");
    expect([project.deployed(), project.locks()]).toEqual([["dev-registry"], []]);
    const next = await project.run("deploy", ["dev-registry"]);
    expect([next.status, next.output]).toEqual([0, expect.stringContaining("Nothing has changed")]);
  });

  test("no Terraform: not 0, and how to get it", async () => {
    const project = new DeployProject();
    const result = await project.run("deploy", ["--all"], { TERRAFORM_BINARY_NAME: "no-such-terraform" });
    expect([result.status, lastLines(result)]).toEqual([
      1,
      expect.stringContaining("Terraform was not found."),
    ]);
  });
});

describeWith("script", ["--version"], "In a terminal", () => {
  /** Types into a deploy's question. */
  async function typed(project: DeployProject, keys: string) {
    const command = `${process.execPath} --import tsx commands/deploy.ts --all; echo status $?`;
    const log = project.file("terminal");
    const child = spawn("script", ["--quiet", "--flush", "--command", command, log], {
      cwd: project.folder,
      stdio: ["pipe", "ignore", "ignore"],
    });
    const shown = () => (existsSync(log) ? readFileSync(log, "utf8") : "");
    await until(() => shown().includes("(yes/no)"), "question");
    child.stdin.write(keys);
    await until(() => /status \d+/.test(shown()), "end");
    child.stdin.end();
    return shown();
  }

  test.each([
    ["yes\n", "status 0", 4],
    ["no\n", "status 1", 0],
    ["\n", "status 1", 0],
    ["\u0003", "status 130", 0],
  ])("%j to the one question ends with %s", async (keys, status, deployed) => {
    const project = new DeployProject();
    const shown = await typed(project, keys);
    expect(shown).toContain(status);
    expect(shown).toContain("A yes covers");
    expect(shown.match(/\(yes\/no\)/g)).toHaveLength(1);
    expect(project.deployed()).toHaveLength(deployed);
  });
});
