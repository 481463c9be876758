import { Fault, inWords, refuse } from "../../core/fault";
import { BaseContainerProps } from "./base-container";
import { ContainerGroupProps } from "./props";
import { VolumeMount } from "./volume";

/**
 * The most volumes of a group.
 * Source: Azure documentation, "Resource availability & quota limits for ACI".
 */
const MOST_VOLUMES = 20;

interface Mount extends VolumeMount {
  readonly property: string;
}

/** What Azure or azurerm would get wrong with the volumes of a group, taken together. */
export function checkVolumes({ containers, initContainers = [] }: ContainerGroupProps): Fault[] {
  const mounts = [...mountsOf("containers", containers), ...mountsOf("initContainers", initContainers)];
  const { size } = new Set(mounts.map(({ volume }) => volume.name));
  const allowed = `at most ${MOST_VOLUMES} volumes in a group`;
  return [
    ...mounts.flatMap((mount) => checkSharing(mount, mounts)),
    ...mounts.flatMap((mount, i) => checkShare(mount, mounts.slice(0, i))),
    ...(size > MOST_VOLUMES
      ? refuse("volumeMounts", inWords(`${size} volumes`), allowed, "put several folders on one volume")
      : []),
  ];
}

/** Whether one of the containers mounts a share that brings its storage account, which has the group's tags. */
export function makesStorageAccount({ containers }: ContainerGroupProps): boolean {
  return mountsOf("containers", containers).some(
    ({ volume }) => volume.share?.newStorageAccountName !== undefined,
  );
}

function mountsOf(list: string, owners: readonly BaseContainerProps[]): Mount[] {
  return owners.flatMap(({ volumeMounts = [] }, i) =>
    volumeMounts.map((mount, j) => ({ ...mount, property: `${list}[${i}].volumeMounts[${j}]` })),
  );
}

/**
 * azurerm sends a volume once for each mount, and Azure refuses the repetition; only an empty directory is sent once.
 * Source: azurerm's container_group_resource.go (expandContainerVolume).
 */
function checkSharing(mount: Mount, mounts: readonly Mount[]): Fault[] {
  const first = mounts.find(({ volume }) => volume.name === mount.volume.name);
  if (!first || first === mount) return [];
  if (first.volume.kind === "emptyDir" && mount.volume.kind === "emptyDir") return [];
  return refuse(
    mount.property,
    mount.volume.name,
    `a volume in one place only, unless it is an emptyDir (${first.property} has it)`,
    "make a second volume of another name, which may hold the same",
  );
}

function checkShare({ volume: { name, share }, property }: Mount, others: readonly Mount[]): Fault[] {
  const other = others.find(({ volume }) => share !== undefined && volume.share?.conflictsWith(share));
  if (!other) return [];
  return refuse(
    `${property}.azureFileShare`,
    name,
    `one description of what is to be made (${other.property} has another)`,
    "use one AzureFileShare.create for both, or the same settings",
  );
}
