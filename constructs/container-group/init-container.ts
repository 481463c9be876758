import { Fault, inWords, refuse } from "../../core/fault";
import { BaseContainerProps, checkBaseContainer } from "./base-container";

/**
 * A container that runs to its end before the others of its group start. It has what every container has, and no CPU,
 * memory, ports or probes of its own.
 */
export type InitContainerProps = BaseContainerProps;

/** What Azure or azurerm would get wrong in one; `property` is where it stands, for example `initContainers[0]`. */
export function checkInitContainer(property: string, props: InitContainerProps): Fault[] {
  return [...checkBaseContainer(property, props), ...checkVolumes(property, props)];
}

/**
 * azurerm looks up what Azure never gives back, secrets and keys, among the containers only: in an init container they
 * look changed at every plan. Source: azurerm's container_group_resource.go (flattenContainerGroupInitContainers).
 */
function checkVolumes(property: string, { volumeMounts = [] }: InitContainerProps): Fault[] {
  return volumeMounts.flatMap(({ volume: { kind, name } }, i) => {
    if (kind === "emptyDir" || kind === "gitRepository") return [];
    return refuse(
      `${property}.volumeMounts[${i}]`,
      inWords(`the ${kind} ${JSON.stringify(name)}`),
      "an emptyDir or a gitRepository in an init container, since others replace the group at every plan",
      "use a secret environment variable, or mount the volume in a container",
    );
  });
}
