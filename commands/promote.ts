import { Backend } from "../backends/backend";
import { parseImageReference } from "../core/image-reference";
import { Fault, refuse as fault } from "../core/fault";
import { AppInEnvironment, DeploymentPlan } from "../deployment/planned-stacks";
import { CommandError, refuse, runCommand } from "./support/command-line";
import { checkBuilt, findApps } from "./support/find-apps";
import { copyImage } from "./support/copy-image";
import { projectDeployment } from "./support/project-deployment";
import { RegistryClient } from "../constructs/image/publish/registry-client.cjs";
import { registryOf } from "./support/registry-login";
import { readReleases, writeRelease } from "./support/releases-file";
import { readRunningApp } from "./support/running-app";
import { Outputs, readOutputs } from "./support/stack-state";

const help = `Promotes the image that an app runs in one environment to another, unchanged, by digest.

  npm run promote -- APP FROM TO            for example: npm run promote -- hello dev prod
  npm run promote -- APP FROM TO --dry-run  only says what it would do

Reads from the state which image is deployed in FROM. If TO has another registry, copies the image there. Then fixes
the digest in releases.json, for you to review, commit and deploy.`;

async function promote(appName: string, from: string, to: string, dryRun: boolean): Promise<number> {
  const { plan, apps } = findApps(projectDeployment(), appName, [from, to]);
  const [source, target] = apps as [AppInEnvironment, AppInEnvironment];
  refuse([...(from === to ? sameEnvironment(to) : []), ...checkBuilt(source), ...checkBuilt(target)]);

  const { server, digest } = await deployedImage(plan, source);
  const stays = readReleases()[to]?.[appName] === digest;
  console.log(`${source.stack} runs ${server}/${source.repository}@${digest}`);
  if (source.registry !== target.registry || source.repository !== target.repository) {
    await copy(plan, source, target, digest, dryRun);
  }
  if (dryRun) {
    console.log(
      stays ? `${to} is fixed to it already.` : `Would fix it in releases.json for ${appName} in ${to}.`,
    );
    return 0;
  }
  if (stays) {
    console.log(`releases.json fixes ${appName} in ${to} to it already: nothing to do.`);
    return 0;
  }
  writeRelease(to, appName, digest);
  console.log(
    `releases.json now fixes ${appName} in ${to} to it.\nNext: git diff releases.json, commit it, and ` +
      `npm run deploy -- ${appName} ${to}`,
  );
  return 0;
}

function sameEnvironment(given: string): Fault[] {
  const allowed = "another than the one to promote from";
  return fault("the environment to promote to", given, allowed, "name two environments");
}

/** What runs of the app, by its state. */
async function deployedImage(
  { backend }: DeploymentPlan,
  { stack }: AppInEnvironment,
): Promise<{ server: string; digest: string }> {
  const running = await readRunningApp(backend, stack);
  if (running === undefined) {
    throw new CommandError(`${stack} is not deployed. Deploy it first: npm run deploy -- ${stack}`);
  }
  const { image } = running;
  const { server, digest } = parseImageReference(image) ?? {};
  if (server === undefined || digest === undefined) {
    throw new CommandError(`${stack} runs ${image}, which has no digest to promote. Deploy ${stack} again.`);
  }
  return { server, digest };
}

/**
 * By the registries' own HTTP API rather than `az acr import`: with the push tokens that are there already, with no
 * Docker engine and no Azure rights. An image imported by other means is found there and not sent again.
 */
async function copy(
  { backend }: DeploymentPlan,
  source: AppInEnvironment,
  target: AppInEnvironment,
  digest: string,
  dryRun: boolean,
): Promise<void> {
  const [from, to] = await Promise.all([
    registryWithOutputs(backend, source),
    registryWithOutputs(backend, target),
  ]);
  const place = `${to.outputs.login_server}/${target.repository}`;
  if ((await to.registry.digest(digest)) !== undefined) return console.log(`${place} has it already.`);
  if (dryRun) return console.log(`Would copy it to ${place}.`);
  await copyImage(from.registry, to.registry, digest);
  // A tag keeps it from being purged where the registry drops untagged manifests.
  await to.registry.putManifest(
    `promoted-${digest.replace("sha256:", "").slice(0, 32)}`,
    await to.registry.manifest(digest),
  );
  console.log(`Copied it to ${place}.`);
}

async function registryWithOutputs(
  backend: Backend,
  app: AppInEnvironment,
): Promise<{ registry: RegistryClient; outputs: Outputs }> {
  const outputs = await readOutputs(backend, app.registry.stack);
  if (outputs?.login_server === undefined) {
    throw new CommandError(
      `The registry of ${app.environment.name} is not deployed. ` +
        `Deploy it first: npm run deploy -- ${app.registry.stack}`,
    );
  }
  return { registry: await registryOf(app, outputs), outputs };
}

void runCommand({
  help,
  positionals: ["APP", "FROM", "TO"],
  options: { dryRun: { type: "boolean" } },
  run: ([app, from, to], { dryRun }) => promote(app!, from!, to!, dryRun),
});
