import { runDeployCommand } from "./support/deploy-command";

const help = `Deploys an app, with all that it needs: says what will change, asks, and applies exactly that.

  npm run deploy -- APP ENVIRONMENT    for example: npm run deploy -- hello dev
  npm run deploy -- NAME               everything of an app or an environment, or one stack
  npm run deploy -- --all              everything in main.ts
  npm run deploy -- --changed BASE     what changed since a git ref, uncommitted changes included; of some of it:
                                       npm run deploy -- APP ENVIRONMENT --changed BASE

  --yes          do not ask, for example in CI: where there is no terminal, nothing is applied without it
  --json         print what came of it as JSON, and all else to the error stream
  --skip-doctor  do not look first whether this machine and the sign-in have what it takes (npm run doctor looks at more)

Stacks that do not depend on each other are planned and applied side by side. One that reads what another one changes is
planned after it; your yes covers that plan as long as it takes nothing away. Ctrl-C lets Terraform end in peace.
Ends with 0 only if all of it is deployed, and with 130 after Ctrl-C.`;

void runDeployCommand(help, { destroy: false });
