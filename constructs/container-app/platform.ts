import { checkAzureId } from "../../core/azure/ids";
import { Fault, inWords, refuse } from "../../core/fault";
import { LogAnalytics } from "../container-group/log-analytics";
import { Scale } from "./scale";

/**
 * Where in Azure an app runs. What an app is told is the same on both, and what one of them has no counterpart for is
 * refused; docs/platforms.md says which to choose.
 *
 * @example
 * const deployment: Deployment = {
 *   project: "acme",
 *   registries: [{ name: "main", location: "westeurope" }],
 *   environments: [
 *     { name: "dev", registry: "main" },
 *     { name: "prod", registry: "main", platform: Platform.containerApps({ scale: Scale.between(1, 10) }) },
 *   ],
 *   apps: [
 *     { name: "api", image: ImageSource.fromBuild("examples/hello"), ports: [Port.tcp(8080)] },
 *     // UDP: it stays in a container group, in prod too.
 *     {
 *       name: "dns",
 *       image: ImageSource.fromReference("docker.io/coredns/coredns:1.12.0"),
 *       ports: [Port.udp(53)],
 *       platform: Platform.containerInstances(),
 *     },
 *   ],
 * };
 */
export type Platform = ContainerInstances | ContainerApps;

/** Azure Container Instances: a container group for each app. */
export interface ContainerInstances {
  readonly kind: "containerInstances";
}

/** Azure Container Apps: a container app for each app, all in one Container Apps environment. */
export interface ContainerApps extends ContainerAppsOptions {
  readonly kind: "containerApps";
}

/**
 * What Azure Container Apps may be told. What is said on an app is said of that app, the rest as its environment says;
 * all but `scale` is the Container Apps environment's, so it is the same for all apps of an environment.
 */
export interface ContainerAppsOptions {
  /**
   * How many replicas of each app run; an app's own `scale` goes first.
   * @default Scale.fixed(1)
   * @azure template.scale
   */
  readonly scale?: Scale;
  /**
   * The Log Analytics workspace that takes the logs of all apps: `LogAnalytics.create` or `LogAnalytics.existing`.
   * @default - logs are shown while they are written, and kept nowhere
   * @azure appLogsConfiguration
   */
  readonly logs?: LogAnalytics;
  /**
   * Azure's id of the subnet that it runs in: at least a /27, delegated to `Microsoft.App/environments`. A change
   * replaces the Container Apps environment with all that is in it.
   * @default - a network of Azure's
   * @azure vnetConfiguration.infrastructureSubnetId
   */
  readonly subnetId?: string;
  /**
   * Whether its apps answer in the subnet's network only. A change replaces the Container Apps environment with all that
   * is in it.
   * @default false
   * @azure vnetConfiguration.internal
   */
  readonly internal?: boolean;
  /**
   * Whether the replicas are spread over the region's availability zones. It needs a subnet. A change replaces the
   * Container Apps environment with all that is in it.
   * @default false
   * @azure zoneRedundant
   */
  readonly zoneRedundancy?: boolean;
  /**
   * Azure's id of a Container Apps environment that exists already, with the workload profile `Consumption`. Nothing of it
   * is changed, apart from the file shares that its apps mount.
   * @default - one is made for each environment, in a stack called `ENVIRONMENT-platform`
   * @azure managedEnvironmentId
   */
  readonly existing?: string;
}

/** Chooses a platform. */
export const Platform = {
  /** Azure Container Instances: one container group for each app, on one host, with any ports. */
  containerInstances(): ContainerInstances {
    return { kind: "containerInstances" };
  },

  /**
   * Azure Container Apps: an app answers HTTPS under a name that Azure gives it, has as many replicas as it needs, and is
   * changed without downtime.
   */
  containerApps(options: ContainerAppsOptions = {}): ContainerApps {
    return { ...options, kind: "containerApps" };
  },
};

/** What is said of the Container Apps environment, and not of the apps in it. */
export type EnvironmentOptions = Omit<ContainerAppsOptions, "scale">;

/** What Azure would refuse in a Container Apps environment. */
export function checkEnvironmentOptions(property: string, options: EnvironmentOptions): Fault[] {
  const { existing, logs, subnetId, internal, zoneRedundancy } = options;
  if (existing !== undefined) {
    const others = Object.entries({ logs, subnetId, internal, zoneRedundancy });
    return [
      ...checkAzureId(
        "containerAppEnvironment",
        `${property}.existing`,
        existing,
        'copy "id" from "az containerapp env show"',
      ),
      ...others
        .filter(([, value]) => value !== undefined)
        .flatMap(([name]) =>
          refuse(
            `${property}.${name}`,
            inWords("given beside existing"),
            "nothing but scale beside existing: a Container Apps environment that exists is not changed",
            `leave out ${name}, or leave out existing`,
          ),
        ),
    ];
  }
  const needSubnet = Object.entries({ internal, zoneRedundancy }).filter(([, value]) => value === true);
  return [
    ...(subnetId === undefined
      ? needSubnet.flatMap(([name]) =>
          // Source: azurerm's container_app_environment_resource.go (RequiredWith).
          refuse(
            `${property}.${name}`,
            true,
            `${name} with a subnetId only`,
            `add subnetId: "/subscriptions/…/subnets/…", or leave ${name} out`,
          ),
        )
      : checkAzureId(
          "subnet",
          `${property}.subnetId`,
          subnetId,
          'copy "id" from "az network vnet subnet show"',
        )),
    ...(logs?.checkForContainerApps(`${property}.logs`) ?? []),
  ];
}
