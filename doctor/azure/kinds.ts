import { Declared } from "../examination/declared";

/**
 * Azure's names for what the stacks may hold: the resource provider and its type, by Terraform's type.
 * Source: azurerm's documentation, "Import" of each resource.
 */
const KINDS: Readonly<Record<string, string>> = {
  azurerm_container_app: "Microsoft.App/containerApps",
  azurerm_container_app_environment: "Microsoft.App/managedEnvironments",
  azurerm_container_app_job: "Microsoft.App/jobs",
  azurerm_container_group: "Microsoft.ContainerInstance/containerGroups",
  azurerm_container_registry: "Microsoft.ContainerRegistry/registries",
  azurerm_container_registry_cache_rule: "Microsoft.ContainerRegistry/registries/cacheRules",
  azurerm_container_registry_credential_set: "Microsoft.ContainerRegistry/registries/credentialSets",
  azurerm_container_registry_scope_map: "Microsoft.ContainerRegistry/registries/scopeMaps",
  azurerm_container_registry_token: "Microsoft.ContainerRegistry/registries/tokens",
  azurerm_container_registry_webhook: "Microsoft.ContainerRegistry/registries/webhooks",
  azurerm_key_vault: "Microsoft.KeyVault/vaults",
  azurerm_log_analytics_workspace: "Microsoft.OperationalInsights/workspaces",
  azurerm_management_lock: "Microsoft.Authorization/locks",
  azurerm_monitor_diagnostic_setting: "Microsoft.Insights/diagnosticSettings",
  azurerm_resource_group: "Microsoft.Resources/subscriptions/resourceGroups",
  azurerm_role_assignment: "Microsoft.Authorization/roleAssignments",
  azurerm_storage_account: "Microsoft.Storage/storageAccounts",
  azurerm_traffic_manager_profile: "Microsoft.Network/trafficManagerProfiles",
  azurerm_user_assigned_identity: "Microsoft.ManagedIdentity/userAssignedIdentities",
  azurerm_virtual_network: "Microsoft.Network/virtualNetworks",
};

/** Azure's type of what Terraform calls by this type; undefined for what is not known here. */
export function kindOf(terraformType: string): string | undefined {
  return KINDS[terraformType];
}

/** The resource providers of all that is declared, but those that every subscription has. */
export function providersOf({ types }: Declared): string[] {
  const all = [...types].flatMap((type) => kindOf(type)?.split("/")[0] ?? []);
  return [...new Set(all)].filter((name) => !/^Microsoft\.(Authorization|Resources)$/.test(name)).sort();
}

/** The part of Azure's id that follows the subscription's: of a resource in a resource group. */
export function pathOf(terraformType: string, resourceGroup: string, name: string): string {
  return `/resourceGroups/${resourceGroup}/providers/${kindOf(terraformType)}/${name}`;
}
