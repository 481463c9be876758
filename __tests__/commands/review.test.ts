import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { synthesize } from "../../review/base";
import { runHere } from "../support/commands";
import { makeFolder } from "../support/folders";
import { linkProject } from "../support/project-copy";

/** A repository with the project in it as it is. */
const folder = linkProject();
const main = readFileSync("main.ts", "utf8");
beforeAll(() => {
  writeFileSync(path.join(folder, ".gitignore"), "node_modules\ncdktf.out\n");
  git("init", "--quiet", "--initial-branch=main");
  git("add", ".");
  git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "--quiet", "--message=base");
});

function git(...args: string[]): string {
  return execFileSync("git", args, { cwd: folder, encoding: "utf8" });
}

/** The same as a member of a workspace, whose packages are installed above it. */
function inWorkspace(): string {
  const root = makeFolder();
  const member = path.join(root, "packages", "infra");
  mkdirSync(path.dirname(member));
  cpSync(folder, member, { recursive: true, verbatimSymlinks: true, filter: (file) => !/\.git$/.test(file) });
  renameSync(path.join(member, "node_modules"), path.join(root, "node_modules"));
  writeFileSync(path.join(root, ".gitignore"), "node_modules\ncdktf.out\n");
  const inRoot = { cwd: root, stdio: "ignore" } as const;
  execFileSync("git", ["init", "--quiet"], inRoot);
  execFileSync("git", ["add", "."], inRoot);
  execFileSync(
    "git",
    ["-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-m", "base"],
    inRoot,
  );
  return member;
}

/** Writes main.ts anew, and starts the program. */
function review(edited: string, ...args: string[]) {
  writeFileSync(path.join(folder, "main.ts"), edited);
  return spawnSync(process.execPath, ["--import", "tsx", "commands/review.ts", ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, TF_VAR_log: "CANARY-VARIABLE" },
  });
}

const moreCpu = main
  .replace(
    "ports: [Port.tcp(8080)],",
    'ports: [Port.tcp(8080)], cpu: Cpu.cores(2), environmentVariables: { LOG: "CANARY-PLAIN" },',
  )
  .replace("import { Port }", 'import { Cpu } from "./constructs/container-group/cpu";\nimport { Port }');

describe("npm run review", () => {
  test("says what an edit of main.ts does, in a page that fits on one screen, and leaves nothing behind", () => {
    const { status, stdout, stderr } = review(
      moreCpu,
      "--picture",
      "picture.svg",
      "--fail-on",
      "destroy,replace",
    );
    expect([status, stderr]).toEqual([3, "replace: hello in dev is replaced\n"]);
    expect(stdout).toBe(`hello in dev is replaced: away while the new one starts, the url stays.

What happens, in this order
  1. hello in dev — replaced: cpu 1 → 2 and environment variable LOG is new
     The old group goes, then the new one comes: it is away while the new one starts.
     The url stays http://slipway-dev-hello.westeurope.azurecontainer.io:8080.

Security
  No change in who may do or reach what.

Danger
  None: no data, name or lock goes.

Deploy what changes
  npm run deploy -- --changed ${git("rev-parse", "HEAD").slice(0, 8)}
`);
    const picture = readFileSync(path.join(folder, "picture.svg"), "utf8");
    expect(picture).toContain("± hello in dev");
    expect(picture).not.toContain("CANARY");
    expect(git("worktree", "list").trim().split("\n")).toHaveLength(1);
  });

  test("against its own commit, with nothing edited, changes nothing; --stacks prints nothing", async () => {
    writeFileSync(path.join(folder, "main.ts"), main);
    const args = ["--stacks", "--fail-on", "destroy,replace,wider-access"];
    expect(await runHere("review", args, { cwd: folder })).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  test("compares in a workspace too, where packages are installed above the project", async () => {
    const cwd = inWorkspace();
    writeFileSync(path.join(cwd, "main.ts"), main.replace("8080", "8081"));
    const { status, stdout, stderr } = await runHere("review", ["HEAD"], { cwd });
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^hello in dev is replaced/);
  });

  test("refuses what it does not know, without a stack trace", async () => {
    const refused = (...args: string[]) => runHere("review", args, { cwd: folder });
    expect(await refused("--fail-on", "everything")).toMatchObject({
      status: 1,
      stderr:
        '--fail-on is "everything". Allowed: destroy, replace, wider-access, with commas between them.\n',
    });
    expect((await refused("no-such-branch")).stderr).toMatch(
      /^There is no commit called "no-such-branch" here\./,
    );
    mkdirSync(path.join(folder, "plans"), { recursive: true });
    expect((await refused("--plans", "plans")).stderr).toBe("--plans plans: no file in it ends in .json.\n");
    writeFileSync(path.join(folder, "plans", "dev-hello.json"), "CANARY");
    expect((await refused("--plans", "plans")).stderr).toBe(
      "plans/dev-hello.json is not JSON. Make it with: terraform show -json PLAN\n",
    );
  });

  test("tells of a main.ts that does not hold in its own words", async () => {
    writeFileSync(path.join(folder, "main.ts"), main.replace("8080", "0"));
    const words = /^What is here cannot be synthesized\.\nNothing was synthesized\. 1 fault:\n/;
    await expect(synthesize(folder, "What is here")).rejects.toThrow(words);
  });
});
