import { projectDeployment } from "../../../commands/support/project-deployment";
import { makeFolder } from "../../support/folders";

/** What the function says in a folder of its own, away from its sources. */
function readIn(files: Record<string, string>): { declared?: unknown; refused?: string } {
  process.chdir(makeFolder(files));
  try {
    return { declared: projectDeployment() };
  } catch (error) {
    return { refused: (error as Error).message };
  }
}

test("what is declared is what the main.ts of the folder exports", () => {
  const main = `export const deployment = { project: "elsewhere" as const };`;
  expect(readIn({ "main.ts": main })).toEqual({ declared: { project: "elsewhere" } });
});

test.each([
  ["no main.ts", {}, /^There is no main.ts in \/.*: the one with main.ts and cdktf.json.$/],
  [
    "a main.ts that exports no deployment",
    { "main.ts": "const deployment = {}; void deployment;" },
    /^main.ts exports no deployment. Fix: write it as export const deployment: Deployment = { … }$/,
  ],
])("%s is refused", (_, files, message) => {
  expect(readIn(files as Record<string, string>).refused).toMatch(message);
});
