import { App } from "cdktf";
import { Backend } from "../backends/backend";
import { defaultTerraform } from "../check/terraform";
import { RegistryClient } from "../constructs/image/publish/registry-client.cjs";
import { parseImageReference } from "../core/image-reference";
import { AppInEnvironment, PlannedApp } from "../deployment/planned-stacks";
import { createStacks } from "../stacks/create-stacks";
import { askHealth } from "./support/ask-health";
import { Certificate } from "./support/ask-url";
import { appWith, listApps, ListedResource, listGroups } from "./support/azure-cli";
import { CommandError, runCommand } from "./support/command-line";
import { findApps } from "./support/find-apps";
import { projectDeployment } from "./support/project-deployment";
import { registryOf } from "./support/registry-login";
import { runningAppIn } from "./support/running-app";
import { Outputs, readOutputs, readState, StackState } from "./support/stack-state";
import { formatTable } from "./support/table";

const help = `Compares what is in the registry with what runs, and asks the app.

  npm run verify -- APP ENVIRONMENT             for example: npm run verify -- hello dev
  npm run verify -- APP ENVIRONMENT --repair    first puts tags back that somebody moved or deleted

Lists the repository's tags and the digest behind each, says which of them runs, and asks the app's url. With HTTPS it
says until when the certificate holds and who issued it. Ends with status 1 when something differs. Logs in with the push
token in the registry's state, or with the Azure CLI. Where the Azure CLI is logged in, it also finds container groups and
container apps that a deploy left behind and Terraform does not know, and revisions that did not get ready.`;

/** One thing that was compared. */
interface Comparison {
  readonly what: string;
  readonly expected: string;
  readonly found: string;
  readonly good: boolean;
  /** What to type if it is not good. */
  readonly repair?: string;
}

async function verify(appName: string, environment: string, repair: boolean): Promise<number> {
  const { plan, apps } = findApps(projectDeployment(), appName, [environment]);
  const [app] = apps as [AppInEnvironment];
  const state = await readState(plan.backend, app.stack);
  const leftovers = await checkLeftovers(
    plan.apps.find(({ stack }) => stack === app.stack),
    state,
  );
  const running = runningAppIn(state);
  if (running === undefined) {
    throw new CommandError(
      `${app.stack} is not deployed. Deploy it first: npm run deploy -- ${appName} ${environment}`,
    );
  }
  const checks = [
    ...(await checkImages(plan.backend, app, running.image, repair)),
    ...(await checkUrl(app, running.outputs)),
    ...leftovers,
  ];
  console.log(
    formatTable(
      ["Check", "Expected", "Found", ""],
      checks.map(({ what, expected, found, good }) => [what, expected, found, good ? "ok" : "DIFFERS"]),
    ),
  );
  const differing = checks.filter(({ good }) => !good);
  if (differing.length === 0) return 0;
  console.error(`\n${differing.length} of ${checks.length} checks differ.`);
  for (const command of new Set(differing.flatMap((check) => check.repair ?? []))) console.error(command);
  return 1;
}

async function checkImages(
  backend: Backend,
  app: AppInEnvironment,
  image: string,
  repair: boolean,
): Promise<Comparison[]> {
  const running = parseImageReference(image)?.digest;
  if (app.repository === undefined) {
    console.log(`${app.stack} runs ${image}, which is not built here: no registry is asked.\n`);
    return [];
  }
  const registryOutputs = await readOutputs(backend, app.registry.stack);
  if (registryOutputs === undefined) throw new CommandError(`${app.registry.stack} is not deployed.`);
  const registry = await registryOf(app, registryOutputs);
  const built = await builtImage(backend, app);
  if (repair && built) await putTagsBack(registry, built);
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
    compared(`image of ${app.stack} is in the registry`, running ?? image, inRegistry ?? "not there"),
    ...(built
      ? await checkBuild(built, app, running, registry, tags)
      : [
          compared(
            `what releases.json fixes runs in ${app.environment.name}`,
            app.release ?? "nothing",
            running ?? "none",
          ),
        ]),
  ];
}

/** What an image stack says that it published. */
interface BuiltImage {
  readonly stack: string;
  readonly digest: string;
  readonly tags: readonly string[];
}

/** The image that was built for the app last; undefined if it runs one that `releases.json` fixes. */
async function builtImage(
  backend: Backend,
  { release, image }: AppInEnvironment,
): Promise<BuiltImage | undefined> {
  if (release !== undefined || image?.kind !== "build") return undefined;
  const { stack } = image;
  const outputs = await readOutputs(backend, stack);
  if (outputs?.image === undefined) throw new CommandError(`${stack} is not deployed.`);
  const digest = parseImageReference(String(outputs.image))?.digest ?? String(outputs.image);
  return { stack, digest, tags: (outputs.tags ?? []) as string[] };
}

