import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { describeWithTerraform, run } from "../../support/programs";
import { copyProject } from "../../support/project-copy";
import { DeployProject } from "./deploy-project";

/** A project that is deployed as it is committed. */
async function deployed(): Promise<DeployProject> {
  const project = new DeployProject({}, copyProject);
  project.commit();
  await project.deployAll();
  return project;
}

describeWithTerraform("npm run deploy -- --changed", () => {
  test("takes what changed since a git ref, uncommitted changes included, and nothing else", async () => {
    const project = await deployed();
    project.set({ "dev-hello-image": { version: "2" }, "dev-proxy": { version: "2" } });
    const { status, output } = await project.run("deploy", ["hello", "dev", "--changed", "main", "--yes"]);
    expect([status, output]).toEqual([
      0,
      expect.stringContaining("Changed since main: dev-hello-image, dev-hello."),
    ]);
    expect(output).not.toContain("dev-proxy");
    const rest = await project.run("deploy", ["--changed", "HEAD", "--json", "--yes"]);
    expect(rest.output).toContain("Changed since HEAD: dev-hello-image, dev-proxy, dev-hello.");
    expect(rest.status).toBe(0);
  });

  test("says so, and ends well, where nothing changed", async () => {
    const project = await deployed();
    const { status, output } = await project.run("deploy", ["--changed", "HEAD"]);
    expect([status, output.trim()]).toEqual([
      0,
      "Nothing of it changed since HEAD.\n\nThere is nothing to do.",
    ]);
    const { output: json } = await project.run("deploy", ["--changed", "HEAD", "--json"]);
    expect(JSON.parse(/\{[^]*\}/.exec(json)![0])).toEqual({ schemaVersion: 1, status: 0, stacks: [] });
  });

  test("deploys a new stack, and says how to take down one that is declared no more, which works", async () => {
    const project = await deployed();
    project.edit((main) => main.replace(/^.*name: "proxy".*$/m, ""));
    project.set({ "dev-proxy": { absent: true } });
    project.commit();
    const { status, output } = await project.run("deploy", ["--changed", "main~1"]);
    expect([status, output]).toEqual([
      0,
      expect.stringContaining("Only main~1 declares dev-proxy: it stays deployed. To take that down"),
    ]);
    expect(project.deployed()).toContain("dev-proxy");

    const commands = output.match(/^ {2}(git|npm) .*$/gm)!.map((line) => line.trim());
    const typed = commands.join(" && ").replace("destroy -- dev-proxy", "$& --yes");
    const taken = await run(["sh", "-c", typed], { cwd: project.folder });
    expect([taken.status, taken.output]).toEqual([0, expect.stringContaining("All of it is taken down.")]);
    expect(project.deployed()).toEqual(["dev-hello", "dev-hello-image", "dev-registry"]);

    // Seen from before, the stack is new.
    execFileSync("git", ["checkout", "--quiet", "main~1"], { cwd: project.folder });
    const back = await project.run("deploy", ["--changed", "main", "--yes"]);
    expect([back.status, back.output]).toEqual([
      0,
      expect.stringContaining("Changed since main: dev-proxy."),
    ]);
    expect(project.deployed()).toContain("dev-proxy");
  });

  test("says what is wrong with the ref, or where there is no git", async () => {
    const project = new DeployProject();
    const said = async (...args: string[]) => {
      const { status, output } = await project.run("deploy", args);
      expect([status, output]).toEqual([1, expect.not.stringMatching(/not foreseen|^\s+at /m)]);
      return output;
    };
    expect(await said("--changed", "main")).toContain("is in no git repository");
    project.commit();
    expect(await said("--changed", "no-such")).toContain('There is no commit called "no-such" here.');
    expect(await said("--changed")).toContain("argument missing");
    expect(await said("--all", "--changed", "main")).toContain("--changed is a part of --all");
    const destroyed = await project.run("destroy", ["--changed", "main"]);
    expect([destroyed.status, destroyed.output]).toEqual([
      1,
      expect.stringContaining("--changed is for npm run deploy"),
    ]);

    mkdirSync(project.file("bin"));
    const without = await project.run("deploy", ["--changed", "main"], { PATH: project.file("bin") });
    expect([without.status, without.output]).toEqual([1, expect.stringContaining("git is not installed")]);
  });
});
