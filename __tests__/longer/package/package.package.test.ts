import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { copyProject } from "../../support/project-copy";
import { makeFolder } from "../../support/folders";
import { run } from "../../support/programs";
import { synthesizeEverything } from "./support/everything";
import { buildPackage, initProject, synthesizedIn } from "./support/project";

/** The commands that a document has in the block after a marker. */
function steps(document: string): string {
  const [, commands] = /<!-- steps -->\n\n```sh\n(.*?)```/s.exec(readFileSync(document, "utf8")) ?? [];
  return commands!;
}

let project: string;

beforeAll(async () => {
  buildPackage();
  project = await initProject();
});

/** Runs a command of a shell in the project. */
function shell(command: string, cwd = project) {
  return run(["sh", "-c", command], { cwd });
}

/** The files of the package's tarball. */
function packed(folder = "dist"): string[] {
  const tarball = path.join(folder, `slipway-${version(".")}.tgz`);
  return execFileSync("tar", ["tzf", tarball], { encoding: "utf8" }).trim().split("\n");
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

function version(folder: string): string {
  return (JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as { version: string }).version;
}

test("a project made from the template says how to go on, and its two commands work", async () => {
  expect(existsSync(path.join(project, "vendor", `slipway-${version(".")}.tgz`))).toBe(true);
  expect(readFileSync(path.join(project, "README.md"), "utf8")).toMatch(
    /^# acme-shop\n[^]*npm ci && npm start\n/,
  );
  rmSync(path.join(project, "node_modules"), { recursive: true });
  const start = await shell("npm ci && npm start");
  expect(start.output.match(/^dev-\S+ .* (?=ok )/gm)).toHaveLength(3);
  expect(start.status).toBe(0);
  const tests = await shell("npm test");
  expect(tests.output).toContain("Tests:       2 passed, 2 total");
  expect(tests.status).toBe(0);
});

test("slipway init makes the same project, without cdktf's CLI, and leaves one alone that is there", async () => {
  const folder = path.join(makeFolder(), "acme-shop");
  const made = await shell(`npx slipway init ${folder}`);
  expect(made.output).toMatch(/^acme-shop is ready\. [^]*\n {2}cd \S+\n {2}npm install && npm start\n$/);
  const files = filesOf(folder);
  const byInstall = /^(node_modules|cdktf\.out|package-lock\.json)/;
  expect(files).toEqual(filesOf(project).filter((name) => !byInstall.test(name)));
  const textsIn = (home: string) =>
    files.filter((name) => !name.endsWith(".tgz")).map((name) => readFileSync(path.join(home, name), "utf8"));
  const filledIn = /"projectId": ".*"|"description": ".*"/;
  const plain = (texts: string[]) => texts.map((text) => text.replace(filledIn, ""));
  expect(plain(textsIn(folder))).toEqual(plain(textsIn(project)));
  expect(packed(path.join(folder, "vendor"))).toEqual(packed());
  const again = await shell(`npx slipway init ${folder}`);
  expect(again).toEqual({
    status: 1,
    output: `${folder} is not empty. Fix: name a new folder, or an empty one.\n`,
  });
});

test("its workflows and its README bring cdktf's CLI where they need it, in the version that is tested here", () => {
  const { devDependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
    devDependencies: Record<string, string>;
  };
  const cli = `cdktf-cli@${devDependencies["cdktf-cli"]}`;
  const folder = path.join(project, "examples/workflows");
  const all = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), "utf8"));
  const called = all.flatMap((text) => [...text.matchAll(/npx (.*?)cdktf (?=diff|deploy)/g)]);
  expect(new Set(called.map(([, before]) => before))).toEqual(new Set([`--yes --package ${cli} `]));
  expect(readFileSync(path.join(project, "README.md"), "utf8")).toContain(`npm install --save-dev ${cli}`);
});

test("what a project synthesizes is byte by byte what this one does", async () => {
  const here = copyProject();
  await shell("npm start", here);
  expect(synthesizedIn(project)).toEqual(synthesizedIn(here));
  const program = "cdktf.out/stacks/dev-hello-image/assets";
  const files = execFileSync("diff", ["-r", path.join(here, program), path.join(project, program)], {
    encoding: "utf8",
  });
  expect(files).toBe("");
});

test("a slip of the pen in its main.ts is refused, with where it stands, by every way to run it", async () => {
  const main = path.join(project, "main.ts");
  const text = readFileSync(main, "utf8");
  writeFileSync(main, text.replace("ports:", "doors:"));
  try {
    for (const command of ["npm start", "npx slipway status", "node --import slipway/types main.ts"]) {
      const { status, output } = await shell(command);
      expect(output).toMatch(
        /^Nothing was synthesized\. 1 fault:\n {2}- \[main\.ts:\d+:\d+\] doors is no property of AppDeclaration\. Fix: choose one that node_modules\/slipway\/docs\/reference\.md lists under AppDeclaration\.$/m,
      );
      expect(status).toBe(1);
    }
  } finally {
    writeFileSync(main, text);
  }
});

