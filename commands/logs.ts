import { spawn } from "node:child_process";
import { AppInEnvironment, PlannedApp } from "../deployment/planned-stacks";
import { inWords, refuse as fault } from "../core/fault";
import {
  ContainerInAzure,
  containerLog,
  GroupInAzure,
  groupsIn,
  inSubscription,
  NO_AZURE_CLI,
} from "./support/azure-cli";
import { CommandError, refuse, runCommand } from "./support/command-line";
import { findApps } from "./support/find-apps";
import { followLog } from "./support/follow-log";
import { projectDeployment } from "./support/project-deployment";
import { readOutputs } from "./support/stack-state";

const help = `Shows what an app writes, from Azure, with the Azure CLI's login (az login).

  npm run logs -- APP ENVIRONMENT                     the last 100 lines; for example: npm run logs -- hello dev
  npm run logs -- APP ENVIRONMENT --tail 20           the last 20 lines
  npm run logs -- APP ENVIRONMENT --follow            all lines, and those that come, until Ctrl-C
  npm run logs -- APP ENVIRONMENT --container NAME    another container than the app's own, such as a sidecar
  npm run logs -- APP ENVIRONMENT --previous          how the container ended that ran before the last restart

Azure keeps the log of the container that runs now only. For those before it, give the app a log analytics workspace, or on
Azure Container Apps its platform logs: there --previous is not known, and --tail shows 300 lines at most.`;

const LINES = 100;

/** Source: Azure CLI, "az containerapp logs show --help" (--tail). */
const MOST_LINES_OF_APPS = 300;

/** How the Azure CLI ends when it does not know a command: older ones need an extension for this one. */
const NOT_UNDERSTOOD = 2;

interface Options {
  readonly container?: string;
  readonly tail?: string;
  readonly follow: boolean;
  readonly previous: boolean;
}

async function logs(appName: string, environment: string, options: Options): Promise<number> {
  const { plan, apps } = findApps(projectDeployment(), appName, [environment]);
  const [one] = apps as [AppInEnvironment];
  const tail = options.tail === undefined ? LINES : Number(options.tail);
  refuse(
    Number.isInteger(tail) && tail > 0
      ? []
      : fault("--tail", options.tail, "a whole number of lines from 1 on", "write for example --tail 20"),
  );
  const app = plan.apps.find(({ stack }) => stack === one.stack);
  const image = app && (await readOutputs(plan.backend, app.stack))?.image;
  if (app === undefined || image === undefined) {
    throw new CommandError(
      `${one.stack} is not deployed. Deploy it first: npm run deploy -- ${appName} ${environment}`,
    );
  }
  if (app.platform.kind === "containerApps") return logsOfContainerApp(app, tail, options);
  const group = await findGroup(app, String(image));
  const container = findContainer(group, options.container ?? appName);
  if (options.previous) return showPrevious(container);
  if (options.follow) return followLog(group, container.name);
  const log = await containerLog(group, container.name, tail);
  process.stdout.write(log);
  if (log === "") console.error(whySilent(group, container));
  return 0;
}

/** Azure tells them line by line, so the Azure CLI shows them itself: those of one replica, if there are several. */
async function logsOfContainerApp(
  { app, name }: PlannedApp,
  tail: number,
  { container = app.name, follow, previous }: Options,
): Promise<number> {
  refuse([
    ...(previous
      ? fault(
          "--previous",
          inWords("asked for"),
          "the logs of what runs, on Azure Container Apps",
          "look into the workspace: logs on the platform keeps them",
        )
      : []),
    ...(tail > MOST_LINES_OF_APPS
      ? fault(
          "--tail",
          tail,
          `1 to ${MOST_LINES_OF_APPS} on Azure Container Apps`,
          `write --tail ${MOST_LINES_OF_APPS}`,
        )
      : []),
  ]);
  const args = ["containerapp", "logs", "show", "--resource-group", name, "--name", app.name];
  const what = ["--container", container, "--type", "console", "--format", "text", "--tail", String(tail)];
  const status = await runAz([...args, ...what, ...(follow ? ["--follow"] : [])]);
  if (status === NOT_UNDERSTOOD)
    console.error("If az does not know containerapp: az extension add --name containerapp, or az upgrade");
  return status;
}

/** What is known of a container that has written nothing. */
function whySilent(group: GroupInAzure, { name, properties: { instanceView } }: ContainerInAzure): string {
  const { state, detailStatus, startTime } = instanceView?.currentState ?? {};
  const how =
    state === undefined
      ? "it was never started"
      : `it is ${state}${detailStatus ? ` (${detailStatus})` : ""}${startTime ? ` since ${startTime}` : ""}`;
  const events = [...(group.properties.instanceView?.events ?? []), ...(instanceView?.events ?? [])];
  const [last] = events.sort((one, other) =>
    (other.lastTimestamp ?? "").localeCompare(one.lastTimestamp ?? ""),
  );
  return `${name} has written nothing: ${how}.${last && state !== "Running" ? ` Azure's last word on it: ${last.message}` : ""}`;
}

/** The app's group in Azure: of several, as a gated rollout has for a while, the one that runs the deployed image. */
async function findGroup({ name, stack }: PlannedApp, image: string): Promise<GroupInAzure> {
  const groups = await groupsIn(name);
  const running = groups.filter(({ properties }) =>
    properties.containers.some((one) => one.properties.image === image),
  );
  const group = running.at(-1) ?? groups.at(-1);
  if (group === undefined) {
    throw new CommandError(
      `Azure has no container group in the resource group ${name}, in the subscription that was asked. If it is another one: export ARM_SUBSCRIPTION_ID=… If somebody deleted the group, deploy it anew: npm run deploy -- ${stack}`,
    );
  }
  return group;
}

function findContainer({ properties }: GroupInAzure, name: string): ContainerInAzure {
  const container = properties.containers.find((one) => one.name === name);
  const names = properties.containers.map((one) => one.name).join(", ");
  refuse(container ? [] : fault("--container", name, names, "write one of these"));
  return container!;
}

function showPrevious({ name, properties: { instanceView = {} } }: ContainerInAzure): number {
  const { previousState: previous, currentState, restartCount = 0 } = instanceView;
  if (previous === undefined) {
    const since = `since ${currentState?.startTime ?? "it was made"}`;
    console.log(
      restartCount > 0
        ? `${name} was restarted ${restartCount} times since it was made, runs ${since}, and Azure does not say how it ended before.`
        : `${name} has not been restarted ${since}.`,
    );
    return 0;
  }
  const { state, exitCode, detailStatus, startTime, finishTime } = previous;
  console.log(
    `${name} ran from ${startTime ?? "?"} to ${finishTime ?? "?"} and was restarted ${restartCount} times since it was made.`,
  );
  console.log(
    `It ended as ${state}, exit code ${exitCode ?? "unknown"}${detailStatus ? `: ${detailStatus}` : ""}.`,
  );
  return 0;
}

function runAz(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn("az", [...args, ...inSubscription()], { stdio: "inherit" });
    child.on("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "ENOENT" ? new CommandError(NO_AZURE_CLI) : error),
    );
    // Ctrl-C is how one stops to follow.
    process.once("SIGINT", () => {});
    child.on("close", (status, signal) => resolve(signal === "SIGINT" ? 0 : (status ?? 1)));
  });
}

void runCommand({
  help,
  positionals: ["APP", "ENVIRONMENT"],
  options: {
    container: { type: "string" },
    tail: { type: "string" },
    follow: { type: "boolean", short: "f" },
    previous: { type: "boolean" },
  },
  run: ([app, environment], options) => logs(app!, environment!, options),
});
