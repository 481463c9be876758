import { Fault } from "../../core/fault";
import { InitContainerProps } from "./init-container";
import { ContainerGroupProps } from "./props";
import { VolumeMount } from "./volume";

/**
 * The most volumes of a group.
 * Source: Azure documentation, "Resource availability & quota limits for ACI".
 */
const MOST_VOLUMES = 20;

interface Mount extends VolumeMount {
  readonly property: string;
  readonly inInitContainer: boolean;
}

/** What Azure or azurerm would get wrong with the volumes of a group, taken together. */
export function checkVolumes({ containers, initContainers = [] }: ContainerGroupProps): Fault[] {
  const mounts = [
    ...mountsOf("containers", containers, false),
    ...mountsOf("initContainers", initContainers, true),
  ];
  const names = new Set(mounts.map(({ volume }) => volume.name));
  return [
    ...mounts.flatMap(checkInitContainer),
    ...mounts.flatMap((mount) => checkSharing(mount, mounts)),
    ...checkShares(mounts),
    ...(names.size <= MOST_VOLUMES
      ? []
      : [
          {
            property: "volumeMounts",
            given: `${names.size} volumes`,
            allowed: `at most ${MOST_VOLUMES} volumes in a group`,
            fix: "put several folders on one volume",
          },
        ]),
  ];
}

function mountsOf(list: string, owners: readonly InitContainerProps[], inInitContainer: boolean): Mount[] {
  return owners.flatMap(({ volumeMounts = [] }, i) =>
    volumeMounts.map((mount, j) => ({
      ...mount,
      property: `${list}[${i}].volumeMounts[${j}]`,
      inInitContainer,
    })),
  );
}

/**
 * azurerm looks up what Azure never gives back, secrets and keys, among the containers only: in an init container they
 * look changed at every plan. Source: azurerm's container_group_resource.go (flattenContainerGroupInitContainers).
 */
function checkInitContainer({ inInitContainer, volume, property }: Mount): Fault[] {
  if (!inInitContainer || volume.kind === "emptyDir" || volume.kind === "gitRepository") return [];
  return [
    {
      property,
      given: `${volume.kind} ${JSON.stringify(volume.name)}`,
      allowed:
        "an emptyDir or a gitRepository in an init container, since others replace the group at every plan",
      fix: "use a secret environment variable, or mount the volume in a container",
    },
  ];
}

/**
 * azurerm sends a volume once for each mount, and Azure refuses the repetition; only an empty directory is sent once.
 * Source: azurerm's container_group_resource.go (expandContainerVolume).
 */
function checkSharing(mount: Mount, mounts: readonly Mount[]): Fault[] {
  const first = mounts.find(({ volume }) => volume.name === mount.volume.name);
  if (!first || first === mount) return [];
  if (first.volume.kind === "emptyDir" && mount.volume.kind === "emptyDir") return [];
  return [
    {
      property: mount.property,
      given: mount.volume.name,
      allowed: `a volume in one place only, unless it is an emptyDir (${first.property} has it)`,
      fix: "make a second volume of another name, which may hold the same",
    },
  ];
}

function checkShares(mounts: readonly Mount[]): Fault[] {
  return mounts.flatMap(({ volume, property }, i) => {
    const { share } = volume;
    const other = mounts
      .slice(0, i)
      .find((mount) => share !== undefined && mount.volume.share?.conflictsWith(share));
    if (!other) return [];
    return [
      {
        property: `${property}.azureFileShare`,
        given: volume.name,
        allowed: `one description of what is to be made (${other.property} has another)`,
        fix: "use one AzureFileShare.create for both, or the same settings",
      },
    ];
  });
}
