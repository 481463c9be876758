import { ContainerAppTemplateVolume } from "@cdktf/provider-azurerm/lib/container-app";
import { ContainerAppEnvironmentStorage } from "@cdktf/provider-azurerm/lib/container-app-environment-storage";
import { Construct } from "constructs";
import { createHash } from "node:crypto";
import { Fault, inWords, refuse } from "../../core/fault";
import { literalText } from "../../core/terraform/literal-text";
import { BaseContainerProps } from "../container-group/base-container";
import { GroupPlace } from "../container-group/group-place";
import { VolumeMount } from "../container-group/volume";

/** What tells a share's storage apart, added to the volume's name: `-1a2b3c`. */
const HASH_DIGITS = 6;

/** Azure's limit for a storage's name. Source: azurerm's containerapps/validate/validate.go (ManagedEnvironmentStorageName). */
const STORAGE_NAME_LIMIT = 32;

/** The longest name of a volume that a storage can be called after; the last character of 32 would have to be a letter. */
const MOST_CHARACTERS = STORAGE_NAME_LIMIT - 1 - 1 - HASH_DIGITS;

/** What kinds of volume have no counterpart, and what to use. */
const UNKNOWN_KINDS = {
  secret: "use an environment variable that is a Secret, or keep the files on an Azure file share",
  gitRepository: "put the files into the image, or clone them in an init container into a Volume.emptyDir",
} as const;

/** What Azure Container Apps lacks for the volumes of one container. */
export function checkMounts(property: string, mounts: readonly VolumeMount[] = []): Fault[] {
  return mounts.flatMap((mount, i) => checkMount(`${property}[${i}]`, mount));
}

function checkMount(property: string, { volume: { kind, name }, readOnly }: VolumeMount): Fault[] {
  switch (kind) {
    case "secret":
    case "gitRepository":
      return refuse(
        property,
        inWords(`the ${kind} volume ${JSON.stringify(name)}`),
        "an emptyDir or an azureFileShare on Azure Container Apps",
        `${UNKNOWN_KINDS[kind]}, or write platform: Platform.containerInstances() for this app`,
      );
    case "emptyDir":
      if (!readOnly) return [];
      return refuse(
        `${property}.readOnly`,
        true,
        "an emptyDir that every container may write to on Azure Container Apps",
        "leave readOnly out",
      );
    case "azureFileShare":
      if (name.length <= MOST_CHARACTERS && /^[a-z]/.test(name)) return [];
      return refuse(
        `${property}.name`,
        name,
        `at most ${MOST_CHARACTERS} characters, first a letter, for a share on Azure Container Apps`,
        'write for example "uploads"',
      );
  }
}

/** What the volumes of an app are made from. */
interface VolumesProps {
  readonly app: string;
  readonly environmentId: string;
  readonly containers: readonly Pick<BaseContainerProps, "volumeMounts">[];
  /** Where shares are made. */
  readonly shares: () => GroupPlace;
}

/** The volumes of an app, each once, with the storage in the Container Apps environment that a share needs. */
export function renderVolumes(
  scope: Construct,
  props: VolumesProps,
): ContainerAppTemplateVolume[] | undefined {
  const { app, environmentId, containers, shares } = props;
  const mounts = containers.flatMap(({ volumeMounts = [] }) => volumeMounts);
  const names = [...new Set(mounts.map(({ volume }) => volume.name))];
  const volumes = names.map((name): ContainerAppTemplateVolume => {
    const { volume, readOnly } = mounts.find((mount) => mount.volume.name === name)!;
    if (!volume.share) return { name, storageType: "EmptyDir" };
    const { storageAccountName, shareName, storageAccountKey } = volume.share.render(shares());
    const accessMode = readOnly ? "ReadOnly" : "ReadWrite";
    const hash = createHash("sha256")
      .update(JSON.stringify([app, volume.share.names, accessMode]))
      .digest("hex")
      .slice(0, HASH_DIGITS);
    // Another share or mode is another storage, made before the app moves to it: one in use cannot be replaced.
    const storage = new ContainerAppEnvironmentStorage(scope, `storage-${name}-${hash}`, {
      name: `${name}-${hash}`,
      containerAppEnvironmentId: environmentId,
      accountName: storageAccountName,
      shareName,
      accessKey: storageAccountKey,
      accessMode,
    });
    return { name, storageType: "AzureFile", storageName: storage.name };
  });
  return volumes.length > 0 ? volumes : undefined;
}

/** The blocks of a container that its mounts become; undefined for none. */
export function renderMounts(mounts: readonly VolumeMount[] = []) {
  if (mounts.length === 0) return undefined;
  return mounts.map(({ volume, path }) => ({ name: volume.name, path: literalText(path) }));
}
