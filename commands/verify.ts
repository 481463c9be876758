import { Backend } from "../backends/backend";
import { parseImageReference } from "../core/image-reference";
import { AppInEnvironment } from "../deployment/planned-stacks";
import { deployment } from "../main";
import { askHealth } from "./support/ask-health";
import { CommandError, runCommand } from "./support/command-line";
import { findApps } from "./support/find-apps";
import { RegistryClient } from "./support/registry-client";
import { registryOf } from "./support/registry-login";
import { Outputs, readOutputs } from "./support/stack-state";
import { formatTable } from "./support/table";

const help = `Compares what is in the registry with what runs, and asks the app.

  npm run verify -- APP ENVIRONMENT         for example: npm run verify -- hello dev

Lists the repository's tags and the digest behind each, says which of them runs, and asks the app's url. Ends with
status 1 when something differs. Logs in with the push token in the registry's state, or with the Azure CLI.`;

/** One thing that was compared. */
interface Check {
  readonly what: string;
  readonly expected: string;
  readonly found: string;
  readonly good: boolean;
}

async function verify(appName: string, environment: string): Promise<number> {
  const { plan, apps } = findApps(deployment, appName, [environment]);
  const [app] = apps as [AppInEnvironment];
  const outputs = await readOutputs(plan.backend, app.stack);
  if (outputs?.image === undefined) {
    throw new CommandError(
      `${app.stack} is not deployed. Deploy it first: npm run deploy -- ${appName} ${environment}`,
    );
  }
  const checks = [...(await checkImages(plan.backend, app, outputs)), ...(await checkUrl(app, outputs))];
  console.log(
    formatTable(
      ["Check", "Expected", "Found", ""],
      checks.map(({ what, expected, found, good }) => [what, expected, found, good ? "ok" : "DIFFERS"]),
    ),
  );
  const differing = checks.filter(({ good }) => !good);
  if (differing.length === 0) return 0;
  console.error(`\n${differing.length} of ${checks.length} checks differ.`);
  return 1;
}

async function checkImages(backend: Backend, app: AppInEnvironment, { image }: Outputs): Promise<Check[]> {
  const running = parseImageReference(String(image))?.digest;
  if (app.repository === undefined) {
    console.log(`${app.stack} runs ${image}, which is not built here: no registry is asked.\n`);
    return [];
  }
  const registryOutputs = await readOutputs(backend, app.registry.stack);
  if (registryOutputs === undefined) throw new CommandError(`${app.registry.stack} is not deployed.`);
  const registry = await registryOf(app, registryOutputs);
  const tags = await digestsByTag(registry);
  console.log(`${registryOutputs.login_server}/${app.repository}\n`);
  console.log(
    formatTable(
      ["Tag", "Digest", ""],
      [...tags].map(([tag, digest]) => [
        tag,
        digest,
        digest === running ? `runs in ${app.environment.name}` : "",
      ]),
    ) + "\n",
  );
  const inRegistry = running === undefined ? undefined : await registry.digest(running);
  return [
    compared(`image of ${app.stack} is in the registry`, running ?? String(image), inRegistry ?? "not there"),
    ...(await checkIntent(backend, app, running, tags)),
  ];
}

/** Whether what runs is what is meant to: the fixed image, or the one that was built last with its tags. */
async function checkIntent(
  backend: Backend,
  app: AppInEnvironment,
  running: string | undefined,
  tags: ReadonlyMap<string, string>,
): Promise<Check[]> {
  const { release, environment, image } = app;
  const found = running ?? "none";
  if (release !== undefined || image?.kind !== "build")
    return [compared(`what releases.json fixes runs in ${environment.name}`, release ?? "nothing", found)];
  const { stack } = image;
  const built = await readOutputs(backend, stack);
  if (built?.image === undefined) throw new CommandError(`${stack} is not deployed.`);
  const expected = parseImageReference(String(built.image))?.digest ?? String(built.image);
  return [
    compared(`what ${stack} built runs in ${environment.name}`, expected, found),
    ...((built.tags ?? []) as string[]).map((tag) =>
      compared(`tag ${tag} is what ${stack} built`, expected, tags.get(tag) ?? "not there"),
    ),
  ];
}

async function checkUrl(app: AppInEnvironment, { url }: Outputs): Promise<Check[]> {
  if (typeof url !== "string") return [];
  const { asked, ...answer } = await askHealth(app, url);
  return [{ what: asked, ...answer }];
}

async function digestsByTag(registry: RegistryClient): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  for (const tag of await registry.tags()) digests.set(tag, (await registry.digest(tag)) ?? "");
  return digests;
}

function compared(what: string, expected: string, found: string): Check {
  return { what, expected, found, good: expected === found };
}

void runCommand({
  help,
  positionals: ["APP", "ENVIRONMENT"],
  options: {},
  run: ([app, environment]) => verify(app!, environment!),
});
