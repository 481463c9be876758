import { Token } from "cdktf";
import { Fault } from "../fault";

/** One of Azure's rules for a name. */
interface NameRule {
  readonly allowed: string;
  readonly matches: (name: string) => boolean;
}

/**
 * Azure's rules for the names used here, checked at synth since the provider checks almost none of them before
 * the deploy.
 *
 * Source: Azure documentation, "Naming rules and restrictions for Azure resources"
 * (Microsoft.ContainerRegistry, Microsoft.ContainerInstance, Microsoft.ManagedIdentity, Microsoft.Resources,
 * Microsoft.Storage, Microsoft.OperationalInsights), unless a rule names its own.
  blobContainer: rule(
    "3–63 lower-case letters, digits and hyphens, with no hyphen first, last or doubled",
    /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  ),
 */
export const azureNames = {
  registry: rule("5–50 letters and digits", /^[a-zA-Z0-9]{5,50}$/),
  resourceGroup: rule(
    "1–90 letters, digits, underscores, hyphens, periods and parentheses, not ending in a period",
    /^[\p{L}\p{N}_.()-]{0,89}[\p{L}\p{N}_()-]$/u,
  ),
  containerGroup: rule(
    "1–63 lower-case letters, digits and hyphens, with no hyphen first, last or doubled",
    /^(?!.*--)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  ),
  container: rule(
    "1–63 lower-case letters, digits and hyphens, with no hyphen first or last",
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  ),
  dnsLabel: rule(
    "5–63 letters, digits and hyphens, first a letter, last a letter or digit",
    /^[a-zA-Z][a-zA-Z0-9-]{3,61}[a-zA-Z0-9]$/,
  ),
  environmentVariable: rule(
    "1–63 letters, digits and underscores, with no underscore first or last",
    /^[a-zA-Z0-9]([a-zA-Z0-9_]{0,61}[a-zA-Z0-9])?$/,
  ),
  volume: rule(
    "5–63 lower-case letters, digits and hyphens, with no hyphen first, last or doubled",
    /^(?!.*--)[a-z0-9][a-z0-9-]{3,61}[a-z0-9]$/,
  ),
  /** Source: Azure documentation, "Mount a secret volume"; each entry becomes a file. */
  secretFile: rule(
    "1–253 letters, digits, hyphens, underscores and periods",
    /^(?!\.{1,2}$)[a-zA-Z0-9._-]{1,253}$/,
  ),
  /** Source: azurerm's container_registry_token_name.go, narrower than Azure's own 50. */
  registryToken: rule("5–49 letters, digits and hyphens, first a letter", /^[a-zA-Z][a-zA-Z0-9-]{4,48}$/),
  /** Source: azurerm's container_registry_cache_rule_name.go, narrower than Azure's own 50. */
  cacheRule: rule("5–49 letters, digits and hyphens", /^[a-zA-Z0-9-]{5,49}$/),
  webhook: rule("5–50 letters and digits", /^[a-zA-Z0-9]{5,50}$/),
  blobContainer: rule(
    "3–63 lower-case letters, digits and hyphens, with no hyphen first, last or doubled",
    /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  ),
  userAssignedIdentity: rule(
    "3–128 letters, digits, hyphens and underscores, first a letter or digit",
    /^[a-zA-Z0-9][a-zA-Z0-9_-]{2,127}$/,
  ),
  storageAccount: rule("3–24 lower-case letters and digits", /^[a-z0-9]{3,24}$/),
  /** Source: Azure documentation, "Naming and Referencing Shares, Directories, Files, and Metadata". */
  fileShare: rule(
    "3–63 lower-case letters, digits and hyphens, with no hyphen first, last or doubled",
    /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  ),
  logAnalyticsWorkspace: rule(
    "4–63 letters, digits and hyphens, with no hyphen first or last",
    /^[a-zA-Z0-9][a-zA-Z0-9-]{2,61}[a-zA-Z0-9]$/,
  ),
  keyVaultSecret: rule("1–127 letters, digits and hyphens", /^[a-zA-Z0-9-]{1,127}$/),
} as const;

/** The kinds of name that {@link checkName} knows. */
export type AzureName = keyof typeof azureNames;

/** What is wrong with a name, if anything. A value known only to Terraform is let through. */
export function checkName(kind: AzureName, property: string, name: string, fix: string): Fault[] {
  if (Token.isUnresolved(name) || azureNames[kind].matches(name)) return [];
  return [{ property, given: name, allowed: azureNames[kind].allowed, fix }];
}

function rule(allowed: string, pattern: RegExp): NameRule {
  return { allowed, matches: (name) => pattern.test(name) };
}
