import { asBlocks, Json } from "./json";

/** What a kind of resource is called, and what is lost with it. */
interface Kind {
  readonly noun: string;
  /** What goes with it for good when it is deleted or replaced. */
  readonly loses?: string;
  /** Whether it serves the deploy alone and nobody in Azure. */
  readonly isHelper?: boolean;
}

const KINDS: Readonly<Record<string, Kind>> = {
  azurerm_container_app: { noun: "container app" },
  azurerm_container_app_environment: {
    noun: "Container Apps environment",
    loses: "every app in it together with its public name",
  },
  azurerm_container_app_environment_storage: { noun: "share for container apps" },
  azurerm_container_group: { noun: "container group" },
  azurerm_container_registry: { noun: "registry", loses: "every image in it" },
  azurerm_container_registry_cache_rule: { noun: "cache rule" },
  azurerm_container_registry_credential_set: { noun: "login for cached images" },
  azurerm_container_registry_scope_map: { noun: "scope map" },
  azurerm_container_registry_token: { noun: "token" },
  azurerm_container_registry_token_password: { noun: "token password" },
  azurerm_container_registry_webhook: { noun: "webhook" },
  azurerm_key_vault: { noun: "key vault", loses: "every key and secret in it" },
  azurerm_key_vault_key: { noun: "key", loses: "what is encrypted with it" },
  azurerm_log_analytics_workspace: { noun: "Log Analytics workspace", loses: "every log in it" },
  azurerm_management_lock: { noun: "lock" },
  azurerm_monitor_diagnostic_setting: { noun: "diagnostic setting" },
  azurerm_resource_group: { noun: "resource group" },
  azurerm_role_assignment: { noun: "role assignment" },
  azurerm_storage_account: { noun: "storage account", loses: "every file in it" },
  azurerm_storage_container: { noun: "storage container", loses: "everything in it" },
  azurerm_storage_share: { noun: "file share", loses: "every file in it" },
  azurerm_traffic_manager_external_endpoint: { noun: "Traffic Manager endpoint" },
  azurerm_traffic_manager_profile: { noun: "Traffic Manager profile" },
  azurerm_user_assigned_identity: { noun: "identity" },
  docker_image: { noun: "image build", isHelper: true },
  docker_registry_image: { noun: "image", isHelper: true },
  docker_tag: { noun: "image tag", isHelper: true },
  terraform_data: { noun: "step of the deploy", isHelper: true },
};

/** What runs an app, on either platform. */
export const WORKLOADS: readonly string[] = ["azurerm_container_group", "azurerm_container_app"];

/** Where the containers of one stand in its attributes: a container app has them in its template. */
export function templateOf(workload: Json): Json {
  return asBlocks(workload.template)[0] ?? workload;
}

/** What a kind of resource is called: `container group`. */
export function nounOf(type: string): string {
  return KINDS[type]?.noun ?? type.replace(/^[a-z]+_/, "").replaceAll("_", " ");
}

/** Whether a resource serves the deploy alone: nothing of it is in Azure. */
export function isHelper(type: string): boolean {
  return KINDS[type]?.isHelper ?? false;
}

/** What is lost for good when a resource goes, if anything. */
export function lossOf(type: string): string | undefined {
  return KINDS[type]?.loses;
}
