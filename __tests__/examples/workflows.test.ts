import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { MARKER } from "../../review/render/markdown";
import { exampleDeployment, stacksOf } from "../support/synthesis";

// actionlint takes seconds to start.
jest.setTimeout(60_000);

const FOLDER = "examples/workflows";
const workflows = readdirSync(FOLDER).map((name): [string, string] => [
  name,
  readFileSync(path.join(FOLDER, name), "utf8"),
]);

/** The real actionlint, compiled to WebAssembly. */
function actionlint(files: string): { status: number | null; stdout: string } {
  const cli = path.join("node_modules", "@tktco", "node-actionlint", "bin", "node-actionlint.js");
  return spawnSync(process.execPath, [cli, files], { encoding: "utf8", timeout: 60_000 });
}

test("actionlint finds nothing in any workflow", () => {
  const { status, stdout } = actionlint(`${FOLDER}/*.yml`);
  expect(stdout).toContain(`Checking ${workflows.length} workflow file(s)`);
  expect(stdout).toContain("passed lint checks");
  expect(status).toBe(0);
});

test("actionlint would find a misspelt key and an unknown context", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "slipway-workflow-"));
  try {
    const text = readFileSync(path.join(FOLDER, "deploy.yml"), "utf8")
      .replace("timeout-minutes:", "timeout-minuts:")
      .replace("vars.AZURE_CLIENT_ID", "var.AZURE_CLIENT_ID");
    writeFileSync(path.join(folder, "deploy.yml"), text);
    const { status, stdout } = actionlint(`${folder}/*.yml`);
    expect(stdout).toContain('unexpected key "timeout-minuts"');
    expect(stdout).toContain('undefined variable "var"');
    expect(status).toBe(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
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
