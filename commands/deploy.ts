import { runCommand } from "./support/command-line";
import { synthesizeProject } from "./support/synthesis";

const help = `Deploys an app, with all that it needs: says what will change, asks, and applies exactly that.

  npm run deploy -- APP ENVIRONMENT    for example: npm run deploy -- hello dev
  npm run deploy -- NAME               everything of an app or an environment, or one stack
  npm run deploy -- --all              everything in main.ts

  --yes     do not ask, for example in CI: where there is no terminal, nothing is applied without it
  --json    print what came of it as JSON, and all else to the error stream

Stacks that do not depend on each other are planned and applied side by side. One that reads what another one changes is
planned after it; your yes covers that plan as long as it takes nothing away. Ctrl-C lets Terraform end in peace.
Ends with 0 only if all of it is deployed, and with 130 after Ctrl-C.`;

void runCommand({
  help,
  positionals: ["[APP]", "[ENVIRONMENT]"],
  options: { all: { type: "boolean" }, yes: { type: "boolean", short: "y" }, json: { type: "boolean" } },
  run: async (words, { all, yes, json }) => {
    // All that takes time to load is loaded while the stacks are synthesized.
    const synthesis = synthesizeProject();
    const { projectDeployment } = await import("./support/project-deployment.js");
    const { planDeployment } = await import("../deployment/plan.js");
    const { findStacks, withDependencies } = await import("./support/find-stacks.js");
    const { deployCommand } = await import("./support/deploy-command.js");
    const plan = planDeployment(projectDeployment());
    // The synthesis says what is wrong.
    if (plan.faults.length > 0) return (await synthesis) || 1;
    const stacks = withDependencies(plan, findStacks(plan, { words, all: all === true }));
    const status = await synthesis;
    if (status !== 0) return status;
    return deployCommand({ stacks, apps: plan.apps, destroy: false, yes: yes === true, json: json === true });
  },
});
