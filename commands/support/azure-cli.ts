import { readCliError } from "../../doctor/sign-in/cli-error";
import { ask } from "../../doctor/asking/program";
import { CommandError } from "./command-line";

/** Azure's documentation of container groups names this version for logs, states and restarts. */
const API_VERSION = "2023-05-01";

/** How long the Azure CLI may take for an answer. It starts in a second or two, and repeats by itself what Azure put off. */
const SECONDS = 60;

/** What Azure lists of a resource. */
export interface ListedResource {
  readonly id: string;
  readonly name: string;
}

/** What Azure says about a container group, as far as it is read here. Source: Azure REST API, "Container Groups - Get". */
export interface GroupInAzure {
  readonly id: string;
  readonly properties: {
    readonly containers: readonly ContainerInAzure[];
    readonly restartPolicy?: string;
    readonly instanceView?: { readonly events?: readonly EventInAzure[] };
  };
}

export interface ContainerInAzure {
  readonly name: string;
  readonly properties: {
    readonly image: string;
    readonly instanceView?: {
      readonly restartCount?: number;
      readonly currentState?: ContainerState;
      readonly previousState?: ContainerState;
      readonly events?: readonly EventInAzure[];
    };
  };
}

/** What Azure did with a group or a container, such as a pull that failed. */
export interface EventInAzure {
  readonly message: string;
  readonly lastTimestamp?: string;
}

export interface ContainerState {
  readonly state: string;
  readonly startTime?: string;
  readonly finishTime?: string;
  readonly exitCode?: number;
  readonly detailStatus?: string;
}

/**
 * The container groups in a resource group, each with the state of its containers.
 * @throws CommandError with what the Azure CLI says
 */
export async function groupsIn(resourceGroup: string): Promise<GroupInAzure[]> {
  const found = await listGroups(resourceGroup);
  return Promise.all(found.map(({ id }) => groupWith(id)));
}

/** A container group of which the id is known. */
export async function groupWith(id: string): Promise<GroupInAzure> {
  return (await get(`${id}?api-version=${API_VERSION}`)) as GroupInAzure;
}

/**
 * The container groups in a resource group, without what they are doing; none if the resource group is not there.
 * @throws CommandError with what the Azure CLI says
 */
export async function listGroups(resourceGroup: string): Promise<ListedResource[]> {
  return inGroup("container", "list", "--resource-group", resourceGroup);
}

/** What a command lists in a resource group; nothing if the resource group is not there. */
async function inGroup(...args: string[]): Promise<ListedResource[]> {
  try {
    return (await az(...args, ...inSubscription())) as ListedResource[];
  } catch (error) {
    if (error instanceof CommandError && error.message.includes("ResourceGroupNotFound")) return [];
    throw error;
  }
}

/** The version of the API that azurerm 4.55 asks about container apps. */
const APPS_API_VERSION = "2025-07-01";

/** What Azure says about a container app, as far as it is read here. Source: Azure REST API, "Container Apps - Get". */
export interface AppInAzure {
  readonly properties: {
    readonly provisioningState?: string;
    /** The newest revision. */
    readonly latestRevisionName?: string;
    /** The newest one that got ready, and so has the traffic. */
    readonly latestReadyRevisionName?: string;
  };
}

/** One revision of it. Source: Azure REST API, "Container Apps Revisions - List Revisions". */
export interface RevisionInAzure {
  readonly properties: { readonly active?: boolean; readonly createdTime?: string };
}

/**
 * The container apps in a resource group; none if the resource group is not there.
 * @throws CommandError with what the Azure CLI says
 */
export async function listApps(resourceGroup: string): Promise<ListedResource[]> {
  const type = "Microsoft.App/containerApps";
  return inGroup("resource", "list", "--resource-group", resourceGroup, "--resource-type", type);
}

/** A container app of which the id is known. */
export async function appWith(id: string): Promise<AppInAzure> {
  return (await get(`${id}?api-version=${APPS_API_VERSION}`)) as AppInAzure;
}

/** The revisions of a container app. */
export async function revisionsOf(id: string): Promise<readonly RevisionInAzure[]> {
  const { value } = (await get(`${id}/revisions?api-version=${APPS_API_VERSION}`)) as {
    value: readonly RevisionInAzure[];
  };
  return value;
}

/** The subscription that Terraform deploys to: the CLI has one of its own. */
export function inSubscription(): string[] {
  const subscription = process.env.ARM_SUBSCRIPTION_ID;
  return subscription ? ["--subscription", subscription] : [];
}

/** The last lines of a container's log, or all that Azure has, each with its time in front. */
export async function containerLog({ id }: GroupInAzure, container: string, tail?: number): Promise<string> {
  const lines = tail === undefined ? "" : `&tail=${tail}`;
  const address = `${id}/containers/${container}/logs?api-version=${API_VERSION}${lines}&timestamps=true`;
  const { content } = (await get(address)) as { content: string | null };
  return content ?? "";
}

/** Asks Azure's REST API: an address that starts with a slash is completed by the CLI. */
function get(address: string): Promise<unknown> {
  return az("rest", "--method", "get", "--url", address);
}

export const NO_AZURE_CLI =
  "The Azure CLI is not installed: https://learn.microsoft.com/cli/azure/install-azure-cli";

/** What the Azure CLI answers. One that hangs is ended. */
export async function az(...args: string[]): Promise<unknown> {
  const asked = `az ${args.slice(0, 2).join(" ")}`;
  const { signal } = new AbortController();
  const { status, stdout, stderr } = await ask("az", [...args, "--output", "json"], {
    env: process.env,
    signal,
    seconds: SECONDS,
  }).catch((error: unknown) => {
    throw new CommandError((error as Error).message);
  });
  if (status === undefined) throw new CommandError(NO_AZURE_CLI);
  if (status === 0) return JSON.parse(stdout) as unknown;
  const { message, fix } = readCliError(stderr, process.env.ARM_SUBSCRIPTION_ID);
  throw new CommandError([`${asked}: ${message || `it ended with status ${status}`}`, ...fix].join("\n  "));
}
