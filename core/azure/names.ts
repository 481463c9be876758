import { Token } from "cdktf";
import { Fault, refuse } from "../fault";

/** One of Azure's rules for a name. */
interface NameRule {
  readonly allowed: string;
  readonly matches: (name: string) => boolean;
  readonly example: string;
}

/**
 * Azure's rules for the names used here, checked at synth since the provider checks almost none of them before
 * the deploy.
 *
 * Source: Azure documentation, "Naming rules and restrictions for Azure resources"
 * (Microsoft.ContainerRegistry, Microsoft.ContainerInstance, Microsoft.ManagedIdentity, Microsoft.Resources,
 * Microsoft.Storage, Microsoft.OperationalInsights), unless a rule names its own.
 */
export const azureNames = {
  registry: rule("5–50 letters and digits", /^[a-zA-Z0-9]{5,50}$/, "acmeprod"),
  resourceGroup: rule(
    "1–90 letters, digits, underscores, hyphens, periods and parentheses, not ending in a period",
    /^[\p{L}\p{N}_.()-]{0,89}[\p{L}\p{N}_()-]$/u,
    "acme-prod",
  ),
  containerGroup: rule(
    "1–63 lower-case letters, digits and hyphens, with no hyphen first, last or doubled",
    /^(?!.*--)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    "acme-prod-shop",
  ),
  /** Source: Azure's error ContainerAppInvalidName, stricter than azurerm. */
  containerApp: rule(
    "2–32 lower-case letters, digits and hyphens, first a letter, with no hyphen last or doubled",
    /^(?!.*--)[a-z][a-z0-9-]{0,30}[a-z0-9]$/,
    "shop",
  ),
  /** Source: azurerm's containerapps/validate/validate.go (ManagedEnvironmentName), narrower than Azure's own 60. */
  containerAppEnvironment: rule(
    "2–59 letters, digits and hyphens, first a letter, with no hyphen last or doubled",
    /^(?!.*--)[a-zA-Z][a-zA-Z0-9-]{0,57}[a-zA-Z0-9]$/,
    "acme-prod",
  ),
  container: rule(
    "1–63 lower-case letters, digits and hyphens, with no hyphen first or last",
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    "shop",
  ),
  dnsLabel: rule(
    "5–63 lower-case letters, digits and hyphens, first a letter, last a letter or digit",
    /^[a-z][a-z0-9-]{3,61}[a-z0-9]$/,
    "acme-shop",
  ),
  environmentVariable: rule(
    "1–63 letters, digits and underscores, with no underscore first or last",
    /^[a-zA-Z0-9]([a-zA-Z0-9_]{0,61}[a-zA-Z0-9])?$/,
    "LOG_LEVEL",
  ),
  volume: rule(
    "5–63 lower-case letters, digits and hyphens, with no hyphen first, last or doubled",
    /^(?!.*--)[a-z0-9][a-z0-9-]{3,61}[a-z0-9]$/,
    "cache",
  ),
  /** Source: Azure documentation, "Mount a secret volume"; each entry becomes a file. */
  secretFile: rule(
    "1–253 letters, digits, hyphens, underscores and periods",
    /^(?!\.{1,2}$)[a-zA-Z0-9._-]{1,253}$/,
    "tls.key",
  ),
  /** Source: azurerm's container_registry_token_name.go, narrower than Azure's own 50. */
  registryToken: rule(
    "5–49 letters, digits and hyphens, first a letter",
    /^[a-zA-Z][a-zA-Z0-9-]{4,48}$/,
    "push-shop",
  ),
  /** Source: azurerm's container_registry_cache_rule_name.go, narrower than Azure's own 50. */
  cacheRule: rule(
    "5–49 letters, digits and hyphens, with no hyphen first, last or doubled",
    /^(?=.{5,49}$)[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$/,
    "docker-hub",
  ),
  webhook: rule("5–50 letters and digits", /^[a-zA-Z0-9]{5,50}$/, "onpush"),
  blobContainer: rule(
    "3–63 lower-case letters, digits and hyphens, with no hyphen first, last or doubled",
    /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
    "tfstate",
  ),
  userAssignedIdentity: rule(
    "3–128 letters, digits, hyphens and underscores, first a letter or digit",
    /^[a-zA-Z0-9][a-zA-Z0-9_-]{2,127}$/,
    "acme-pull",
  ),
  storageAccount: rule("3–24 lower-case letters and digits", /^[a-z0-9]{3,24}$/, "acmefiles"),
  /** Source: Azure documentation, "Naming and Referencing Shares, Directories, Files, and Metadata". */
  fileShare: rule(
    "3–63 lower-case letters, digits and hyphens, with no hyphen first, last or doubled",
    /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
    "uploads",
  ),
  logAnalyticsWorkspace: rule(
    "4–63 letters, digits and hyphens, with no hyphen first or last",
    /^[a-zA-Z0-9][a-zA-Z0-9-]{2,61}[a-zA-Z0-9]$/,
    "acme-logs",
  ),
  keyVaultSecret: rule("1–127 letters, digits and hyphens", /^[a-zA-Z0-9-]{1,127}$/, "api-key"),
} as const;

/** The kinds of name that {@link checkName} knows. */
export type AzureName = keyof typeof azureNames;

/** What is wrong with a name, if anything. A value known only to Terraform is let through. */
export function checkName(kind: AzureName, property: string, name: string, fix?: string): Fault[] {
  const { allowed, matches, example } = azureNames[kind];
  if (Token.isUnresolved(name) || matches(name)) return [];
  return refuse(property, name, allowed, fix ?? `write for example ${JSON.stringify(example)}`);
}

function rule(allowed: string, pattern: RegExp, example: string): NameRule {
  return { allowed, matches: (name) => pattern.test(name), example };
}
