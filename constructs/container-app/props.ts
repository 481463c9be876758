import { ContainerGroupProps } from "../container-group/props";
import { HealthCheck } from "../rollout/health-check";
import { Scale } from "./scale";

/** What a `ContainerApp` is made from: the part of a container group's words that Azure Container Apps knows, and its own. */
export interface ContainerAppProps extends Pick<
  ContainerGroupProps,
  | "resourceGroupName"
  | "location"
  | "containers"
  | "initContainers"
  | "ipAddress"
  | "exposedPorts"
  | "systemAssignedIdentity"
  | "userAssignedIdentityIds"
  | "registryCredentials"
  | "tags"
> {
  /**
   * Its name, the first part of its public one: 2–32 lower-case letters, digits and single hyphens, first a letter.
   * @azure name
   */
  readonly name: string;
  /**
   * Azure's id of the Container Apps environment that it runs in.
   * @azure managedEnvironmentId
   */
  readonly environmentId: string;
  /** What public names in that environment end in. */
  readonly domain: string;
  /**
   * How many replicas run.
   * @azure template.scale
   */
  readonly scale: Scale;
  /**
   * How to find out that it is up. A main container without a readiness probe gets one of it.
   * @default - Azure asks the port only
   * @azure container.probes (readiness)
   */
  readonly health?: HealthCheck;
}
