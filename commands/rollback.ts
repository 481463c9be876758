import { AppInEnvironment } from "../deployment/planned-stacks";
import { CommandError, refuse, runCommand } from "./support/command-line";
import { checkBuilt, findApps } from "./support/find-apps";
import { projectDeployment } from "./support/project-deployment";
import { PastRelease, releaseHistory, writeRelease } from "./support/releases-file";
import { formatTable } from "./support/table";

const help = `Fixes an app in an environment to the image that it was fixed to before.

  npm run rollback -- APP ENVIRONMENT                   for example: npm run rollback -- hello prod
  npm run rollback -- APP ENVIRONMENT --to sha256:…     to any earlier image of the history
  npm run rollback -- APP ENVIRONMENT --history         only shows what ran when
  npm run rollback -- APP ENVIRONMENT --dry-run         only says what it would do

The history is git's, of releases.json. Nothing is built or pushed: no deploy ever deletes an image. A second rollback
takes the first one back. Review, commit and deploy the change.`;

interface Options {
  readonly to?: string;
  readonly history: boolean;
  readonly dryRun: boolean;
}

async function rollback(appName: string, environment: string, options: Options): Promise<number> {
  const [app] = findApps(projectDeployment(), appName, [environment]).apps as [AppInEnvironment];
  refuse(checkBuilt(app));
  const history = await releaseHistory(environment, appName);
  if (options.history) {
    console.log(table(history));
    return 0;
  }

  const [now, ...before] = history;
  const digest =
    options.to ?? before.find((past) => past.digest !== undefined && past.digest !== now?.digest)?.digest;
  if (digest === undefined) {
    throw new CommandError(
      `${appName} in ${environment} was fixed to no other image before, so there is nothing to go back to. ` +
        "In a shallow clone, get the history first: git fetch --unshallow",
    );
  }
  if (!before.some((past) => past.digest === digest)) {
    throw new CommandError(
      `${appName} in ${environment} was never fixed to ${digest}. Choose one of these:\n${table(history)}`,
    );
  }
  if (digest === now?.digest) {
    console.log(`releases.json fixes ${appName} in ${environment} to it already: nothing to do.`);
    return 0;
  }
  const change = `${appName} in ${environment} from ${now?.digest ?? "nothing"} back to ${digest}`;
  if (options.dryRun) {
    console.log(`Would fix ${change}.`);
    return 0;
  }
  writeRelease(environment, appName, digest);
  console.log(
    `releases.json: ${change}.\nNext: git diff releases.json, commit it, and npm run deploy -- ${appName} ${environment}`,
  );
  return 0;
}

function table(history: readonly PastRelease[]): string {
  return formatTable(
    ["Commit", "Date", "Image", "Subject"],
    history.map(({ commit, date, digest, subject }) => [
      commit ?? "(now)",
      date ?? "",
      digest ?? "(none)",
      subject ?? "",
    ]),
  );
}

void runCommand({
  help,
  positionals: ["APP", "ENVIRONMENT"],
  options: { to: { type: "string" }, history: { type: "boolean" }, dryRun: { type: "boolean" } },
  run: ([app, environment], options) => rollback(app!, environment!, options),
});
