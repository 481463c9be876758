import { runDeployCommand } from "./support/deploy-command";

const help = `Takes down what is deployed: says what goes and what is lost with it, asks, and takes down exactly that.

  npm run destroy -- APP ENVIRONMENT   for example: npm run destroy -- hello dev
  npm run destroy -- NAME              everything of an app or an environment, or one stack and all that need it
  npm run destroy -- --all             everything in main.ts

  --only    leave what needs it: for a stack whose apps have moved to another since
  --yes     do not ask: where there is no terminal, nothing is taken down without it
  --json    print what came of it as JSON, and all else to the error stream

The last stack goes first. A registry is shared, so it goes only if you name its stack (dev-registry) or say --all, and
with it every image. The storage of the state (bootstrap) is never taken down. Ends with 0 only if all of it is gone.`;

void runDeployCommand(help, { destroy: true });
