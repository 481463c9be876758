import { ManagementLock } from "@cdktf/provider-azurerm/lib/management-lock";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { StorageAccount } from "@cdktf/provider-azurerm/lib/storage-account";
import { StorageContainer } from "@cdktf/provider-azurerm/lib/storage-container";
import { Construct } from "constructs";
import { checkAzureId } from "../../core/azure/ids";
import { checkLocation } from "../../core/azure/location";
import { checkName } from "../../core/azure/names";
import { STORAGE_REPLICATIONS, StorageReplication } from "../../core/azure/storage-replication";
import { checkTags, STORAGE_TAG_NAME_BYTES, Tags } from "../../core/azure/tags";
import { checkChoice, checkWholeNumber, Fault, refuse, reportFaults } from "../../core/fault";
import { literalTexts } from "../../core/terraform/literal-text";

/** Who may read and write the state, by Entra ID object ids (not client ids). */
export interface StateStorageAccess {
  /**
   * People: `az ad signed-in-user show --query id`.
   * @default - none
   */
  readonly users?: readonly string[];
  /**
   * Groups of people; who is in one changes without a deploy: `az ad group show --group NAME --query id`.
   * @default - none
   */
  readonly groups?: readonly string[];
  /**
   * Service principals and managed identities: `az ad sp show --id CLIENT_ID --query id`.
   * @default - none
   */
  readonly pipelines?: readonly string[];
}

/** What a {@link StateStorage} is made from. */
export interface StateStorageProps extends StateStorageAccess {
  /**
   * The storage account: 3–24 lower-case letters and digits, unique in all of Azure.
   * @azure name
   */
  readonly storageAccountName: string;
  /** The container for the state: 3–63 lower-case letters, digits and single hyphens. */
  readonly containerName: string;
  readonly resourceGroupName: string;
  /**
   * The Azure region, for example `westeurope`.
   * @azure location
   */
  readonly location: string;
  /**
   * Not every region has zones (ZRS) or a paired region (GRS).
   * @default "ZRS"
   * @azure sku.name
   */
  readonly replication?: StorageReplication;
  /**
   * Days that a deleted blob, blob version or container can be brought back: 1–365.
   * @default 30
   * @azure deleteRetentionPolicy.days
   */
  readonly retentionDays?: number;
  /**
   * Azure tags, with names of at most 128 bytes.
   * @default - no tags
   */
  readonly tags?: Tags;
}

/** The lists of {@link StateStorageAccess}, with what Entra ID calls their members. */
const PRINCIPAL_TYPES = { users: "User", groups: "Group", pipelines: "ServicePrincipal" } as const;

/**
 * A storage account for Terraform state, with who may use it: Entra ID only, every version kept, nothing deletable in
 * passing. Azure's delete lock keeps others from deleting it; `prevent_destroy` keeps Terraform from it, which would
 * remove the lock first.
 */
export class StateStorage extends Construct {
  constructor(scope: Construct, id: string, props: StateStorageProps) {
    super(scope, id);
    const principals = principalsOf(props);
    reportFaults(this, faultsOf(props, principals));
    const { replication = "ZRS", retentionDays = 30 } = props;
    const account = new StorageAccount(this, "Resource", {
      name: props.storageAccountName,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      accountTier: "Standard",
      accountReplicationType: replication,
      minTlsVersion: "TLS1_2",
      httpsTrafficOnlyEnabled: true,
      allowNestedItemsToBePublic: false,
      sharedAccessKeyEnabled: false,
      defaultToOauthAuthentication: true,
      localUserEnabled: false,
      blobProperties: {
        versioningEnabled: true,
        deleteRetentionPolicy: { days: retentionDays },
        containerDeleteRetentionPolicy: { days: retentionDays },
      },
      tags: literalTexts(props.tags),
      lifecycle: { preventDestroy: true },
    });
    const container = new StorageContainer(this, "container", {
      name: props.containerName,
      // By the account's id, not its name: made through Azure's management API, so it needs no right to the data.
      storageAccountId: account.id,
      containerAccessType: "private",
      lifecycle: { preventDestroy: true },
    });
    // One that is at fault may make no construct id, or none of its own.
    const sound = principals.filter((principal) => checkPrincipal(principal, principals).length === 0);
    for (const { principalId, principalType } of sound) {
      new RoleAssignment(this, `access-${principalId.toLowerCase()}`, {
        scope: container.id,
        roleDefinitionName: "Storage Blob Data Contributor",
        principalId,
        principalType,
        // A new identity is not yet known to Entra ID everywhere; only for these does the provider skip the look-up.
        ...(principalType === "ServicePrincipal" ? { skipServicePrincipalAadCheck: true } : {}),
      });
    }
    new ManagementLock(this, "delete-lock", {
      name: "terraform-state",
      scope: account.id,
      lockLevel: "CanNotDelete",
      notes: "Holds the Terraform state of everything else.",
      // A lock made first would keep a half-made container from being replaced.
      dependsOn: [container],
    });
  }
}

/** Who is given access, and where that was said. */
interface Principal {
  readonly property: string;
  readonly principalId: string;
  readonly principalType: string;
}

function principalsOf(access: StateStorageAccess): Principal[] {
  return Object.entries(PRINCIPAL_TYPES).flatMap(([list, principalType]) =>
    (access[list as keyof StateStorageAccess] ?? []).map((principalId, i) => ({
      property: `${list}[${i}]`,
      principalId,
      principalType,
    })),
  );
}

function faultsOf(props: StateStorageProps, principals: readonly Principal[]): Fault[] {
  return [
    ...checkName("storageAccount", "storageAccountName", props.storageAccountName),
    ...checkName("blobContainer", "containerName", props.containerName),
    ...checkLocation("location", props.location),
    ...checkChoice("replication", props.replication, STORAGE_REPLICATIONS),
    ...checkWholeNumber("retentionDays", props.retentionDays, { from: 1, to: 365, unit: "days" }),
    ...checkTags("tags", props.tags, STORAGE_TAG_NAME_BYTES),
    ...principals.flatMap((principal) => checkPrincipal(principal, principals)),
  ];
}

function checkPrincipal({ property, principalId }: Principal, all: readonly Principal[]): Fault[] {
  const first = all.find((other) => other.principalId.toLowerCase() === principalId.toLowerCase())!;
  return first.property === property
    ? checkAzureId("uuid", property, principalId, "give the object id, not the name or mail address")
    : refuse(property, principalId, "each object id once", `remove it here or at ${first.property}`);
}
