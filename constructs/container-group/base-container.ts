import { ContainerGroupInitContainer } from "@cdktf/provider-azurerm/lib/container-group";
import { checkName } from "../../core/azure/names";
import { Fault } from "../../core/fault";
import { checkReference } from "../../core/image-reference";
import { literalText } from "../../core/terraform/literal-text";
import { checkCommand } from "./command";
import { checkEnvironment, EnvironmentVariables, renderEnvironment } from "./environment-value";
import { GroupPlace } from "./group-place";
import { checkMounts, renderMount, VolumeMount } from "./volume";

/** What every container of a group has, whether it runs as long as the group or before the others. */
export interface BaseContainerProps {
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

/** What Azure would refuse in one container; `property` is where it stands, for example `containers[0]`. */
export function checkBaseContainer(property: string, props: BaseContainerProps): Fault[] {
  return [
    ...checkName("container", `${property}.name`, props.name),
    ...checkReference(`${property}.image`, props.image),
    ...(props.command ? checkCommand(`${property}.command`, props.command) : []),
    ...checkEnvironment(`${property}.environmentVariables`, props.environmentVariables),
    ...checkMounts(`${property}.volumeMounts`, props.volumeMounts),
  ];
}

/** The part that the blocks of all containers have. */
export function renderBaseContainer(
  place: GroupPlace,
  props: BaseContainerProps,
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
