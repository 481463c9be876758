import { App } from "cdktf";
import { Interrupts } from "../deploy/interrupts";
import { findFaults, refuse as fault } from "../core/fault";
import { inTemporaryFolder } from "../core/temporary-folder";
import { Deployment } from "../deployment/deployment";
import { planDeployment } from "../deployment/plan";
import { AppInEnvironment } from "../deployment/planned-stacks";
import { planPod } from "../local/plan-pod";
import { Printer } from "../local/printer";
import { LocalRequest, runLocal } from "../local/run-local";
import { ENV_FILE, isSeenByGit, LocalSecrets } from "../local/secrets";
import { createStacks } from "../stacks/create-stacks";
import { CommandError, refuse, runCommand } from "./support/command-line";
import { appsIn, findApps } from "./support/find-apps";
import { projectDeployment } from "./support/project-deployment";
import { whenOrphaned } from "./support/when-orphaned";

const help = `Runs an app as it is declared on this machine's Docker: no sign-in, no registry, nothing in Azure.

  npm run local -- APP ENVIRONMENT     for example: npm run local -- hello dev
  npm run local -- APP                 as in its first environment that is not production

  --watch          builds and starts it anew when its source changes
  --keep-shares    keeps what it writes to Azure file shares for the next run, in volumes of the engine

It builds the image as a deploy would, starts init containers, the app and its sidecars with their variables, volumes, limits
and probes, says the address at 127.0.0.1 and what is not as in Azure, and follows the logs. Ctrl-C stops the containers and
takes all of it down; a second one does so at once. A secret's value comes from TF_VAR_name in the environment or in .env.
Ends with 0 after Ctrl-C, or when all containers have ended well.`;

async function local(
  appName: string | undefined,
  environment: string | undefined,
  options: Pick<LocalRequest, "watch" | "keepShares">,
) {
  const deployment = projectDeployment();
  const app = findApp(deployment, appName, environment);
  await refuseFaults(deployment, app);
  const secrets = LocalSecrets.here();
  const { pod, faults } = planPod({ deployment, app, secrets, keepShares: options.keepShares });
  refuse(faults);
  const printer = new Printer({
    write: (text) => process.stdout.write(text),
    coloured: process.stdout.isTTY && !process.env.NO_COLOR,
    names: [...pod.initContainers, ...pod.containers].map(({ name }) => name),
    secrets: secrets.values,
  });
  printer.say(`${app.app.name} as in ${app.environment.name}, on this machine's Docker\n`);
  if (await isSeenByGit()) printer.say(`git does not ignore ${ENV_FILE}: add it to .gitignore.\n`);
  const [stop, kill] = [new AbortController(), new AbortController()];
  const interrupts = new Interrupts();
  interrupts.onInterrupt((count) => {
    stop.abort();
    if (count > 1) kill.abort();
  });
  const leave = () => interrupts.hear("SIGHUP");
  const ended = whenOrphaned(leave);
  // Nobody reads the logs any more.
  process.stdout.on("error", leave);
  try {
    return await runLocal({ pod, printer, ...options, stop: stop.signal, kill: kill.signal });
  } finally {
    ended();
    process.stdout.off("error", leave);
    interrupts.end();
  }
}

/** The app that is meant, in the environment that is meant. */
function findApp(deployment: Deployment, name: string | undefined, environment: string | undefined) {
  const plan = planDeployment(deployment);
  refuse(plan.faults);
  const names = deployment.apps.map((app) => app.name);
  if (name === undefined && names.length !== 1) {
    refuse(
      fault(
        "the app",
        undefined,
        names.join(", ") || "none is declared",
        `write npm run local -- ${names[0] ?? "APP"}`,
      ),
    );
  }
  const appName = name ?? names[0]!;
  const { apps } = findApps(deployment, appName, environment === undefined ? [] : [environment]);
  const places = appsIn(plan).filter(({ app }) => app.name === appName);
  const ordered = deployment.environments.flatMap((one) =>
    places.filter((place) => place.environment.name === one.name),
  );
  const found = apps[0] ?? ordered.find((place) => !place.environment.production) ?? ordered[0];
  if (found === undefined) throw new CommandError(`${appName} runs in no environment of main.ts.`);
  return found;
}

/** Refuses what a synthesis would refuse in this app: here it would only be found out by the next deploy. */
function refuseFaults({ project, registries }: Deployment, one: AppInEnvironment): Promise<void> {
  return inTemporaryFolder("local", async (outdir) => {
    const synthesized = new App({ outdir, stackTraces: false, skipValidation: true });
    // Alone, built, and without what is said of other environments.
    const environment = { ...one.environment, images: "built", policies: "off" } as const;
    const app = { ...one.app, ...one.settings, environments: undefined, overrides: undefined };
    createStacks(synthesized, { project, registries, environments: [environment], apps: [app] });
    const faults = findFaults(synthesized);
    if (faults.length > 0) throw new CommandError(faults.join("\n"));
  });
}

void runCommand({
  help,
  positionals: ["[APP]", "[ENVIRONMENT]"],
  options: { watch: { type: "boolean" }, keepShares: { type: "boolean" } },
  run: ([app, environment], options) => local(app, environment, options),
});