test("every command answers, and says no where a project is missing", async () => {
  const help = (await shell("npx slipway --help")).output;
  for (const [, command] of help.matchAll(/^ {2}(\w+) {2,}\S/gm)) {
    const inScripts = command === "init" ? "npx slipway init" : `npm run --silent ${command} --`;
    const { status, output } = await shell(`${inScripts} --help`);
    expect({ command, status }).toEqual({ command, status: 0 });
    const calls: Record<string, string> = { init: "slipway init", start: "npm start" };
    expect(output).toContain(calls[command!] ?? `npm run ${command}`);
  }
  const away = await shell(`"${project}/node_modules/.bin/slipway" status`, path.dirname(project));
  expect(away.output).toMatch(/^There is no main\.ts in /);
  expect(away.status).toBe(1);
});

test("a changed declaration is a failed test until npm run record, and a review in words", async () => {
  const main = path.join(project, "main.ts");
  const text = readFileSync(main, "utf8");
  await shell("git init -q && git add -A && git -c user.name=a -c user.email=a@example.com commit -qm first");
  writeFileSync(main, text.replace("8080", "8081"));
  expect((await shell("npx jest")).output).toContain("record/dev-hello.yml");
  expect((await shell("npm run --silent record")).output).toBe("Written:\n  record/dev-hello.yml\n");
  expect((await shell("npx jest")).status).toBe(0);
  const review = await shell("npm run --silent review -- HEAD");
  expect(review.output).toMatch(/^hello in dev is replaced/);
  await shell("git checkout -q .");
});

test("its types are sound to whoever checks those of packages too, and name nothing private", async () => {
  expect(await shell("npx tsc --skipLibCheck false --exactOptionalPropertyTypes")).toEqual({
    status: 0,
    output: "",
  });
  const program = path.join(project, "private.ts");
  writeFileSync(program, `import "slipway/core/fault";\nimport "slipway/package/index";\n`);
  const { output } = await shell("npx tsc --noEmit --ignoreConfig --module nodenext --types node private.ts");
  rmSync(program);
  expect(output.match(/TS2307|TS2882/g)).toHaveLength(2);
  const { status } = await shell(`node -e 'require("slipway/core/fault")'`);
  expect(status).not.toBe(0);
});

test("the package holds what a user of it needs, and nothing else", () => {
  const files = packed();
  expect(files).toEqual(
    expect.arrayContaining(["package/LICENSE", "package/README.md", "package/package.json"]),
  );
  expect(
    files.filter((file) => /__tests__|fixture|bench|\.test\.|jest|snap|template\/|examples/.test(file)),
  ).toEqual([]);
  const { devDependencies, scripts, dependencies, peerDependencies } = JSON.parse(
    readFileSync("dist/slipway/package.json", "utf8"),
  ) as Record<string, Record<string, string>>;
  expect({ devDependencies, scripts }).toEqual({});
  expect(Object.keys(peerDependencies!).sort()).toEqual([
    "@cdktf/provider-azurerm",
    "@cdktf/provider-docker",
    "cdktf",
    "constructs",
  ]);
  for (const name of Object.keys(dependencies!)) expect(name).not.toMatch(/jest|eslint|prettier|cdktf/);
});

test("it installs in less than half of what this project does, tests and peers included", () => {
  const size = (folder: string) =>
    Number(
      execFileSync("du", ["-sk", path.join(folder, "node_modules")], { encoding: "utf8" }).split("\t")[0],
    );
  expect(size(project)).toBeLessThan(size(".") / 2);
});

test("the steps of docs/successor.md turn a project into one of cdktn, which synthesizes the same", async () => {
  const before = await synthesizeEverything(project, "cdktf");
  const moved = await run(["sh", "-ec", steps("docs/successor.md")], { cwd: project });
  expect(moved.output).toContain("Tests:       2 passed, 2 total");
  expect(moved.status).toBe(0);
  const manifest = readFileSync(path.join(project, "node_modules", "cdktf", "package.json"), "utf8");
  expect(JSON.parse(manifest)).toMatchObject({ name: "cdktn", version: "0.24.0" });

  const after = await synthesizeEverything(project, "cdktn");
  const version = /"version": "0\.\d+\.\d+"/;
  for (const [name, text] of Object.entries(before.stacks)) {
    const plain = (json: string) => JSON.parse(json.replace(version, '"version": "…"')) as unknown;
    expect({ name, json: plain(after.stacks[name]!) }).toEqual({ name, json: plain(text) });
  }
  expect(Object.keys(after.stacks)).toEqual(Object.keys(before.stacks));
  expect(new Set(Object.values(before.verdicts))).toEqual(new Set(["ok"]));
  expect(after.verdicts).toEqual(before.verdicts);
});
