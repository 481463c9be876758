import { IncomingMessage, ServerResponse } from "node:http";
import { Cloud } from "../../doctor/sign-in/cloud";
import { serve } from "./web-server";

export const SUBSCRIPTION = "11111111-2222-3333-4444-555555555555";
export const TENANT = "22222222-3333-4444-5555-666666666666";
export const PRINCIPAL = "33333333-4444-5555-6666-777777777777";

/** A role that somebody has, as Azure lists it in two answers. */
export interface Role {
  readonly name: string;
  readonly actions: readonly string[];
  readonly notActions?: readonly string[];
  readonly scope?: string;
  readonly condition?: string;
}

export const OWNER: Role = { name: "Owner", actions: ["*"] };
export const CONTRIBUTOR: Role = {
  name: "Contributor",
  actions: ["*"],
  notActions: [
    "Microsoft.Authorization/*/Delete",
    "Microsoft.Authorization/*/Write",
    "Microsoft.Authorization/elevateAccess/Action",
  ],
};

/** What Azure has and says. A test changes what it is about. */
export interface AzureState {
  readonly subscription?: { readonly state?: string; readonly tenantId?: string } | "missing" | "refused";
  /** Resource providers that are not `Registered`. */
  readonly unregistered?: readonly string[];
  readonly regions?: readonly string[];
  readonly roles?: readonly Role[];
  /** Names that are taken, whoever has them. */
  readonly taken?: readonly string[];
  /** What there is, by the end of its id. */
  readonly resources?: Readonly<Record<string, object>>;
  readonly groups?: readonly {
    readonly id: string;
    readonly fqdn?: string;
    readonly cores?: number;
    readonly priority?: string;
  }[];
  readonly largest?: { readonly maxCpu: number; readonly maxMemoryInGB: number };
  readonly quota?: Readonly<Record<string, { readonly currentValue: number; readonly limit: number }>>;
  readonly locks?: readonly { readonly id: string; readonly level: string }[];
  /** Minutes that Azure's clock is ahead of this machine's. */
  readonly minutesAhead?: number;
}

/** One request that Azure got. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/**
 * Azure's resource manager, its sign-in and its metadata, as Azure's REST API Reference says that they answer. Only what is
 * read may be asked for; anything else is answered with 405.
 */
export function azure(state: AzureState, log: Asked[], origin: () => string) {
  return (request: IncomingMessage, response: ServerResponse) => {
    let body = "";
    request.on("data", (text) => (body += text));
    request.on("end", () => {
      const url = new URL(request.url ?? "/", "http://azure");
      log.push({ method: request.method ?? "", path: url.pathname + url.search, body });
      const { status, json } = answer(state, request, url, body, origin());
      const date = new Date(Date.now() + (state.minutesAhead ?? 0) * 60_000).toUTCString();
      response.writeHead(status, { "content-type": "application/json", date });
      response.end(JSON.stringify(json));
    });
  };
}

/** Starts it on a port of this machine. */
export async function startAzure(
  state: AzureState = {},
): Promise<{ cloud: Cloud; log: Asked[]; env: NodeJS.ProcessEnv }> {
  const log: Asked[] = [];
  let origin = "";
  const port = await serve(azure(state, log, () => origin));
  origin = `http://127.0.0.1:${port}`;
  const cloud = {
    resourceManager: origin,
    login: origin,
    audience: origin,
    storageSuffix: "core.windows.net",
    registrySuffix: "azurecr.io",
    groupSuffix: "azurecontainer.io",
  };
  const env = {
    ARM_SUBSCRIPTION_ID: SUBSCRIPTION,
    ARM_TENANT_ID: TENANT,
    ARM_CLIENT_ID: "44444444-5555-6666-7777-888888888888",
    ARM_CLIENT_SECRET: "hunter2-of-the-pipeline",
    SLIPWAY_RESOLVER: "false",
  };
  return { cloud, log, env };
}

/** A token as Microsoft's identity platform signs it; nobody checks the signature here. */
export function tokenOf(claims: object): string {
  const part = (json: object) => Buffer.from(JSON.stringify(json)).toString("base64url");
  return `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}.c2lnbmF0dXJl`;
}

interface Reply {
  readonly status: number;
  readonly json: unknown;
}

const ok = (json: unknown): Reply => ({ status: 200, json });
const no = (status: number, code: string): Reply => ({
  status,
  json: { error: { code, message: `${code}.` } },
});

function answer(state: AzureState, request: IncomingMessage, url: URL, body: string, origin: string): Reply {
  const { method } = request;
  const path = decodeURIComponent(url.pathname);
  if (path === "/metadata/endpoints") {
    return ok({
      resourceManager: origin,
      authentication: { loginEndpoint: origin, audiences: [origin] },
      suffixes: { storage: "core.windows.net", acrLoginServer: "azurecr.io" },
      name: "AzureCloud",
    });
  }
  if (path.endsWith("/oauth2/v2.0/token") && method === "POST") return signIn(body);
  if (!/^Bearer \S+$/.test(request.headers.authorization ?? "")) return no(401, "AuthenticationFailed");
  if (!url.searchParams.has("api-version")) return no(400, "MissingApiVersionParameter");
  const below = path.replace(`/subscriptions/${SUBSCRIPTION}`, "");
  if (below === path && !path.includes("/roleDefinitions/")) return no(404, "SubscriptionNotFound");
  if (method === "POST" && /checkNameAvailability$|checkTrafficManagerNameAvailabilityV2$/.test(below))
    return isFree(state, body);
  if (method !== "GET") return no(405, "MethodNotAllowed");
  return read(state, below, url);
}

