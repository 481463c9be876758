/**
 * Attributes that the provider marks sensitive, by type (`data.TYPE` for a data source) and dotted path. The
 * bindings do not carry this mark, so the ones that this project's stacks can meet stand here, as the `Sensitive`
 * fields of azurerm 4.55.0 (internal/services/containers, …/containerapps, …/loganalytics, …/storage,
 * …/keyvault) have them. With it, Terraform refuses
 * an output that would print one of them.
 */
const sensitive: Record<string, readonly string[]> = {
  azurerm_container_app: ["custom_domain_verification_id", "secret.value"],
  azurerm_container_app_environment: ["dapr_application_insights_connection_string"],
  azurerm_container_app_environment_storage: ["access_key"],
  azurerm_container_group: [
    "container.secure_environment_variables",
    "container.volume.secret",
    "container.volume.storage_account_key",
    "diagnostics.log_analytics.workspace_key",
    "image_registry_credential.password",
    "init_container.secure_environment_variables",
    "init_container.volume.secret",
    "init_container.volume.storage_account_key",
  ],
  azurerm_container_registry: ["admin_password"],
  azurerm_container_registry_token_password: ["password1.value", "password2.value"],
  azurerm_log_analytics_workspace: ["primary_shared_key", "secondary_shared_key"],
  azurerm_storage_account: ["primary_access_key", "secondary_access_key"],
  "data.azurerm_container_app": ["custom_domain_verification_id", "secret"],
  "data.azurerm_container_registry": ["admin_password"],
  "data.azurerm_key_vault_secret": ["value"],
  "data.azurerm_log_analytics_workspace": ["primary_shared_key", "secondary_shared_key"],
};

/** The sensitive attributes of a type, as dotted paths; none for a type that is not listed. */
export function sensitiveAttributes(type: string): readonly string[] {
  return sensitive[type] ?? [];
}
