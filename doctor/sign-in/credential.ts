import { readFileSync } from "node:fs";
import { asJson, parseJson } from "../../core/terraform/json";
import { request } from "../asking/http";
import { ask } from "../asking/program";
import { readCliError } from "./cli-error";
import { Cloud } from "./cloud";

/** A token for a part of Azure. */
export interface Token {
  readonly token: string;
  /** The subscription that the Azure CLI works in. */
  readonly subscription?: string;
}

/** The Azure CLI is what Terraform signs in by, and it is not there: that is a check of its own. */
export class NoAzureCli extends Error {}

/** Why nobody is signed in, and what to type. */
export class SignInError extends Error {
  constructor(
    message: string,
    readonly fix: readonly string[],
  ) {
    super(message);
  }
}

/** How Terraform signs in to Azure here. */
export type Way = "azure-cli" | "client-secret" | "oidc" | "managed-identity" | "certificate";

/**
 * The way that the azurerm provider takes with these variables.
 * Source: azurerm's documentation, "Authenticating to Azure"; hashicorp/go-azure-sdk, sdk/auth/credentials.go (the order).
 */
export function wayOf(env: NodeJS.ProcessEnv): Way {
  const isOn = (name: string) => /^(1|t|true)$/i.test(env[name] ?? "");
  if (env.ARM_CLIENT_CERTIFICATE || env.ARM_CLIENT_CERTIFICATE_PATH) return "certificate";
  if (env.ARM_CLIENT_SECRET || env.ARM_CLIENT_SECRET_FILE_PATH) return "client-secret";
  if (isOn("ARM_USE_OIDC")) return "oidc";
  if (isOn("ARM_USE_MSI")) return "managed-identity";
  return "azure-cli";
}

/** What a request for a token needs to know. */
export interface Asking {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly cloud: () => Promise<Cloud>;
}

/**
 * A token for a part of Azure, named by its URL: as Terraform gets it, so that what is asked is asked as it will be done.
 * @throws SignInError
 */
export async function tokenFor(resource: (cloud: Cloud) => string, on: Asking): Promise<Token> {
  switch (wayOf(on.env)) {
    case "azure-cli":
      return fromCli(resource, on);
    case "managed-identity":
      return fromMachine(resource(await on.cloud()), on);
    case "client-secret": {
      const { ARM_CLIENT_SECRET: secret, ARM_CLIENT_SECRET_FILE_PATH: file = "" } = on.env;
      return fromLogin(
        resource(await on.cloud()),
        { client_secret: secret ?? readFileSync(file, "utf8").trim() },
        on,
      );
    }
    case "oidc":
      return fromLogin(
        resource(await on.cloud()),
        {
          client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
          client_assertion: await oidcToken(on),
        },
        on,
      );
    case "certificate":
      throw new SignInError("Terraform signs in with a certificate, which this cannot do.", []);
  }
}

/** Source: Azure CLI documentation, "az account get-access-token". */
async function fromCli(resource: (cloud: Cloud) => string, on: Asking): Promise<Token> {
  const { ARM_SUBSCRIPTION_ID: subscription } = on.env;
  // Unless told another, it is a token for its own cloud's resource manager.
  const url = resource({ audience: "" } as Cloud);
  const args = [
    ...["account", "get-access-token", "--output", "json"],
    ...(url === "" ? [] : ["--resource", url]),
    ...(subscription ? ["--subscription", subscription] : []),
  ];
  const { status, stdout, stderr } = await ask("az", args, on);
  if (status === undefined) throw new NoAzureCli("there is no az command");
  if (status !== 0) throw cliRefused(stderr, subscription);
  const given = JSON.parse(stdout) as { accessToken: string; subscription?: string };
  return { token: given.accessToken, subscription: given.subscription };
}

function cliRefused(stderr: string, subscription: string | undefined): SignInError {
  const { message, fix } = readCliError(stderr, subscription);
  return fix.length > 0
    ? new SignInError(message, fix)
    : new SignInError(`az gives no token: ${message}`, ["az login"]);
}

