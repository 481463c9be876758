import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { copyProject } from "../support/project-copy";

/** A repository with the project in it as it is, whose main.ts is then edited. */
function repository(edit: (main: string) => string): string {
  const copy = copyProject();
  writeFileSync(path.join(copy, ".gitignore"), "node_modules\ncdktf.out\n");
  for (const args of [
    ["init", "--quiet", "--initial-branch=main"],
    ["add", "."],
    ["commit", "--quiet", "--message=base"],
  ]) {
    const { status, stderr } = spawnSync(
      "git",
      ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args],
      { cwd: copy },
    );
    expect([args[0], status, String(stderr)]).toEqual([args[0], 0, ""]);
  }
  const main = path.join(copy, "main.ts");
  writeFileSync(main, edit(readFileSync(main, "utf8")));
  return copy;
}

function run(folder: string, ...args: string[]) {
  return spawnSync(process.execPath, ["--import", "tsx", "commands/review.ts", ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, TF_VAR_log: "CANARY-VARIABLE" },
  });
}

const moreCpu = (main: string) =>
  main
    .replace(
      "ports: [Port.tcp(8080)],",
      'ports: [Port.tcp(8080)], cpu: Cpu.cores(2), environmentVariables: { LOG: "CANARY-PLAIN" },',
    )
    .replace("import { Port }", 'import { Cpu } from "./constructs/container-group/cpu";\nimport { Port }');

describe("npm run review", () => {
  const folder = repository(moreCpu);

  test("says what an edit of main.ts does, in a page that fits on one screen, and leaves nothing behind", () => {
    const { status, stdout, stderr } = run(
      folder,
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

Deploy just this
  npx cdktf deploy dev-hello --ignore-missing-stack-dependencies
`);
    const picture = readFileSync(path.join(folder, "picture.svg"), "utf8");
    expect(picture).toContain("± hello in dev");
    expect(picture).not.toContain("CANARY");
    const { stdout: trees } = spawnSync("git", ["worktree", "list"], { cwd: folder, encoding: "utf8" });
    expect(trees.trim().split("\n")).toHaveLength(1);
  });

  test("against its own commit, with nothing edited, changes nothing; --stacks prints nothing", () => {
    const untouched = repository((main) => main);
    expect(run(untouched, "--stacks", "--fail-on", "destroy,replace,wider-access")).toMatchObject({
      status: 0,
      stdout: "",
      stderr: "",
    });
  });

  test("refuses what it does not know, without a stack trace", () => {
    expect(run(folder, "--fail-on", "everything")).toMatchObject({
      status: 1,
      stderr:
        '--fail-on is "everything". Allowed: destroy, replace, wider-access, with commas between them.\n',
    });
    expect(run(folder, "no-such-branch").stderr).toMatch(
      /^There is no commit called "no-such-branch" here\./,
    );
    mkdirSync(path.join(folder, "plans"), { recursive: true });
    expect(run(folder, "--plans", "plans").stderr).toBe("--plans plans: no file in it ends in .json.\n");
    writeFileSync(path.join(folder, "plans", "dev-hello.json"), "CANARY");
    expect(run(folder, "--plans", "plans").stderr).toBe(
      "plans/dev-hello.json is not JSON. Make it with: terraform show -json PLAN\n",
    );
  });

  test("tells of a main.ts that does not hold in its own words", () => {
    const { status, stderr } = run(repository((main) => main.replace("8080", "0")));
    expect(status).toBe(1);
    expect(stderr).toMatch(/^What is here cannot be synthesized\.\nNothing was synthesized\. 1 fault:\n/);
  });
});
