import { execFileSync } from "node:child_process";
import * as path from "node:path";
import { makeFolder } from "../../support/folders";

/** What the function says in a folder of its own, away from its sources. */
function readIn(files: Record<string, string>): { declared?: unknown; refused?: string } {
  const module = path.resolve("commands/support/project-deployment.ts");
  const program = `
    const { projectDeployment } = require(${JSON.stringify(module)});
    try {
      console.log(JSON.stringify({ declared: projectDeployment() }));
    } catch (error) {
      console.log(JSON.stringify({ refused: error.message }));
    }`;
  const tsx = path.resolve("node_modules/tsx/dist/loader.mjs");
  const output = execFileSync(process.execPath, ["--import", tsx, "-e", program], {
    cwd: makeFolder(files),
    encoding: "utf8",
  });
  return JSON.parse(output) as ReturnType<typeof readIn>;
}

test("what is declared is what the main.ts of the folder exports", () => {
  const main = `export const deployment = { project: "elsewhere" as const };`;
  expect(readIn({ "main.ts": main })).toEqual({ declared: { project: "elsewhere" } });
});

test.each([
  ["no main.ts", {}, /^There is no main.ts in \/.*: the one with main.ts and cdktf.json.$/],
  [
    "a main.ts that exports no deployment",
    { "main.ts": "const deployment = {}; console.error(deployment);" },
    /^main.ts exports no deployment. Fix: write it as export const deployment: Deployment = { … }$/,
  ],
])("%s is refused", (_, files, message) => {
  expect(readIn(files as Record<string, string>).refused).toMatch(message);
});