/** Source: Microsoft identity platform documentation, "OAuth 2.0 client credentials flow". */
async function fromLogin(resource: string, proof: Record<string, string>, on: Asking): Promise<Token> {
  const { ARM_CLIENT_ID: client, ARM_TENANT_ID: tenant } = on.env;
  const missing = Object.entries({ ARM_CLIENT_ID: client, ARM_TENANT_ID: tenant }).flatMap(([name, value]) =>
    value ? [] : [name],
  );
  if (missing.length > 0)
    throw new SignInError(
      `${missing.join(" and ")} must be set too.`,
      missing.map((name) => `export ${name}=…`),
    );
  const { login } = await on.cloud();
  const form = {
    grant_type: "client_credentials",
    client_id: client!,
    scope: `${resource}/.default`,
    ...proof,
  };
  const { status, text } = await request(`${login}/${tenant}/oauth2/v2.0/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
    signal: on.signal,
  });
  const { access_token, error_description = "" } = asJson(parseJson(text)) as {
    access_token?: string;
    error_description?: string;
  };
  if (status === 200 && access_token) return { token: access_token };
  const [code = `status ${status}`] = /AADSTS\d+/.exec(error_description) ?? [];
  throw new SignInError(
    `The sign-in as ARM_CLIENT_ID was refused (${code}).`,
    "client_secret" in proof
      ? [
          "Make a new secret: az ad app credential reset --id $ARM_CLIENT_ID --append",
          "export ARM_CLIENT_SECRET=…",
        ]
      : [
          "See its federated credentials: az ad app federated-credential list --id $ARM_CLIENT_ID --output table",
        ],
  );
}

/** Source: GitHub documentation, "OpenID Connect reference" (methods for requesting the OIDC token). */
async function oidcToken({ env, signal }: Asking): Promise<string> {
  if (env.ARM_OIDC_TOKEN) return env.ARM_OIDC_TOKEN;
  if (env.ARM_OIDC_TOKEN_FILE_PATH) return readFileSync(env.ARM_OIDC_TOKEN_FILE_PATH, "utf8").trim();
  const url = env.ARM_OIDC_REQUEST_URL ?? env.ACTIONS_ID_TOKEN_REQUEST_URL;
  const token = env.ARM_OIDC_REQUEST_TOKEN ?? env.ACTIONS_ID_TOKEN_REQUEST_TOKEN;
  if (!url || !token) {
    throw new SignInError("ARM_USE_OIDC is set, and there is no OIDC token here.", [
      "In GitHub Actions give the job the permission id-token: write",
      "Elsewhere: export ARM_OIDC_TOKEN_FILE_PATH=…",
    ]);
  }
  const asked = new URL(url);
  asked.searchParams.set("audience", "api://AzureADTokenExchange");
  const { status, text } = await request(asked, { headers: { authorization: `Bearer ${token}` }, signal });
  if (status !== 200) throw new SignInError(`The OIDC token was refused (status ${status}).`, []);
  return (JSON.parse(text) as { value: string }).value;
}

/** Source: Azure documentation, "How to use managed identities for Azure resources on an Azure VM to acquire an access token". */
async function fromMachine(resource: string, { env, signal }: Asking): Promise<Token> {
  const url = new URL(env.ARM_MSI_ENDPOINT || "http://169.254.169.254/metadata/identity/oauth2/token");
  url.searchParams.set("api-version", "2018-02-01");
  url.searchParams.set("resource", resource);
  if (env.ARM_CLIENT_ID) url.searchParams.set("client_id", env.ARM_CLIENT_ID);
  const { status, text } = await request(url, { headers: { metadata: "true" }, signal, seconds: 5 });
  const { access_token } = asJson(parseJson(text)) as { access_token?: string };
  if (status === 200 && access_token) return { token: access_token };
  throw new SignInError(`This machine's managed identity gives no token (status ${status}).`, [
    "Give the machine an identity, or unset ARM_USE_MSI and az login",
  ]);
}
