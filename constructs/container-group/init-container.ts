import { ContainerGroupInitContainer } from "@cdktf/provider-azurerm/lib/container-group";
import { Construct } from "constructs";
import { checkName } from "../../core/azure/names";
import { checkReference } from "../../core/image-reference";
import { Fault } from "../../core/fault";
import { literalText } from "../../core/terraform/literal-text";
import { checkEnvironment, EnvironmentVariables, renderEnvironment } from "./environment-value";
import { GroupPlace } from "./group-place";
import { checkCommand } from "./probe";
import { checkMounts, renderMount, VolumeMount } from "./volume";

/**
 * A container that runs to its end before the others of its group start. It has what every container has, and no CPU,
 * memory, ports or probes of its own.
 */
export interface InitContainerProps {
  /**
   * The container's name, once in its group: 1–63 lower-case letters, digits and hyphens.
   * @azure container.name
   */
  readonly name: string;
  /**
   * The image, as `docker pull` takes it.
   * @azure container.image
   */
  readonly image: string;
  /**
   * The program to run, with its arguments, in place of the image's entry point and command. No shell is implied.
   * @default - the image's own
   * @azure container.command
   */
  readonly command?: readonly string[];
  /**
   * Environment variables, by name: 1–63 letters, digits and underscores. A secret is a `Secret`, never a string.
   * @default - none but the image's own
   * @azure container.environmentVariables
   */
  readonly environmentVariables?: EnvironmentVariables;
  /**
   * The volumes it sees, each at a path of its own.
   * @default - none
   * @azure container.volumeMounts
   */
  readonly volumeMounts?: readonly VolumeMount[];
  /**
   * Whether it runs privileged, which Azure allows for Linux in the SKU Confidential only.
   * @default false
   * @azure container.securityContext.privileged
   */
  readonly privileged?: boolean;
}

/** The block of the container group that this container becomes. */
export function renderInitContainer(
  place: GroupPlace,
  props: InitContainerProps,
): ContainerGroupInitContainer {
  const { name, image, command, environmentVariables, volumeMounts = [], privileged } = props;
  return {
    name,
    image,
    commands: command?.map(literalText),
    ...renderEnvironment(place.scope, environmentVariables),
    volume: volumeMounts.length > 0 ? volumeMounts.map((mount) => renderMount(place, mount)) : undefined,
    security: privileged ? [{ privilegeEnabled: true }] : undefined,
  };
}

/** What Azure would refuse in one container; `property` is where it stands, for example `initContainers[0]`. */
export function checkInitContainer(scope: Construct, property: string, props: InitContainerProps): Fault[] {
  return [
    ...checkName("container", `${property}.name`, props.name),
    ...checkReference(`${property}.image`, props.image),
    ...(props.command ? checkCommand(`${property}.command`, props.command) : []),
    ...checkEnvironment(scope, `${property}.environmentVariables`, props.environmentVariables),
    ...checkMounts(scope, `${property}.volumeMounts`, props.volumeMounts),
  ];
}