function signIn(body: string): Reply {
  const form = new URLSearchParams(body);
  const proof = form.get("client_secret") ?? form.get("client_assertion");
  if (proof !== "hunter2-of-the-pipeline") {
    const description =
      "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent is the client secret value.";
    return { status: 401, json: { error: "invalid_client", error_description: description } };
  }
  return ok({
    token_type: "Bearer",
    expires_in: 3599,
    access_token: tokenOf({ oid: PRINCIPAL, tid: TENANT }),
  });
}

function isFree({ taken = [] }: AzureState, body: string): Reply {
  const { name } = JSON.parse(body) as { name: string };
  if (!taken.includes(name)) return ok({ nameAvailable: true });
  return ok({
    nameAvailable: false,
    reason: "AlreadyExists",
    message: `The name ${name} is already in use.`,
  });
}

function read(state: AzureState, path: string, url: URL): Reply {
  const { subscription = {}, resources = {}, groups = [], roles = [OWNER] } = state;
  if (path === "") {
    if (subscription === "missing") return no(404, "SubscriptionNotFound");
    if (subscription === "refused") return no(403, "AuthorizationFailed");
    return ok({ displayName: "Acme production", state: "Enabled", tenantId: TENANT, ...subscription });
  }
  if (path.endsWith("/roleAssignments")) {
    expect(url.searchParams.get("$filter")).toBe(`assignedTo('${PRINCIPAL}')`);
    return ok({ value: roles.map(assignmentOf) });
  }
  const [, role] = /\/roleDefinitions\/(\d+)$/.exec(path) ?? [];
  if (role !== undefined) {
    const { name, actions, notActions = [] } = roles[Number(role)]!;
    return ok({
      properties: {
        roleName: name,
        permissions: [{ actions, notActions, dataActions: [], notDataActions: [] }],
      },
    });
  }
  if (path.endsWith("/locks")) {
    return ok({
      value: (state.locks ?? []).map(({ id, level }) => ({
        id: `/subscriptions/${SUBSCRIPTION}${id}`,
        name: id.split("/").at(-1),
        properties: { level },
      })),
    });
  }
  if (path.endsWith("/capabilities")) {
    const { largest = { maxCpu: 31, maxMemoryInGB: 240 } } = state;
    return ok({
      value: [
        {
          resourceType: "containerGroups",
          osType: "Linux",
          location: "West Europe",
          ipAddressType: "Public",
          gpu: "None",
          capabilities: { maxGpuCount: 0, ...largest },
        },
      ],
    });
  }
  if (path.endsWith("/usages")) {
    const {
      quota = {
        ContainerGroups: { currentValue: 0, limit: 100 },
        StandardCores: { currentValue: 0, limit: 100 },
      },
    } = state;
    return ok({
      value: Object.entries(quota).map(([value, usage]) => ({
        ...usage,
        unit: "Count",
        name: { value, localizedValue: value },
      })),
    });
  }
  if (path.endsWith("/containerGroups"))
    return ok({ value: groups.filter(({ id }) => isBelow(id, path)).map(groupOf) });
  const [, namespace] = /^\/providers\/([\w.]+)$/.exec(path) ?? [];
  if (namespace !== undefined) {
    const { regions = ["West Europe", "North Europe"], unregistered = [] } = state;
    const types = [
      "containerGroups",
      "registries",
      "userAssignedIdentities",
      "storageAccounts",
      "managedEnvironments",
      "workspaces",
    ];
    return ok({
      namespace,
      registrationState: unregistered.includes(namespace) ? "NotRegistered" : "Registered",
      resourceTypes: types.map((resourceType) => ({
        resourceType,
        locations: regions,
        apiVersions: ["2023-05-01"],
      })),
    });
  }
  const found = Object.entries(resources).find(([id]) => path.toLowerCase() === id.toLowerCase());
  return found ? ok(found[1]) : no(404, "ResourceNotFound");
}

function assignmentOf({ scope = `/subscriptions/${SUBSCRIPTION}`, condition }: Role, i: number) {
  const roleDefinitionId = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${i}`;
  return {
    properties: {
      roleDefinitionId,
      scope,
      condition: condition ?? null,
      principalId: PRINCIPAL,
      principalType: "User",
    },
  };
}

/** A list of a resource group has those in it, a list of the subscription has all. */
function isBelow(id: string, path: string): boolean {
  const [, group] = /^\/resourceGroups\/([^/]+)/i.exec(path) ?? [];
  return group === undefined || id.toLowerCase().startsWith(`/resourcegroups/${group.toLowerCase()}/`);
}

function groupOf({ id, fqdn, cores = 1, priority }: NonNullable<AzureState["groups"]>[number]) {
  return {
    id: `/subscriptions/${SUBSCRIPTION}${id}`,
    location: "westeurope",
    properties: {
      priority,
      ipAddress: { type: "Public", fqdn },
      containers: [{ name: "app", properties: { resources: { requests: { cpu: cores, memoryInGB: 1.5 } } } }],
    },
  };
}
