import { Unanswered, request } from "../asking/http";

/** Where an Azure cloud answers. */
export interface Cloud {
  readonly resourceManager: string;
  readonly login: string;
  /** What a token for the resource manager is asked for. */
  readonly audience: string;
  readonly storageSuffix: string;
  readonly registrySuffix: string;
  /** What the public names of container groups end in, where Azure says so. */
  readonly groupSuffix?: string;
}

const PUBLIC: Cloud = {
  resourceManager: "https://management.azure.com",
  login: "https://login.microsoftonline.com",
  audience: "https://management.azure.com",
  storageSuffix: "core.windows.net",
  registrySuffix: "azurecr.io",
  groupSuffix: "azurecontainer.io",
};

/** By the values of ARM_ENVIRONMENT. Source: hashicorp/go-azure-sdk, sdk/environments. */
const CLOUDS: Readonly<Record<string, Cloud>> = {
  public: PUBLIC,
  global: PUBLIC,
  usgovernment: {
    resourceManager: "https://management.usgovcloudapi.net",
    login: "https://login.microsoftonline.us",
    audience: "https://management.usgovcloudapi.net",
    storageSuffix: "core.usgovcloudapi.net",
    registrySuffix: "azurecr.us",
  },
  china: {
    resourceManager: "https://management.chinacloudapi.cn",
    login: "https://login.chinacloudapi.cn",
    audience: "https://management.chinacloudapi.cn",
    storageSuffix: "core.chinacloudapi.cn",
    registrySuffix: "azurecr.cn",
  },
};

interface Metadata {
  readonly resourceManager: string;
  readonly authentication: { readonly loginEndpoint: string };
  readonly suffixes: { readonly storage: string; readonly acrLoginServer: string };
}

/**
 * The cloud that Terraform works in, said as to the azurerm provider: by ARM_METADATA_HOSTNAME, whose metadata name it all,
 * or by ARM_ENVIRONMENT.
 *
 * Source: azurerm's documentation, "Argument Reference" (environment, metadata_host); hashicorp/go-azure-sdk,
 * sdk/internal/metadata (the path and its version).
 */
export async function findCloud(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Cloud> {
  const { ARM_METADATA_HOSTNAME: host, ARM_ENVIRONMENT: name = "public" } = env;
  if (!host) {
    const cloud = CLOUDS[name.toLowerCase()];
    if (!cloud)
      throw new Error(
        `ARM_ENVIRONMENT is ${name}, and only ${Object.keys(CLOUDS).join(", ")} are known here`,
      );
    return cloud;
  }
  const { status, text } = await request(`https://${host}/metadata/endpoints?api-version=2022-09-01`, {
    signal,
  });
  if (status !== 200) throw new Unanswered(host, `status ${status}`);
  const { resourceManager, authentication, suffixes } = JSON.parse(text.replace(/^\uFEFF/, "")) as Metadata;
  const plain = resourceManager.replace(/\/$/, "");
  return {
    resourceManager: plain,
    login: authentication.loginEndpoint.replace(/\/$/, ""),
    audience: plain,
    storageSuffix: suffixes.storage,
    registrySuffix: suffixes.acrLoginServer,
    groupSuffix: suffixes.acrLoginServer === PUBLIC.registrySuffix ? PUBLIC.groupSuffix : undefined,
  };
}
