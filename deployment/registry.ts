import { ImageBuilder } from "../constructs/image/docker-build";
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

/** What may be said of any registry, a new one or one that exists already. */
interface RegistryAccess {
  /** What environments call it: lower-case letters and digits, with single hyphens between them. */
  readonly name: string;
  /**
   * The Azure region, for example `westeurope`: of a new registry, and of what is made beside it.
   * @azure location
   */
  readonly location: string;
  /**
   * How images are pushed to it: by a token for the one repository, by the admin user, or by the Docker client's own
   * login (`az acr login`).
   * @default "token"
   * @azure registries/tokens
   */
  readonly push?: PushCredentials;
  /**
   * Who builds the images that are pushed to it: the Docker of whoever deploys, or the registry itself
   * (`az acr build`), for which no Docker is needed but the Azure CLI and its login.
   * @default "docker"
   * @azure registries/tasks
   */
  readonly build?: ImageBuilder;
  /**
   * The day on which each push token expires, `YYYY-MM-DD`, or `"never"`; images are pushed by the last in this list. To
   * change tokens without a moment in which nothing can push, add a day at its end and deploy; remove the first once no
   * push that began before that deploy is under way, and deploy again.
   * @default ["never"]
   * @azure registries/tokens
   */
  readonly pushTokenExpiries?: readonly string[];
  /**
   * Azure's id of a user-assigned identity that may pull from it already, by the role AcrPull or, in ABAC mode, Container
   * Registry Repository Reader. With it nobody who deploys needs the right to assign roles.
   * @default - one is made, with its role
   */
  readonly pullIdentityId?: string;
  /**
   * Whether the admin user, one shared account with full push and pull, is on: of a new registry, this turns it on; of an
   * existing one, it says so. Azure means it for tests.
   * @default false
   * @azure adminUserEnabled
   */
  readonly adminUser?: boolean;
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
  /**
   * Azure tags, on top of the deployment's.
   * @default - only the deployment's
   * @azure tags
   */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A registry that is made here. */
export interface NewRegistryDeclaration
  extends RegistryAccess, Omit<ContainerRegistryProps, keyof RegistryAccess | "resourceGroupName"> {
  /**
   * Left out: that is what makes the registry a new one.
   * @default - it is made
   */
  readonly existing?: undefined;
  /**
   * Azure's name for it, unique in all of Azure: 5–50 letters and digits.
   * @default - the project's name and this one's, without hyphens
   * @azure name
   */
  readonly registryName?: string;
}

/** A registry that exists already. Nothing of it is changed; tokens, rules, webhooks and the like are added to it. */
export interface ExistingRegistryDeclaration extends RegistryAccess {
  /** Which one. Its pull identity is made in a resource group of this project. */
  readonly existing: ExistingRegistry;
}

/**
 * A registry, in a stack of its own called `NAME-registry`: a new one, or with `existing` one that exists already.
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
export type RegistryDeclaration = NewRegistryDeclaration | ExistingRegistryDeclaration;
