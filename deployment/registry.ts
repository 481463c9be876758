import { CacheLogin } from "../constructs/registry/cache-credentials";
import { CacheRuleSettings } from "../constructs/registry/cache-rule";
import { ContainerRegistryProps } from "../constructs/registry/container-registry";
import { DiagnosticsSettings } from "../constructs/registry/diagnostics";
import { ExistingRegistry } from "../constructs/registry/existing-container-registry";
import { WebhookSettings } from "../constructs/registry/webhook";

/** The ways to log in to a registry to push. */
export const PUSH_CREDENTIALS = ["token", "adminUser", "dockerLogin"] as const;

/**
 * How images are pushed: by the repository's own push token, by the registry's admin user, or by the login that the
 * Docker client keeps (`az acr login`).
 */
export type PushCredentials = (typeof PUSH_CREDENTIALS)[number];

/** What a registry is told, apart from its names and where it is. */
export interface RegistrySettings extends Omit<
  ContainerRegistryProps,
  "name" | "resourceGroupName" | "location" | "tags"
> {
  /**
   * A registry that exists already, to use in place of a new one. Of the settings of a new one it takes `adminUser` only,
   * which then says that the admin user is on. Its pull identity is made in a resource group of this project.
   * @default - a new registry
   */
  readonly existing?: ExistingRegistry;
  /**
   * Images of other registries that it keeps copies of, so that nothing is pulled from there at run time.
   * @default - none
   * @azure registries/cacheRules
   */
  readonly cacheRules?: readonly CacheRuleSettings[];
  /**
   * The logins to the registries whose images are cached, by their host, for example `docker.io`.
   * @default - no login
   * @azure registries/credentialSets
   */
  readonly cacheLogins?: Readonly<Record<string, CacheLogin>>;
  /**
   * Calls that it makes when something happens to its images: 2 with the SKU Basic, 10 with Standard, 500 with Premium.
   * @default - none
   * @azure registries/webhooks
   */
  readonly webhooks?: readonly WebhookSettings[];
  /**
   * Whether Azure refuses to delete it, whoever asks. Nothing of it can be deleted then either: take the lock away, in a
   * deploy of its own, before an app or a rule goes.
   * @default false
   * @azure Microsoft.Authorization/locks
   */
  readonly deleteLock?: boolean;
  /**
   * Where its logs and metrics go.
   * @default - nowhere
   * @azure Microsoft.Insights/diagnosticSettings
   */
  readonly diagnostics?: DiagnosticsSettings;
}

/**
 * A registry, in a stack of its own called `NAME-registry`.
 *
 * @example
 * // Premium, closed to all but one network; base images come through its cache.
 * const main: RegistryDeclaration = {
 *   name: "main",
 *   location: "westeurope",
 *   sku: "Premium",
 *   allowedIpRanges: ["203.0.113.0/24"],
 *   zoneRedundancy: true,
 *   deleteLock: true,
 *   cacheRules: [{ name: "nginx", source: "docker.io/library/nginx", target: "nginx" }],
 * };
 * // One that exists already.
 * const shared: RegistryDeclaration = {
 *   name: "shared",
 *   location: "westeurope",
 *   existing: { name: "acmeshared", resourceGroupName: "platform" },
 * };
 */
export interface RegistryDeclaration extends RegistrySettings {
  /** What environments call it: lower-case letters and digits, with single hyphens between them. */
  readonly name: string;
  /**
   * The Azure region, for example `westeurope`.
   * @azure location
   */
  readonly location: string;
  /**
   * Azure's name for it, unique in all of Azure: 5–50 letters and digits.
   * @default - the project's name and this one's, without hyphens; none for an existing registry
   * @azure name
   */
  readonly registryName?: string;
  /**
   * How images are pushed to it: by a token for the one repository, by the admin user, or by the Docker client's own
   * login (`az acr login`).
   * @default "token"
   * @azure registries/tokens
   */
  readonly push?: PushCredentials;
  /**
   * Azure tags, on top of the deployment's.
   * @default - only the deployment's
   * @azure tags
   */
  readonly tags?: Readonly<Record<string, string>>;
}
