import { Platform } from "../constructs/container-app/platform";
import { Scale } from "../constructs/container-app/scale";
import { ContainerProps } from "../constructs/container-group/container";
import { ContainerGroupProps } from "../constructs/container-group/props";
import { RegistryCredential } from "../constructs/container-group/registry-credential";
import { Https } from "../constructs/https/https";
import { HealthCheck } from "../constructs/rollout/health-check";
import { EnvironmentDeclaration } from "./environment";
import { BuildSource, ImageSource } from "./image-source";

/** A container that runs beside the main one. */
export interface SidecarSettings extends Omit<ContainerProps, "image"> {
  /**
   * The image, as `docker pull` takes it, or one in the environment's registry: `ImageSource.fromRepository`.
   * @azure container.image
   */
  readonly image: string | ImageSource;
}

/** How an app runs, apart from where: what its main container and its group are told. */
export interface RunSettings
  extends
    Omit<ContainerProps, "name" | "image">,
    Omit<
      ContainerGroupProps,
      "name" | "location" | "resourceGroupName" | "containers" | "dnsNameLabel" | "revision" | "tags"
    > {
  /**
   * Containers that run beside the main one, at the same address: a reverse proxy, an agent.
   * @default - none
   * @azure containers
   */
  readonly sidecars?: readonly SidecarSettings[];
  /**
   * How the group logs in to other registries than that of its main image, for its sidecars' images.
   * @default - only to the main image's
   * @azure imageRegistryCredentials
   */
  readonly registryCredentials?: readonly RegistryCredential[];
  /**
   * HTTPS at its public name and at domains of your own: `Https.automatic()`. A web server beside it then answers on the
   * ports 443 and 80, and the app's own port is open to nobody outside.
   * @default - the app itself answers, on its ports
   * @azure containers, ipAddress.ports
   */
  readonly https?: Https;
  /**
   * How many replicas of it run, on Azure Container Apps. A container group is one.
   * @default - as the platform says: Scale.fixed(1) unless told otherwise
   * @azure template.scale
   */
  readonly scale?: Scale;
}

/** How an app runs; the same in every environment unless overridden there. */
export interface AppSettings extends RunSettings {
  /**
   * Where its image comes from.
   * @azure container.image
   */
  readonly image: ImageSource;
  /**
   * The first part of its public name, `LABEL.REGION.azurecontainer.io`: 5–63 lower-case letters, digits and hyphens,
   * unique in the region. `false` for an IP address only.
   * @default - `PROJECT-ENVIRONMENT-APP` with a public IP address
   * @azure ipAddress.dnsNameLabel
   */
  readonly dnsNameLabel?: string | false;
  /**
   * How to find out from outside that it is up. A gated rollout needs it, and `npm run verify` asks it. Refused where
   * there is no address to ask (`IpAddress.none()`).
   * @default - what its readiness or liveness probe asks for, if that is plain HTTP
   */
  readonly health?: HealthCheck;
  /**
   * Where in Azure it runs: on container instances, or on Container Apps where it can scale. See docs/platforms.md.
   * @default - as its environment says
   */
  readonly platform?: Platform;
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

/** Whether an app runs in an environment. */
export function runsIn({ environments }: AppDeclaration, { name }: EnvironmentDeclaration): boolean {
  return environments?.includes(name) ?? true;
}

/** An app's settings in an environment. */
export function settingsOf(app: AppDeclaration, { name }: EnvironmentDeclaration): AppSettings {
  return { ...app, ...app.overrides?.[name] };
}

/** The repository that an app's image is pushed to, in whichever registry. */
export function repositoryOf(app: AppDeclaration, { props }: BuildSource): string {
  return props.repository ?? app.name;
}
