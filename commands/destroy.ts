import { planDeployment } from "../deployment/plan";
import { runCommand } from "./support/command-line";
import { deployCommand } from "./support/deploy-command";
import { findStacks, withDependents } from "./support/find-stacks";
import { projectDeployment } from "./support/project-deployment";
import { synthesizeProject } from "./support/synthesis";

const help = `Takes down what is deployed: says what goes and what is lost with it, asks, and takes down exactly that.

  npm run destroy -- APP ENVIRONMENT   for example: npm run destroy -- hello dev
  npm run destroy -- NAME              everything of an app or an environment, or one stack and all that need it
  npm run destroy -- --all             everything in main.ts

  --yes     do not ask: where there is no terminal, nothing is taken down without it
  --json    print what came of it as JSON, and all else to the error stream

The last stack goes first. A registry is shared, so it goes only if you name its stack (dev-registry) or say --all, and
with it every image. The storage of the state (bootstrap) is never taken down. Ends with 0 only if all of it is gone.`;

void runCommand({
  help,
  positionals: ["[APP]", "[ENVIRONMENT]"],
  options: { all: { type: "boolean" }, yes: { type: "boolean", short: "y" }, json: { type: "boolean" } },
  run: async (words, { all, yes, json }) => {
    const synthesis = synthesizeProject();
    const plan = planDeployment(projectDeployment());
    if (plan.faults.length > 0) return (await synthesis) || 1;
    const asked = findStacks(plan, { words, all: all === true });
    const stacks = withDependents(plan, asked).filter((one) => one !== plan.stateStorage);
    const status = await synthesis;
    if (status !== 0) return status;
    return deployCommand({ stacks, apps: [], destroy: true, yes: yes === true, json: json === true });
  },
});
