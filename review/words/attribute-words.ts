import { asJson } from "../../core/terraform/json";
import { isSymbolic, isUnknown } from "../plan/value";

/** How an attribute is told. Its value is shown only where this table says how: whatever is not in it may be a secret. */
interface Words {
  readonly label: string;
  readonly show?: (value: unknown) => string;
}

const plain = (value: unknown) => String(value);
const onOff = (value: unknown) => (value === true ? "on" : "off");
const withUnit = (unit: string) => (value: unknown) => `${String(value)} ${unit}`;
const list = (value: unknown) =>
  Array.isArray(value) ? value.map(String).join(", ") || "none" : plain(value);
const port = (value: unknown) => `${String(asJson(value).port)}/${String(asJson(value).protocol ?? "TCP")}`;
const field = (name: string) => (value: unknown) => String(asJson(value)[name]);

/** An image's reference, short enough to read. */
function shownImage(reference: unknown): string {
  return String(reference)
    .replace(/(@sha256:[0-9a-f]{8})[0-9a-f]{56}$/, "$1…")
    .replace(/(:content-[0-9a-f]{8})[0-9a-f]{24}$/, "$1…");
}

/** By the attribute's path without indexes. */
const WORDS: Readonly<Record<string, Words>> = {
  name: { label: "name", show: plain },
  location: { label: "region", show: plain },
  tags: { label: "tag" },
  "container.cpu": { label: "cpu", show: plain },
  // Of a container app it is "2Gi".
  "container.memory": { label: "memory", show: (value) => `${plain(value).replace(/Gi$/, "")} GB` },
  "container.cpu_limit": { label: "cpu limit", show: plain },
  "container.memory_limit": { label: "memory limit", show: withUnit("GB") },
  "container.name": { label: "container name", show: plain },
  "container.image": { label: "image", show: shownImage },
  "container.commands": { label: "command" },
  "container.ports": { label: "container port", show: port },
  "container.environment_variables": { label: "environment variable" },
  "container.secure_environment_variables": { label: "secret environment variable" },
  "container.env": { label: "environment variable", show: field("name") },
  "container.env.value": { label: "environment variable" },
  "container.env.secret_name": { label: "secret environment variable" },
  "container.volume_mounts": { label: "mounted volume", show: field("name") },
  "container.volume": { label: "volume", show: field("name") },
  "container.volume.secret": { label: "secret volume's file" },
  "container.liveness_probe": { label: "liveness probe", show: () => "one" },
  "container.readiness_probe": { label: "readiness probe", show: () => "one" },
  "container.security.privilege_enabled": { label: "privileged mode", show: onOff },
  init_container: { label: "init container", show: field("name") },
  "init_container.image": { label: "init container's image", show: shownImage },
  "init_container.commands": { label: "init container's command" },
  "init_container.environment_variables": { label: "init container's environment variable" },
  "init_container.secure_environment_variables": { label: "init container's secret environment variable" },
  container: { label: "container", show: field("name") },
  "init_container.env": { label: "init container's environment variable", show: field("name") },
  "init_container.env.value": { label: "init container's environment variable" },
  container_app_environment_id: { label: "Container Apps environment" },
  min_replicas: { label: "fewest replicas", show: plain },
  max_replicas: { label: "most replicas", show: plain },
  http_scale_rule: { label: "rule of scale by requests", show: () => "one" },
  "http_scale_rule.concurrent_requests": { label: "requests at a time", show: plain },
  custom_scale_rule: { label: "rule of scale", show: field("custom_rule_type") },
  "custom_scale_rule.metadata": { label: "rule of scale" },
  volume: { label: "volume", show: field("name") },
  ingress: { label: "public name", show: () => "one" },
  "ingress.target_port": { label: "port", show: plain },
  registry: { label: "login to a registry", show: () => "one" },
  "registry.identity": { label: "identity that pulls" },
  "registry.password_secret_name": { label: "password for pulling" },
  "registry.server": { label: "registry to log in to" },
  "registry.username": { label: "user name for pulling" },
  secret: { label: "secret", show: field("name") },
  "secret.value": { label: "secret" },
  infrastructure_subnet_id: { label: "subnet" },
  internal_load_balancer_enabled: { label: "internal network", show: onOff },
  log_analytics_workspace_id: { label: "Log Analytics workspace" },
  exposed_port: { label: "open port", show: port },
  dns_name_label: { label: "DNS label", show: plain },
  dns_name_label_reuse_policy: { label: "DNS label reuse policy", show: plain },
  dns_config: { label: "DNS settings", show: () => "own ones" },
  "dns_config.nameservers": { label: "name servers", show: list },
  ip_address_type: { label: "address", show: (value) => plain(value).toLowerCase() },
  subnet_ids: { label: "subnet" },
  restart_policy: { label: "restart policy", show: plain },
  os_type: { label: "operating system", show: plain },
  sku: { label: "tier", show: plain },
  priority: { label: "priority", show: plain },
  zones: { label: "zone", show: list },
  identity: { label: "identity", show: (value) => plain(asJson(value).type) },
  "identity.identity_ids": { label: "identities" },
  "identity.type": { label: "kind of identity", show: plain },
  image_registry_credential: { label: "login to a registry", show: () => "one" },
  "image_registry_credential.password": { label: "password for pulling" },
  "image_registry_credential.username": { label: "user name for pulling" },
  "image_registry_credential.server": { label: "registry to log in to" },
  "image_registry_credential.user_assigned_identity_id": { label: "identity that pulls" },
  key_vault_key_id: { label: "encryption key" },
  diagnostics: { label: "Log Analytics", show: () => "a workspace" },
  "diagnostics.log_analytics.workspace_id": { label: "Log Analytics workspace" },
  "diagnostics.log_analytics.workspace_key": { label: "Log Analytics key" },
  admin_enabled: { label: "admin user", show: onOff },
  anonymous_pull_enabled: { label: "anonymous pull", show: onOff },
  public_network_access_enabled: { label: "public network access", show: onOff },
  network_rule_bypass_option: { label: "bypass for Azure's services", show: plain },
  network_rule_set: { label: "network rules", show: () => "own ones" },
  "network_rule_set.default_action": { label: "addresses without a rule", show: plain },
  "network_rule_set.ip_rule": { label: "allowed IP range", show: field("ip_range") },
  georeplications: { label: "copy in a region", show: field("location") },
  "georeplications.location": { label: "copy in the region", show: plain },
  zone_redundancy_enabled: { label: "zone redundancy", show: onOff },
  retention_policy_in_days: { label: "retention of untagged images", show: withUnit("days") },
  quarantine_policy_enabled: { label: "quarantine", show: onOff },
  export_policy_enabled: { label: "export of images", show: onOff },
  data_endpoint_enabled: { label: "data endpoint", show: onOff },
  encryption: { label: "encryption key" },
  actions: { label: "actions", show: list },
  status: { label: "status", show: plain },
  scope: { label: "scope" },
  service_uri: { label: "address that is called" },
  custom_headers: { label: "header" },
  source_repo: { label: "source", show: plain },
  target_repo: { label: "target", show: plain },
  role_definition_name: { label: "role", show: plain },
  principal_id: { label: "who has it" },
  lock_level: { label: "kind of lock", show: plain },
  quota: { label: "size", show: withUnit("GB") },
  account_replication_type: { label: "replication", show: plain },
  retention_in_days: { label: "retention", show: withUnit("days") },
  target: { label: "target" },
  "dns_config.ttl": { label: "DNS lifetime", show: withUnit("seconds") },
  "dns_config.relative_name": { label: "DNS label", show: plain },
  "monitor_config.path": { label: "path that is monitored" },
  "monitor_config.port": { label: "port that is monitored", show: plain },
  "monitor_config.expected_status_code_ranges": { label: "status that is good" },
  enabled_log: { label: "log", show: field("category") },
  enabled_metric: { label: "metric", show: field("category") },
};

