import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { run } from "../../../support/programs";

/** Synthesizes everything, each deployment into a folder of its own, and says how Terraform's check of it ended. */
const PROGRAM = `
import { App } from "cdktf";
import { checkStacks, createStacks, synthesize } from "slipway";
import { deployments } from "./deployments";

(async () => {
  const verdicts: Record<string, string> = {};
  for (const [name, deployment] of Object.entries(deployments)) {
    const app = new App({ outdir: \`\${process.argv[2]}-\${name}\`, stackTraces: false });
    createStacks(app, deployment);
    synthesize(app);
    for (const { stack, status, diagnostics } of await checkStacks(app.outdir)) {
      verdicts[\`\${name}/\${stack}\`] = [status, ...diagnostics.map(({ summary }) => summary)].join(": ");
    }
  }
  console.log(JSON.stringify(verdicts));
})();
`;

/** Synthesizes every deployment that upgrades are tested with in a project, by what is installed there. */
export async function synthesizeEverything(project: string, outdir: string) {
  const deployments = readFileSync("__tests__/support/deployments.ts", "utf8");
  writeFileSync(
    path.join(project, "deployments.ts"),
    deployments.replace('"../../package/index"', '"slipway"'),
  );
  writeFileSync(path.join(project, "everything.ts"), PROGRAM);
  const { status, output } = await run([process.execPath, "--import", "tsx", "everything.ts", outdir], {
    cwd: project,
  });
  if (status !== 0) throw new Error(output);
  const verdicts = JSON.parse(output) as Record<string, string>;
  const stacks = Object.fromEntries(
    Object.keys(verdicts).map((name) => {
      const [deployment, stack] = name.split("/");
      const file = path.join(project, `${outdir}-${deployment}`, "stacks", stack!, "cdk.tf.json");
      return [name, readFileSync(file, "utf8").replaceAll(`${outdir}-`, "OUTDIR-")];
    }),
  );
  return { verdicts, stacks };
}
