import { Json } from "../../core/terraform/json";
import { canonical, symbol } from "./value";

/** How a provider takes a change of a resource. Attributes are named by their path without indexes: `container.cpu`. */
export interface ResourceFacts {
  /** What replaces the resource when it changes: these attributes, or all but these. A name stands for all below it. */
  readonly replaces: { readonly kind: "these" | "allBut"; readonly names: readonly string[] };
  /** What replaces it for some changes only. */
  readonly replacesIf?: Readonly<Record<string, (before: unknown, after: unknown) => boolean>>;
  /** What an attribute is when it is left out. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** What stays as it is when it is left out: optional and computed. */
  readonly keeps?: readonly string[];
  /** Lists whose order means nothing. */
  readonly sets?: readonly string[];
  /** Lists of blocks that are told apart by their name, wherever they stand. */
  readonly named?: readonly string[];
  /** Maps of any keys, in which an empty text is not the same as none. */
  readonly maps?: readonly string[];
  readonly ignoresCase?: readonly string[];
  /** Attributes that the provider gives, as far as they follow from the arguments. All others are new with the resource. */
  readonly gives?: Readonly<Record<string, (attributes: Json) => string>>;
}

const these = (...names: string[]) => ({ kind: "these", names }) as const;
const allBut = (...names: string[]) => ({ kind: "allBut", names }) as const;

/** Azure's id of a resource: it follows from its name and from what it lies in. */
const idFrom =
  (...names: string[]) =>
  (attributes: Json) =>
    symbol(`id ${canonical(names.map((name) => attributes[name]))}`);

const namedInGroup = { id: idFrom("resource_group_name", "name") };

/** Tags, and what all of Azure's resources have. */
const PLACE = ["name", "resource_group_name", "location"] as const;

const REPLICATIONS_IN_ZONES = ["ZRS", "GZRS", "RAGZRS"];

/** Source: azurerm's storage_account_resource.go (ForceNewIfChange of account_replication_type). */
const movesIntoOrOutOfZones = (before: unknown, after: unknown) =>
  REPLICATIONS_IN_ZONES.includes(String(before)) !== REPLICATIONS_IN_ZONES.includes(String(after));

/**
 * The providers that the bindings pin, azurerm 4.55.0 and docker 3.6.2: what their schemas say of the resources that this
 * project makes (ForceNew, Default, Optional and Computed), and their CustomizeDiff.
 */
