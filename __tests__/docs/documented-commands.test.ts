import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { findStacks } from "../../commands/support/find-stacks";
import { planDeployment } from "../../deployment/plan";
import { argumentsOf, commandsIn, documents } from "../support/documents";
import { exampleDeployment, stacksOf } from "../support/synthesis";

function wordsAfter(tool: string): [document: string, word: string, rest: string][] {
  return documents.flatMap((document) =>
    commandsIn(document).flatMap((command): [string, string, string][] => {
      const [, word, rest] = new RegExp(`^\\s*(?:[A-Z_]+=\\S+ )*${tool} (\\S+)\\s*(.*)`).exec(command) ?? [];
      return word === undefined ? [] : [[document, word, rest ?? ""]];
    }),
  );
}

test("every npm script in the documents exists", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: object };
  const own = ["ci", "install", "pkg"];
  const named = wordsAfter("npm").map(([document, word, rest]) => [
    document,
    word === "run" ? rest.split(" ")[0]! : word,
  ]);
  expect(named.length).toBeGreaterThan(4);
  expect(named.filter(([, script]) => !own.includes(script!) && !(script! in scripts))).toEqual([]);
});

test("every cdktf command in the documents exists, and so does the stack it names", () => {
  const cli = path.join("node_modules", "cdktf-cli", "bundle", "bin", "cdktf");
  const usage = execFileSync(process.execPath, [cli, "--help"], {
    encoding: "utf8",
    stdio: "pipe",
    env: { ...process.env, CHECKPOINT_DISABLE: "1" },
  });
  const stateStorage = { storageAccountName: "acmestate", containerName: "tfstate", location: "westeurope" };
  const stacks = Object.keys(stacksOf(exampleDeployment({ stateStorage })));
  const named = wordsAfter("npx cdktf");
  expect(named.length).toBeGreaterThan(8);
  for (const [document, command, rest] of named) {
    expect([document, usage]).toEqual([document, expect.stringContaining(`cdktf ${command}`)]);
    const pattern = rest
      .split(" ")
      .find((word) => word && !word.startsWith("-"))
      ?.replaceAll("'", "");
    if (pattern && !pattern.includes("*") && !/[A-Z]/.test(pattern)) {
      expect([document, stacks]).toEqual([document, expect.arrayContaining([pattern])]);
    }
  }
});

test("every command of ours in the documents has the options and the names that it is given", () => {
  const stateStorage = { storageAccountName: "acmestate", containerName: "tfstate", location: "westeurope" };
  const environments = ["dev", "prod"].map((name) => ({ name, registry: "dev" }));
  const plan = planDeployment(exampleDeployment({ stateStorage, environments }));
  const ours = argumentsOf("npm run").map((line) =>
    line
      .replace(/--silent /, "")
      .replace(/ *[#<>].*/, "")
      .split(" "),
  );
  expect(ours.filter(([command]) => /^(deploy|destroy)$/.test(command!)).length).toBeGreaterThan(6);
  for (const [command, ...args] of ours) {
    const source = `commands/${command}.ts`;
    if (!existsSync(source)) continue;
    const help = readFileSync(source, "utf8");
    for (const option of args.filter((arg) => /^--\w/.test(arg)))
      expect([command, help]).toEqual([command, expect.stringContaining(option)]);
    const words = args.filter((arg, i) => !arg.startsWith("-") && args[i - 1] !== "--changed");
    if (/^(deploy|destroy)$/.test(command!) && words.length > 0) {
      expect(findStacks(plan, { words, all: false }).length).toBeGreaterThan(0);
    }
  }
});

test("every link in the documents to a file of the project leads somewhere", () => {
  const links = documents.flatMap((document) =>
    [...readFileSync(document, "utf8").matchAll(/\]\(([^)#]+)[^)]*\)/g)]
      .map(([, target]) => target!)
      .filter((target) => !target.startsWith("http"))
      .map((target) => path.join(path.dirname(document), target)),
  );
  expect(links.length).toBeGreaterThan(4);
  expect(links.filter((link) => !existsSync(link))).toEqual([]);
});