/** Whether what was built runs, and is there under its tags. */
async function checkBuild(
  { stack, digest, tags }: BuiltImage,
  { app, environment }: AppInEnvironment,
  running: string | undefined,
  registry: RegistryClient,
  found: ReadonlyMap<string, string>,
): Promise<Comparison[]> {
  const repair =
    (await registry.digest(digest)) === undefined
      ? rebuilding(stack)
      : `To put tags back: npm run verify -- ${app.name} ${environment.name} --repair`;
  return [
    compared(`what ${stack} built runs in ${environment.name}`, digest, running ?? "none"),
    ...tags.map((tag) => ({
      ...compared(`tag ${tag} is what ${stack} built`, digest, found.get(tag) ?? "not there"),
      repair,
    })),
  ];
}

/** Has each tag of an image name it again. Without the image itself there is nothing that they could name. */
async function putTagsBack(registry: RegistryClient, { digest, tags }: BuiltImage): Promise<void> {
  if ((await registry.digest(digest)) === undefined) return;
  // A build that fails leaves its content tag in the outputs, beside the image before: that one has its own already.
  const found = await digestsByTag(registry);
  const isNamed = [...found].some(
    ([tag, named]) => isContentTag(tag) && named === digest && !tags.includes(tag),
  );
  for (const tag of tags) {
    if (found.get(tag) === digest || (isNamed && isContentTag(tag))) continue;
    await registry.putManifest(tag, await registry.manifest(digest));
    console.log(`Put back: the tag ${tag} names ${digest}.`);
  }
}

function isContentTag(tag: string): boolean {
  return /^content-[0-9a-f]{32}$/.test(tag);
}

function rebuilding(stack: string): string {
  const { images } = createStacks(new App(), projectDeployment());
  const terraform = defaultTerraform();
  return (
    `The image itself is gone. To build it again: npm start && cd cdktf.out/stacks/${stack} && ${terraform} init && ` +
    `${terraform} apply -replace=${images[stack]!.publisher}`
  );
}

async function checkUrl(app: AppInEnvironment, { url }: Outputs): Promise<Comparison[]> {
  if (typeof url !== "string") return [];
  const { asked, certificate, ...answer } = await askHealth(app, url);
  return [{ what: asked, ...answer }, ...(certificate ? [checkCertificate(url, certificate)] : [])];
}

function checkCertificate(url: string, { validTo, issuer, fault }: Certificate): Comparison {
  const days = Math.floor((validTo.getTime() - Date.now()) / 86_400_000);
  const found = `until ${validTo.toISOString().slice(0, 10)} (${days} days), by ${issuer}`;
  return {
    what: `certificate of ${new URL(url).hostname}`,
    expected: "trusted",
    found: fault === undefined ? found : `${fault}: ${found}`,
    good: fault === undefined,
  };
}

/**
 * Finds what Azure kept when its creation failed or was cut off: no deploy removes it, since the state lacks it. It is
 * told at once, with what to do: an app that is not deployed may have left one.
 */
async function checkLeftovers(app: PlannedApp | undefined, { resources }: StackState): Promise<Comparison[]> {
  if (app === undefined) return [];
  const isGroup = app.platform.kind === "containerInstances";
  const kind = isGroup ? "container groups" : "container apps";
  const type = isGroup ? "azurerm_container_group" : "azurerm_container_app";
  const known = resources.filter((resource) => resource.type === type);
  const found = await (isGroup ? listGroups(app.name) : listApps(app.name)).catch((error: unknown) => {
    if (!(error instanceof CommandError)) throw error;
    console.log(`Nobody looked for ${kind} that Terraform does not know. ${error.message}\n`);
  });
  if (!found) return [];
  const left = found.filter(({ name }) => !known.some(({ attributes }) => attributes.name === name));
  for (const { id, name } of left) {
    const remove = isGroup
      ? `az container delete --resource-group ${app.name} --name ${name} --yes`
      : `az resource delete --ids ${id}`;
    console.log(
      `${name} is in Azure and not in Terraform's state: a deploy that failed left it. Unless it is yours, remove it:\n` +
        `  ${remove}\n`,
    );
  }
  const names = left.map(({ name }) => name).join(", ");
  const revisions = isGroup
    ? []
    : await Promise.all(found.filter((one) => !left.includes(one)).map(checkRevision));
  return [
    compared(`${kind} in ${app.name} that Terraform does not know`, "none", names || "none"),
    ...revisions,
  ];
}

/** Whether the newest revision has the traffic. Of one that did not get ready, Terraform's state says nothing. */
async function checkRevision({ id, name }: ListedResource): Promise<Comparison> {
  const {
    latestRevisionName = "none",
    latestReadyRevisionName = "none",
    provisioningState,
  } = (await appWith(id)).properties;
  const what = `newest revision of ${name} runs`;
  if (provisioningState !== "Failed") return compared(what, latestRevisionName, latestReadyRevisionName);
  const found = `${latestReadyRevisionName}: the last update failed`;
  return { what, expected: latestRevisionName, found, good: false };
}

async function digestsByTag(registry: RegistryClient): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  for (const tag of await registry.tags()) digests.set(tag, (await registry.digest(tag)) ?? "");
  return digests;
}

function compared(what: string, expected: string, found: string): Comparison {
  return { what, expected, found, good: expected === found };
}

void runCommand({
  help,
  positionals: ["APP", "ENVIRONMENT"],
  options: { repair: { type: "boolean" } },
  run: ([app, environment], { repair }) => verify(app!, environment!, repair),
});
