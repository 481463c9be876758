import { App } from "cdktf";
import { findFaults } from "../core/fault";
import { inTurns } from "../core/take-turns";
import { parseImageReference } from "../core/image-reference";
import { Json } from "../core/terraform/json";
import { Deployment } from "../deployment/deployment";
import { planDeployment } from "../deployment/plan";
import { AppInEnvironment, DeploymentPlan, PlannedApp } from "../deployment/planned-stacks";
import { differencesFrom } from "../review/differences";
import { AppStack, createStacks } from "../stacks/create-stacks";
import { askHealth } from "./support/ask-health";
import { groupsIn, listApps, revisionsOf } from "./support/azure-cli";
import { CommandError, refuse, runCommand } from "./support/command-line";
import { appsIn } from "./support/find-apps";
import { projectDeployment } from "./support/project-deployment";
import { readRunningApp, RunningApp } from "./support/running-app";
import { readOutputs } from "./support/stack-state";
import { formatTable } from "./support/table";

const help = `Shows every app in every environment: what runs there, since when, whether it is healthy, and its url.

  npm run status
  npm run status -- --json             for scripts

Reads the states and asks each url. Since when it runs is Azure's to say: that column needs the Azure CLI (az login).
A digest is shortened to 12 digits. Below the table it says what main.ts has otherwise than what runs: the image, sizes,
ports, variables and other settings of its container group or container app. What a deploy changes beside that: npm run
deploy shows it before it asks.`;

/** States that are read at a time. */
const AT_A_TIME = 4;

/** Digits of a digest that tell it from others. */
const DIGITS = 12;

/** What is known of an app in an environment. */
interface Status {
  readonly app: string;
  readonly environment: string;
  readonly deployed: boolean;
  /** Whether that is not known, since its state cannot be read. */
  readonly unreadable?: boolean;
  readonly tags: readonly string[];
  readonly digest?: string;
  readonly image?: string;
  readonly since?: string;
  /** Why that is not known. */
  readonly sinceUnknown?: string;
  readonly healthy?: boolean;
  readonly url?: string;
  /** What its user should know. */
  readonly notes: readonly string[];
}

async function status(json: boolean): Promise<number> {
  const deployment = projectDeployment();
  const plan = planDeployment(deployment);
  refuse(plan.faults);
  const declared = declaredStacks(deployment);
  const rows = await inTurns(appsIn(plan), AT_A_TIME, (one) => statusOf(plan, one, declared.get(one.stack)));
  if (json) console.log(JSON.stringify({ schemaVersion: 1, apps: rows }, null, 2));
  else console.log(table(rows));
  return 0;
}

/** The JSON of the stacks, by name; none while they have faults, which synthesis tells. */
function declaredStacks(deployment: Deployment): Map<string, Json> {
  const app = new App({ skipValidation: true, stackTraces: false });
  const { apps } = createStacks(app, deployment);
  if (findFaults(app).length > 0) return new Map();
  // As Terraform reads it.
  const rendered = (stack: AppStack) => JSON.parse(JSON.stringify(stack.toTerraform())) as Json;
  return new Map(Object.entries(apps).map(([name, stack]) => [name, rendered(stack)]));
}

async function statusOf(
  plan: DeploymentPlan,
  one: AppInEnvironment,
  declared: Json | undefined,
): Promise<Status> {
  const known = { app: one.app.name, environment: one.environment.name };
  const awaits = plan.awaitingPromotion.includes(one);
  try {
    const found = awaits ? undefined : await readRunningApp(plan.backend, one.stack);
    if (found === undefined) {
      const note = awaits
        ? `awaits promotion: npm run promote -- ${known.app} FROM ${known.environment}`
        : "";
      return { ...known, deployed: false, tags: [], notes: note ? [note] : [] };
    }
    return { ...known, deployed: true, ...(await running(plan, one, found, declared)) };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const notes = [error.message.split("\n").join(" ")];
    return { ...known, deployed: false, unreadable: true, tags: [], notes };
  }
}

