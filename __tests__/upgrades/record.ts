import { App, TerraformStack } from "cdktf";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { findFaults } from "../../core/fault";
import { withoutStackTraces } from "../../core/terraform/stack-traces";
import { StackJson } from "../../policies/policy";
import { recordFiles } from "../../review/record";
import { createStacks } from "../../stacks/create-stacks";
import { deployments } from "../support/deployments";

/** The folder of what the last released version declares, one file a deployment. */
export const RELEASED = "__tests__/upgrades/released";

/** What each of the deployments declares, as `npm run record` would write it down: one text a stack. */
export function declaredNow(): Map<string, Map<string, string>> {
  return new Map(
    Object.entries(deployments).map(([name, deployment]) => {
      const app = new App({ outdir: path.resolve("cdktf.out"), stackTraces: false });
      createStacks(app, deployment);
      const faults = findFaults(app);
      if (faults.length > 0) throw new Error(`The deployment ${name} has faults:\n${faults.join("\n")}`);
      const stacks = withoutStackTraces(app, () =>
        app.node.children.map((stack) => ({
          name: stack.node.id,
          json: JSON.parse(JSON.stringify((stack as TerraformStack).toTerraform())) as StackJson,
        })),
      );
      const files = [...recordFiles(stacks)].map(([file, text]) => [path.basename(file), text] as const);
      return [name, new Map(files)];
    }),
  );
}

// `npm run record:release`: for a version that is about to be released.
if (require.main === module) {
  rmSync(RELEASED, { recursive: true, force: true });
  for (const [deployment, files] of declaredNow()) {
    const folder = path.join(RELEASED, deployment);
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of files) writeFileSync(path.join(folder, file), text);
  }
}
