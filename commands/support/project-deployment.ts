import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { Deployment } from "../../deployment/deployment";
import { CommandError } from "./command-line";

/** The file that says what is deployed, in the project's folder: the one that a command is called in. */
const MAIN = "main.ts";

/**
 * What the project declares: the `deployment` of its `main.ts`. The commands may be a package's and then lie elsewhere.
 * @throws CommandError if there is none
 */
export function projectDeployment(): Deployment {
  const file = path.resolve(MAIN);
  if (!existsSync(file)) {
    throw new CommandError(
      `There is no ${MAIN} in ${process.cwd()}. Call this in the project's folder: the one with ${MAIN} and cdktf.json.`,
    );
  }
  const { deployment } = createRequire(file)(file) as { deployment?: Deployment };
  if (deployment === undefined) {
    throw new CommandError(
      `${MAIN} exports no deployment. Fix: write it as export const deployment: Deployment = { … }`,
    );
  }
  return deployment;
}
