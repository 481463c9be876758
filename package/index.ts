/** What a program that declares a deployment needs: the vocabulary of docs/reference.md, and what makes stacks of it. */
export { type AzurermBackendProps } from "../backends/azurerm";
export { Backend } from "../backends/backend";
export { type HcpTerraformBackendProps } from "../backends/hcp-terraform";
export { type CheckOptions, checkStacks } from "../check/check-stacks";
export { type StackCheck } from "../check/stack-check";
export { type Diagnostic } from "../check/terraform";
export { type ContainerAppsOptions, Platform } from "../constructs/container-app/platform";
export { Scale, type ScaleRules } from "../constructs/container-app/scale";
export {
  AzureFileShare,
  type ExistingFileShareProps,
  type NewFileShareProps,
} from "../constructs/container-group/azure-file-share";
export { type BaseContainerProps } from "../constructs/container-group/base-container";
export { Cpu } from "../constructs/container-group/cpu";
export { type CustomerManagedKey } from "../constructs/container-group/customer-managed-key";
export { type DnsConfig } from "../constructs/container-group/dns-config";
export {
  type EnvironmentValue,
  type EnvironmentVariables,
} from "../constructs/container-group/environment-value";
export { type InitContainerProps } from "../constructs/container-group/init-container";
export { IpAddress } from "../constructs/container-group/ip-address";
export {
  LogAnalytics,
  type LogAnalyticsProps,
  type NewWorkspaceProps,
} from "../constructs/container-group/log-analytics";
export { Memory } from "../constructs/container-group/memory";
export { Port } from "../constructs/container-group/port";
export { type HttpGetProps, Probe, type ProbeTimings } from "../constructs/container-group/probe";
export { RegistryCredential } from "../constructs/container-group/registry-credential";
export {
  type GitRepositoryProps,
  type SecretFileContents,
  Volume,
  type VolumeMount,
} from "../constructs/container-group/volume";
export { type AcmeOptions, CertificateAuthority } from "../constructs/https/certificate-authority";
export { type AutomaticHttpsOptions, Https, type OwnCertificateOptions } from "../constructs/https/https";
export { BuildSecret } from "../constructs/image/docker-build";
export { type CacheLogin } from "../constructs/registry/cache-credentials";
export { type CacheRuleSettings } from "../constructs/registry/cache-rule";
export { type DiagnosticsSettings } from "../constructs/registry/diagnostics";
export { type RegistryEncryption } from "../constructs/registry/encryption";
export { type ExistingRegistry } from "../constructs/registry/existing-container-registry";
export { type GeoReplication } from "../constructs/registry/geo-replication";
export { type WebhookSettings } from "../constructs/registry/webhook";
export { HealthCheck, type HealthCheckOptions } from "../constructs/rollout/health-check";
export { type GatedRolloutOptions, Rollout } from "../constructs/rollout/rollout";
export { type Tags } from "../core/azure/tags";
export { PlainValue } from "../core/secrets/plain-value";
export { type KeyVaultSecretProps, Secret } from "../core/secrets/secret";
export { type AppDeclaration, type AppSettings, type SidecarSettings } from "../deployment/app";
export {
  type Deployment,
  type Releases,
  type StackCustomization,
  type StateStorageDeclaration,
} from "../deployment/deployment";
export { type EnvironmentDeclaration } from "../deployment/environment";
export { type BuildSourceProps, ImageSource, type ImageVersion } from "../deployment/image-source";
export { PullCredentials } from "../deployment/pull-credentials";
export {
  type ExistingRegistryDeclaration,
  type NewRegistryDeclaration,
  type RegistryDeclaration,
} from "../deployment/registry";
export { type PolicySeverity, type PolicySuppression } from "../policies/apply/apply-policies";
export { policies } from "../policies/apply/index";
export {
  type Finding,
  type OwnPolicy,
  type Policy,
  type PolicyResource,
  type StackJson,
  resourcesIn,
} from "../policies/policy";
export { outdatedRecord } from "../review/record";
export { type DeploymentStacks, createStacks } from "../stacks/create-stacks";
export { InvalidDeploymentError, synthesize, synthesizeOrExit } from "../stacks/synthesize";