async function running(
  plan: DeploymentPlan,
  one: AppInEnvironment,
  { image, outputs, resources }: RunningApp,
  declared: Json | undefined,
) {
  const reference = parseImageReference(image);
  const url = typeof outputs.url === "string" ? outputs.url : undefined;
  const [built, health, since] = await Promise.all([
    one.image?.kind === "build" ? readOutputs(plan.backend, one.image.stack) : undefined,
    url === undefined ? undefined : askHealth(one, url),
    sinceWhen(plan, one),
  ]);
  const differences = declared ? differencesFrom(resources, declared) : [];
  const deploy = `npm run deploy -- ${one.app.name} ${one.environment.name}`;
  const builtDigest = parseImageReference(String(built?.image))?.digest;
  const tags = built && builtDigest === reference?.digest ? ((built.tags ?? []) as string[]) : [];
  const wanted = one.release ?? builtDigest;
  const notes = [
    ...(health && !health.good ? [`${health.asked}: ${health.found}, not ${health.expected}`] : []),
    ...(health?.certificate?.fault
      ? [`${url}: the certificate is not trusted (${health.certificate.fault})`]
      : []),
    ...(wanted !== undefined && wanted !== reference?.digest
      ? [`main.ts has another image, ${shorten(wanted)}: ${deploy}`]
      : []),
    ...(differences.length > 0 ? [`main.ts has other settings (${differences.join("; ")}): ${deploy}`] : []),
  ];
  return {
    image,
    digest: reference?.digest,
    tags: tags.length > 0 || reference?.tag === undefined ? tags : [reference.tag],
    ...since,
    healthy: health?.good,
    url,
    notes,
  };
}

/** When the containers that run were started, or why Azure cannot be asked. */
async function sinceWhen(
  plan: DeploymentPlan,
  { stack }: AppInEnvironment,
): Promise<Pick<Status, "since" | "sinceUnknown">> {
  const app = plan.apps.find((one) => one.stack === stack);
  if (app === undefined) return {};
  try {
    if (app.platform.kind === "containerApps") return { since: await newestRevision(app) };
    const started = (await groupsIn(app.name)).flatMap(({ properties }) =>
      properties.containers.flatMap((one) => one.properties.instanceView?.currentState?.startTime ?? []),
    );
    return started.length > 0
      ? { since: started.sort()[0] }
      : { sinceUnknown: "Azure runs no container of it" };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { sinceUnknown: error.message };
  }
}

/** When Azure made the newest revision that runs. */
async function newestRevision({ name }: PlannedApp): Promise<string | undefined> {
  const [found] = await listApps(name);
  const revisions = found ? await revisionsOf(found.id) : [];
  const made = revisions.flatMap(({ properties: { active, createdTime } }) =>
    active ? (createdTime ?? []) : [],
  );
  return made.sort().at(-1);
}

function table(rows: readonly Status[]): string {
  const cells = rows.map((row) => [
    row.app,
    row.environment,
    row.deployed
      ? row.tags.join(", ") || row.image?.split("@")[0] || ""
      : row.unreadable
        ? "unknown"
        : "not deployed",
    shorten(row.digest ?? ""),
    row.since ?? "-",
    row.healthy === undefined ? "-" : row.healthy ? "yes" : "NO",
    row.url ?? "-",
  ]);
  const notes = rows.flatMap(({ app, environment, notes }) =>
    notes.map((note) => `${environment}-${app}: ${note}`),
  );
  // It is mostly the same for all: nobody is signed in.
  const reasons = new Set(rows.flatMap(({ sinceUnknown }) => sinceUnknown ?? []));
  notes.push(...[...reasons].map((reason) => `Since when is not known: ${reason}`));
  const head = ["App", "Environment", "Image", "Digest", "Since", "Healthy", "Url"];
  return [formatTable(head, cells), ...(notes.length > 0 ? ["", ...notes] : [])].join("\n");
}

function shorten(digest: string): string {
  return digest.replace("sha256:", "").slice(0, DIGITS);
}

void runCommand({
  help,
  positionals: [],
  options: { json: { type: "boolean" } },
  run: (_, { json }) => status(json),
});
