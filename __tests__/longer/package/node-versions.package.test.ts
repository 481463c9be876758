import { readdirSync } from "node:fs";
import * as path from "node:path";
import { makeFolder } from "../../support/folders";
import { run } from "../../support/programs";
import { linkProject } from "../../support/project-copy";

/** The versions of Node.js that get updates, beside the one that runs here. */
const VERSIONS = [22, 24, 26];

/** What cdktf's command line brings for each system and each version of Node.js's binary interface. */
const BINARIES = "node_modules/@cdktf/node-pty-prebuilt-multiarch/prebuilds";

const projects = new Map<number, ReturnType<typeof installNode>>();

/** A copy of the project, and the environment in which a Node.js from the registry of npm runs it. */
async function installNode(version: number) {
  const folder = makeFolder({ "package.json": "{}" });
  const install = ["npm", "install", "--no-audit", "--no-fund", `node@${version}`] as const;
  expect(await run([...install], { cwd: folder })).toMatchObject({ status: 0 });
  const PATH = [path.join(folder, "node_modules", ".bin"), process.env.PATH].join(path.delimiter);
  const env = { ...process.env, PATH, CHECKPOINT_DISABLE: "1" };
  expect((await run(["node", "--version"], { env })).output).toMatch(RegExp(`^v${version}\\.`));
  return { cwd: linkProject(), env };
}

/** Runs a command in the project by a version of Node.js. */
async function runBy(version: number, ...command: [string, ...string[]]) {
  if (!projects.has(version)) projects.set(version, installNode(version));
  return run(command, await projects.get(version)!);
}

test.each(VERSIONS)("npm start checks the example with Node.js %d, and warns of nothing", async (version) => {
  const { status, output } = await runBy(version, "npm", "start");
  expect(output).toMatch(/^dev-hello +container group +ok /m);
  expect(output).not.toMatch(/warning/i);
  expect(status).toBe(0);
});

test.each(VERSIONS)("a command runs with Node.js %d, and warns of nothing", async (version) => {
  const { status, output } = await runBy(version, "npm", "run", "status");
  expect(output).toMatch(/^hello +dev +not deployed /m);
  expect(output).not.toMatch(/warning/i);
  expect(status).toBe(0);
});

test("cdktf's command line synthesizes with Node.js 22, the newest that it has a binary for", async () => {
  const { status, output } = await runBy(22, "npx", "cdktf", "synth");
  expect(output).toContain("Generated Terraform code for the stacks: dev-hello, dev-hello-image");
  expect(status).toBe(0);
  const binaries = readdirSync(BINARIES, { recursive: true, encoding: "utf8" }).map((file) =>
    Number(/\bnode\.abi(\d+)/.exec(file)?.[1] ?? 0),
  );
  const ofNode22 = await runBy(22, "node", "--print", "process.versions.modules");
  expect(Math.max(...binaries)).toBe(Number(ofNode22.output));
});
