import { HealthCheck } from "../constructs/health-check";
import { ImageSource } from "../constructs/image-source";
import { Rollout } from "../constructs/rollout";
import { StateStorageProps } from "../constructs/state-storage";
import { PolicySeverity, PolicySuppression } from "../policies/apply-policies";
import { Backend } from "./backend";
import { RunSettings } from "./container-group-stack";
import { PushCredentials } from "./image-stack";
import { RegistrySettings } from "./registry-stack";
import { Releases } from "./releases";

/**
 * Everything that is deployed.
 *
 * @example
 * const deployment: Deployment = {
 *   project: "acme",
 *   tags: { owner: "shop-team" },
 *   registries: [
 *     { name: "main", location: "westeurope", sku: "Premium", publicNetworkAccess: false, deleteLock: true },
 *   ],
 *   environments: [
 *     { name: "dev", registry: "main" },
 *     { name: "prod", registry: "main", production: true, images: "promoted", rollout: Rollout.gated() },
 *   ],
 *   apps: [
 *     {
 *       name: "hello",
 *       image: ImageSource.fromBuild("examples/hello"),
 *       ports: [Port.tcp(8080)],
 *       livenessProbe: Probe.httpGet("/health"),
 *       overrides: { prod: { cpu: Cpu.cores(2), memory: Memory.gigabytes(4) } },
 *     },
 *   ],
 * };
 */
export interface Deployment {
  /**
   * Starts every name that Azure wants unique, so choose your own: 2–20 lower-case letters and digits, with single
   * hyphens between them.
   */
  readonly project: string;
  /**
   * The registries that images are pushed to and pulled from.
   */
  readonly registries: readonly RegistryDeclaration[];
  /**
   * The places that apps run in.
   */
  readonly environments: readonly EnvironmentDeclaration[];
  /**
   * What runs in them.
   */
  readonly apps: readonly AppDeclaration[];
  /**
   * The images that are fixed: `releases.json`, which `npm run promote` and `npm run rollback` write.
   * @default - none
   */
  readonly releases?: Releases;
  /**
   * Where Terraform keeps the state of all stacks.
   * @default Backend.local()
   */
  readonly backend?: Backend;
  /**
   * The storage account for `Backend.azurerm`, made in a stack of its own called `bootstrap`.
   * @default - none: it exists already, or state is kept elsewhere
   */
  readonly stateStorage?: StateStorageDeclaration;
  /**
   * Azure tags of everything.
   * @default - no tags
   */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * Exceptions from the policies, each with its reason.
   * @default - every policy holds
   */
  readonly policySuppressions?: readonly PolicySuppression[];
}

/** The storage account for state, in a resource group of its own called `PROJECT-state`. */
export interface StateStorageDeclaration extends Omit<StateStorageProps, "resourceGroupName" | "tags"> {
  /**
   * Azure tags, on top of the deployment's.
   * @default - only the deployment's
   */
  readonly tags?: Readonly<Record<string, string>>;
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

/** The choices of images for an environment. */
export const IMAGE_CHOICES = ["built", "promoted"] as const;

/** Which images run in an environment. */
export type ImageChoice = (typeof IMAGE_CHOICES)[number];

/** A place that apps run in, such as dev or prod. Each app has a stack in it called `NAME-APP`. */
export interface EnvironmentDeclaration {
  /** Lower-case letters and digits, with single hyphens between them. */
  readonly name: string;
  /** The name of the registry it takes images from. Environments may share one. */
  readonly registry: string;
  /**
   * The Azure region.
   * @default - the registry's
   */
  readonly location?: string;
  /**
   * How a changed app takes the place of the one that runs.
   * @default Rollout.replace()
   */
  readonly rollout?: Rollout;
  /**
   * Which images run in it: what is `"built"` from the source, or only what is `"promoted"` to it by digest. An app
   * without a digest in the deployment's `releases` then has no stack here yet. A digest there holds in either case.
   * @default "built"
   */
  readonly images?: ImageChoice;
  /**
   * Whether people depend on it: some policies hold here only.
   * @default false
   */
  readonly production?: boolean;
  /**
   * What a finding of the policies does to its stacks: an `error` keeps everything from being synthesized, a `warning`
   * is told, `off` looks at nothing. A registry is looked at as strictly as the strictest environment that uses it.
   * @default - "error" in production, otherwise "warning"
   */
  readonly policies?: PolicySeverity;
  /**
   * Azure tags, on top of the deployment's.
   * @default - only the deployment's
   */
  readonly tags?: Readonly<Record<string, string>>;
}

/** How an app runs; the same in every environment unless overridden there. */
export interface AppSettings extends RunSettings {
  /**
   * Where its image comes from.
   * @azure container.image
   */
  readonly image: ImageSource;
  /**
   * The first part of its public name, `LABEL.REGION.azurecontainer.io`: 5–63 letters, digits and hyphens, unique in
   * the region. `false` for an IP address only.
   * @default - `PROJECT-ENVIRONMENT-APP` with a public IP address
   * @azure ipAddress.dnsNameLabel
   */
  readonly dnsNameLabel?: string | false;
  /**
   * How to find out from outside that it is up. A gated rollout needs it, and `npm run verify` asks it.
   * @default - what its readiness or liveness probe asks for, if that is plain HTTP
   */
  readonly health?: HealthCheck;
}

/**
 * An app.
 *
 * @example
 * // A reverse proxy beside the app: only the proxy's port is open to the world.
 * const shop: AppDeclaration = {
 *   name: "shop",
 *   image: ImageSource.fromBuild("examples/hello"),
 *   ports: [Port.tcp(8080)],
 *   readinessProbe: Probe.httpGet("/health"),
 *   environmentVariables: { LOG_LEVEL: "info", DATABASE_PASSWORD: Secret.fromVariable("database_password") },
 *   exposedPorts: [Port.tcp(443)],
 *   sidecars: [
 *     {
 *       name: "proxy",
 *       image: ImageSource.fromRepository("proxy", { tag: "1.4" }),
 *       ports: [Port.tcp(443)],
 *       cpu: Cpu.cores(0.5),
 *       memory: Memory.gigabytes(0.5),
 *       volumeMounts: [
 *         Volume.secret("proxy-tls", { "tls.key": Secret.fromVariable("tls_key") }).mountAt("/etc/tls"),
 *       ],
 *     },
 *   ],
 * };
 */
export interface AppDeclaration extends AppSettings {
  /** Lower-case letters and digits, with single hyphens between them. */
  readonly name: string;
  /**
   * The names of the environments it runs in.
   * @default - every environment
   */
  readonly environments?: readonly string[];
  /**
   * What differs in an environment, by its name.
   * @default - nothing
   */
  readonly overrides?: Readonly<Record<string, Partial<AppSettings>>>;
}
