import { Token } from "cdktf";
import { Fault, refuse } from "../fault";

const NAME = "[^/\\s]+";
const GROUP = `/subscriptions/[0-9a-fA-F-]{36}/resourceGroups/${NAME}/providers`;

/**
 * The forms of Azure's ids. The fixed words are compared with their case, as azurerm compares them.
 *
 * Source: the ID parsers of azurerm's SDK (hashicorp/go-azure-sdk, resource-manager), and for keys and secrets Azure
 * documentation, "About Azure Key Vault keys, secrets and certificates".
 */
const azureIds = {
  containerAppEnvironment: id(`${GROUP}/Microsoft.App/managedEnvironments/${NAME}`),
  containerRegistry: id(`${GROUP}/Microsoft.ContainerRegistry/registries/${NAME}`),
  eventHubAuthorizationRule: id(
    `${GROUP}/Microsoft.EventHub/namespaces/${NAME}/(eventhubs/${NAME}/)?authorizationRules/${NAME}`,
  ),
  keyVault: id(`${GROUP}/Microsoft.KeyVault/vaults/${NAME}`),
  logAnalyticsWorkspace: id(`${GROUP}/Microsoft.OperationalInsights/workspaces/${NAME}`),
  storageAccount: id(`${GROUP}/Microsoft.Storage/storageAccounts/${NAME}`),
  subnet: id(`${GROUP}/Microsoft.Network/virtualNetworks/${NAME}/subnets/${NAME}`),
  userAssignedIdentity: id(`${GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/${NAME}`),
  keyVersion: id("https://[a-zA-Z0-9.-]+/keys/[a-zA-Z0-9-]+/[a-zA-Z0-9]+", "https://VAULT/keys/NAME/VERSION"),
  key: id(
    "https://[a-zA-Z0-9.-]+/keys/[a-zA-Z0-9-]+(/[a-zA-Z0-9]+)?",
    "https://VAULT/keys/NAME, with or without /VERSION",
  ),
  versionlessSecret: id(
    "https://[a-zA-Z0-9.-]+/secrets/[a-zA-Z0-9-]+/?",
    "https://VAULT/secrets/NAME without a version",
  ),
  uuid: id("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", "a UUID, 8-4-4-4-12 hexadecimal digits"),
} as const;

/** The kinds of id that {@link checkAzureId} knows. */
export type AzureId = keyof typeof azureIds;

/** What is wrong with an id, if anything. A value known only to Terraform is let through. */
export function checkAzureId(
  kind: AzureId,
  property: string,
  given: string | undefined,
  fix: string,
): Fault[] {
  const { pattern, allowed } = azureIds[kind];
  if (given !== undefined && (Token.isUnresolved(given) || pattern.test(given))) return [];
  return refuse(property, given, allowed, fix);
}

/** What is wrong with the id of a user-assigned identity, if anything. */
export function checkIdentityId(property: string, id: string | undefined): Fault[] {
  return checkAzureId("userAssignedIdentity", property, id, 'copy "id" from "az identity show"');
}

/** What is wrong with the ids of user-assigned identities, if anything. */
export function checkIdentityIds(property: string, ids: readonly string[] = []): Fault[] {
  return ids.flatMap((id, i) => checkIdentityId(`${property}[${i}]`, id));
}

/** The name that an id of Azure ends in. */
export function nameInId(azureId: string): string {
  return azureId.slice(azureId.lastIndexOf("/") + 1);
}

/** The resource group that an id of Azure names. */
export function resourceGroupInId(azureId: string): string | undefined {
  return /\/resourceGroups\/([^/]+)\//.exec(azureId)?.[1];
}

function id(pattern: string, allowed?: string) {
  return {
    pattern: new RegExp(`^${pattern}$`),
    allowed:
      allowed ??
      pattern
        .replace(GROUP, "/subscriptions/UUID/resourceGroups/GROUP/providers")
        .replaceAll(NAME, "NAME")
        .replace("(eventhubs/NAME/)?", "")
        .replaceAll("\\", ""),
  };
}