const FACTS: Readonly<Record<string, ResourceFacts>> = {
  azurerm_resource_group: {
    replaces: these("name", "location"),
    maps: ["tags"],
    gives: { id: idFrom("name") },
  },
  azurerm_container_app: {
    replaces: these("name", "resource_group_name", "container_app_environment_id"),
    defaults: {
      "ingress.allow_insecure_connections": false,
      "ingress.external_enabled": false,
      "ingress.transport": "auto",
      "template.cooldown_period_in_seconds": 300,
      "template.polling_interval_in_seconds": 30,
      "template.volume.storage_type": "EmptyDir",
    },
    named: [
      "template.container",
      "template.container.env",
      "template.container.volume_mounts",
      "template.init_container",
      "template.init_container.env",
      "template.init_container.volume_mounts",
      "template.volume",
      "secret",
    ],
    keeps: ["location"],
    sets: ["identity.identity_ids"],
    maps: ["tags", "template.custom_scale_rule.metadata"],
    gives: namedInGroup,
  },
  azurerm_container_app_environment: {
    replaces: these(
      ...PLACE,
      "infrastructure_subnet_id",
      "internal_load_balancer_enabled",
      "zone_redundancy_enabled",
    ),
    keeps: ["logs_destination", "public_network_access"],
    sets: ["workload_profile"],
    maps: ["tags"],
    gives: namedInGroup,
  },
  azurerm_container_app_environment_storage: {
    replaces: allBut("access_key"),
    gives: { id: idFrom("container_app_environment_id", "name") },
  },
  azurerm_container_group: {
    replaces: allBut(
      "tags",
      "identity",
      "container.cpu_limit",
      "container.memory_limit",
      "key_vault_user_assigned_identity_id",
    ),
    defaults: {
      "container.ports.protocol": "TCP",
      "exposed_port.protocol": "TCP",
      dns_name_label_reuse_policy: "Unsecure",
      ip_address_type: "Public",
      restart_policy: "Always",
      sku: "Standard",
    },
    keeps: ["container.commands", "init_container.commands", "exposed_port"],
    sets: [
      "container.ports",
      "exposed_port",
      "dns_config.options",
      "dns_config.search_domains",
      "identity.identity_ids",
      "subnet_ids",
      "zones",
    ],
    maps: [
      "tags",
      "container.environment_variables",
      "container.secure_environment_variables",
      "container.liveness_probe.http_get.http_headers",
      "container.readiness_probe.http_get.http_headers",
      "container.volume.secret",
      "init_container.environment_variables",
      "init_container.secure_environment_variables",
      "init_container.volume.secret",
      "diagnostics.log_analytics.metadata",
    ],
    gives: {
      ...namedInGroup,
      fqdn: ({ dns_name_label, dns_name_label_reuse_policy: policy = "Unsecure", location }) =>
        policy === "Unsecure"
          ? `${String(dns_name_label)}.${String(location)}.azurecontainer.io`
          : `${String(dns_name_label)}.${symbol(`hash ${String(policy)}`)}.${String(location)}.azurecontainer.io`,
    },
  },
  azurerm_container_registry: {
    replaces: these(...PLACE, "zone_redundancy_enabled"),
    defaults: {
      export_policy_enabled: true,
      network_rule_bypass_option: "AzureServices",
      "network_rule_set.default_action": "Allow",
      public_network_access_enabled: true,
    },
    keeps: ["encryption", "network_rule_set", "network_rule_set.ip_rule"],
    sets: ["identity.identity_ids", "network_rule_set.ip_rule"],
    maps: ["tags", "georeplications.tags"],
    gives: { ...namedInGroup, login_server: ({ name }) => `${String(name).toLowerCase()}.azurecr.io` },
  },
  azurerm_container_registry_cache_rule: {
    replaces: these("name", "container_registry_id", "source_repo", "target_repo"),
    replacesIf: { credential_set_id: (before, after) => Boolean(before) && !after },
    gives: { id: idFrom("container_registry_id", "name") },
  },
  azurerm_container_registry_credential_set: {
    replaces: these("name", "container_registry_id", "login_server"),
    gives: { id: idFrom("container_registry_id", "name") },
  },
  azurerm_container_registry_scope_map: {
    replaces: these("name", "container_registry_name", "resource_group_name"),
    gives: { id: idFrom("resource_group_name", "container_registry_name", "name") },
  },
  azurerm_container_registry_token: {
    replaces: these("name", "container_registry_name", "resource_group_name"),
    defaults: { enabled: true },
    gives: { id: idFrom("resource_group_name", "container_registry_name", "name") },
  },
  azurerm_container_registry_token_password: {
    replaces: these("container_registry_token_id", "password1.expiry", "password2.expiry"),
  },
  azurerm_container_registry_webhook: {
    replaces: these(...PLACE, "registry_name"),
    defaults: { status: "enabled" },
    sets: ["actions"],
    maps: ["tags", "custom_headers"],
    gives: { id: idFrom("resource_group_name", "registry_name", "name") },
  },
  azurerm_log_analytics_workspace: {
    replaces: these(...PLACE, "sku"),
    keeps: ["retention_in_days", "sku", "local_authentication_enabled", "local_authentication_disabled"],
    defaults: {
      allow_resource_only_permissions: true,
      daily_quota_gb: -1,
      internet_ingestion_enabled: true,
      internet_query_enabled: true,
    },
    sets: ["identity.identity_ids"],
    maps: ["tags"],
    gives: namedInGroup,
  },
  azurerm_management_lock: {
    replaces: allBut(),
    gives: { id: idFrom("scope", "name") },
  },
  azurerm_monitor_diagnostic_setting: {
    replaces: these("name", "target_resource_id"),
    keeps: ["enabled_metric", "log_analytics_destination_type", "metric"],
    sets: ["enabled_log", "enabled_metric", "metric"],
    gives: { id: idFrom("target_resource_id", "name") },
  },
  azurerm_role_assignment: {
    replaces: allBut("skip_service_principal_aad_check"),
    keeps: [
      "name",
      "principal_type",
      "role_definition_id",
      "role_definition_name",
      "skip_service_principal_aad_check",
    ],
  },
  azurerm_storage_account: {
    replaces: these(
      ...PLACE,
      "account_tier",
      "dns_endpoint_type",
      "edge_zone",
      "immutability_policy",
      "infrastructure_encryption_enabled",
      "is_hns_enabled",
      "nfsv3_enabled",
      "provisioned_billing_model_version",
      "queue_encryption_key_type",
      "table_encryption_key_type",
    ),
    replacesIf: { account_replication_type: movesIntoOrOutOfZones },
    defaults: {
      account_kind: "StorageV2",
      allow_nested_items_to_be_public: true,
      https_traffic_only_enabled: true,
      local_user_enabled: true,
      min_tls_version: "TLS1_2",
      public_network_access_enabled: true,
      shared_access_key_enabled: true,
      "blob_properties.container_delete_retention_policy.days": 7,
      "blob_properties.delete_retention_policy.days": 7,
    },
    keeps: [
      "access_tier",
      "blob_properties",
      "network_rules",
      "queue_properties",
      "routing",
      "share_properties",
    ],
    sets: ["identity.identity_ids"],
    maps: ["tags"],
    gives: namedInGroup,
  },
  azurerm_storage_container: {
    replaces: these(
      "name",
      "storage_account_id",
      "default_encryption_scope",
      "encryption_scope_override_enabled",
    ),
    keeps: ["default_encryption_scope", "metadata"],
    defaults: { container_access_type: "private", encryption_scope_override_enabled: true },
    maps: ["metadata"],
    gives: { id: idFrom("storage_account_id", "name") },
  },
  azurerm_storage_share: {
    replaces: these("name", "storage_account_id", "enabled_protocol"),
    keeps: ["access_tier", "metadata"],
    defaults: { enabled_protocol: "SMB" },
    maps: ["metadata"],
    gives: { id: idFrom("storage_account_id", "name") },
  },
  azurerm_traffic_manager_profile: {
    replaces: these("name", "resource_group_name", "dns_config.relative_name"),
    ignoresCase: ["resource_group_name"],
    defaults: {
      "monitor_config.interval_in_seconds": 30,
      "monitor_config.timeout_in_seconds": 10,
      "monitor_config.tolerated_number_of_failures": 3,
      profile_status: "Enabled",
    },
    maps: ["tags"],
    gives: {
      ...namedInGroup,
      fqdn: ({ dns_config }) => {
        const [config] = (Array.isArray(dns_config) ? dns_config : [dns_config]) as Json[];
        return `${String(config?.relative_name)}.trafficmanager.net`;
      },
    },
  },
  azurerm_traffic_manager_external_endpoint: {
    replaces: these("name", "profile_id", "subnet"),
    keeps: ["endpoint_location", "priority"],
    defaults: { enabled: true, weight: 1 },
    gives: { id: idFrom("profile_id", "name") },
  },
  azurerm_user_assigned_identity: {
    replaces: these(...PLACE),
    maps: ["tags"],
    gives: namedInGroup,
  },
  terraform_data: {
    replaces: these("triggers_replace"),
    maps: ["input", "triggers_replace"],
  },
  docker_image: {
    replaces: allBut("keep_locally", "force_remove", "pull_triggers"),
    maps: ["triggers"],
  },
  docker_registry_image: {
    replaces: allBut("keep_remotely", "insecure_skip_verify"),
    maps: ["triggers"],
  },
  docker_tag: {
    replaces: allBut(),
  },
};

/** For a type that is not in the table: every change is one in place, and the review says that it does not know better. */
const UNKNOWN_TYPE: ResourceFacts = { replaces: these(), maps: ["tags"] };

/** What is known of a type of resource. */
export function factsOf(type: string): ResourceFacts {
  return FACTS[type] ?? UNKNOWN_TYPE;
}

/** Whether it is known what a change does to resources of a type. */
export function isKnown(type: string): boolean {
  return type in FACTS;
}
