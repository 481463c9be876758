import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { runHere } from "../support/commands";

/** Starts the program. */
function slipway(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "commands/slipway.ts", ...args],
    { encoding: "utf8" },
  );
  return { status, stdout, stderr };
}

function scriptsOf(file: string): Record<string, string> {
  return (JSON.parse(readFileSync(file, "utf8")) as { scripts: Record<string, string> }).scripts;
}

test("slipway knows every command, and so do npm run here and in a project made from the template", () => {
  const { status, stdout } = slipway("--help");
  const told = [...stdout.matchAll(/^ {2}(\w+) {2,}\S/gm)].map(([, name]) => name!).sort();
  const files = readdirSync("commands").flatMap((file) => /^(\w+)\.ts$/.exec(file)?.[1] ?? []);
  expect(status).toBe(0);
  expect(told).toEqual(files.filter((name) => name !== "slipway").sort());
  // Whoever has a project has no use for init there.
  const inProject = told.filter((name) => name !== "init");
  expect(Object.keys(scriptsOf("package.json"))).toEqual(expect.arrayContaining(inProject));
  expect(scriptsOf("package/template/package.json")).toEqual({
    test: "tsc && jest",
    ...Object.fromEntries(inProject.map((name) => [name, `slipway ${name}`])),
  });
});

test("init leaves a folder alone that holds something, and makes none without the package's template", async () => {
  const listeners = process.stdout.listenerCount("error");
  for (const taken of ["docs", "README.md"]) {
    const stderr = `${taken} is not empty. Fix: name a new folder, or an empty one.\n`;
    expect(await runHere("init", [taken])).toMatchObject({ status: 1, stdout: "", stderr });
  }
  const { status, stderr } = await runHere("init", ["new-project"]);
  expect(stderr).toMatch(/^Slipway's sources hold no template\. Fix: npm run package, /);
  expect({ status, isMade: existsSync("new-project") }).toEqual({ status: 1, isMade: false });
  // Those of a command that ran in this process would be warned of in what a later one writes.
  expect(process.stdout.listenerCount("error")).toBe(listeners);
});

test("a misspelt command gets the one that was meant", async () => {
  const { status, stdout, stderr } = await runHere("slipway", ["statsu"]);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(
    /^the command is "statsu"\. Allowed: init, start, .*\. Fix: write slipway status\.\n$/,
  );
});

test("a command's help, arguments and status are its own", () => {
  expect(slipway("rollback", "--help")).toMatchObject({ status: 0, stderr: "" });
  const { status, stderr } = slipway("rollback", "--", "nobody", "dev");
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: 'the app is "nobody". Allowed: hello. Fix: correct the name or declare it in main.ts.\n',
  });
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  expect(slipway("--version")).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
});