/** Numbers below a probe may be told; its path and headers may hold a credential. */
const PROBE = /^(?:init_)?container\.(liveness|readiness)_probe\.(\w+)(\.|$)/;

/** Where the containers and the scale of a container app stand; those of a container group stand at the top. */
const TEMPLATE = /^template\./;

/** Whether an attribute has words of its own: people write it, and Azure does not give it. */
export function isNamed(path: string): boolean {
  return path.replace(TEMPLATE, "") in WORDS;
}

/** What an attribute is called. */
export function labelOf(path: string): string {
  const key = path.replace(TEMPLATE, "");
  const words = WORDS[key];
  if (words) return words.label;
  const probe = PROBE.exec(key);
  if (probe) return `${probe[1]} probe's ${key.split(".").at(-1)!.replaceAll("_", " ")}`;
  return key.split(".").at(-1)!.replaceAll("_", " ");
}

/** How a value of an attribute is shown; undefined when it must not be, or cannot be known before the deploy. */
export function shownValue(path: string, value: unknown): string | undefined {
  const key = path.replace(TEMPLATE, "");
  if (value === undefined || value === null || isSymbolic(value) || isUnknown(value)) return undefined;
  const show = WORDS[key]?.show ?? (PROBE.test(key) && typeof value === "number" ? plain : undefined);
  return show?.(value);
}
