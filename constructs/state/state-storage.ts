import { ManagementLock } from "@cdktf/provider-azurerm/lib/management-lock";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { StorageAccount } from "@cdktf/provider-azurerm/lib/storage-account";
import { StorageContainer } from "@cdktf/provider-azurerm/lib/storage-container";
import { Construct } from "constructs";
import { checkName } from "../../core/azure/names";
import { Fault, reportFaults } from "../../core/fault";

/** How many copies Azure keeps, and where: in a data centre, in three zones, in a second region, or in both. */
export const REPLICATIONS = ["LRS", "ZRS", "GRS", "RAGRS", "GZRS", "RAGZRS"] as const;

/** Azure's name for a way to replicate. */
export type Replication = (typeof REPLICATIONS)[number];

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
  readonly replication?: Replication;
  /**
   * Days that a deleted blob, blob version or container can be brought back: 1–365.
   * @default 30
   * @azure deleteRetentionPolicy.days
   */
  readonly retentionDays?: number;
  /**
   * Azure tags.
   * @default - no tags
   */
  readonly tags?: Record<string, string>;
}

const OBJECT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

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
    reportFaults(this, check(props));
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
      tags: props.tags,
      lifecycle: { preventDestroy: true },
    });
    const container = new StorageContainer(this, "container", {
      name: props.containerName,
      // By the account's id, not its name: made through Azure's management API, so it needs no right to the data.
      storageAccountId: account.id,
      containerAccessType: "private",
      lifecycle: { preventDestroy: true },
    });
    for (const { principalId, principalType } of principals(props)) {
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

/** Each principal once; who is named twice, or by something that is no object id, is reported instead. */
function principals(props: StateStorageProps) {
  const all = Object.entries(PRINCIPAL_TYPES).flatMap(([list, principalType]) =>
    (props[list as keyof StateStorageAccess] ?? []).map((principalId, index) => ({
      property: `${list}[${index}]`,
      principalId,
      principalType,
    })),
  );
  return all.filter(({ principalId }, i) => OBJECT_ID.test(principalId) && firstIndexOf(principalId) === i);

  function firstIndexOf(id: string): number {
    return all.findIndex(({ principalId }) => principalId.toLowerCase() === id.toLowerCase());
  }
}

function check(props: StateStorageProps): Fault[] {
  const { storageAccountName, containerName, replication = "ZRS", retentionDays = 30 } = props;
  return [
    ...checkName("storageAccount", "storageAccountName", storageAccountName, "choose another name"),
    ...checkName("blobContainer", "containerName", containerName, "choose another name"),
    ...(REPLICATIONS.includes(replication)
      ? []
      : [
          {
            property: "replication",
            given: replication,
            allowed: REPLICATIONS.join(", "),
            fix: "choose one that the region has, or leave it out for ZRS",
          },
        ]),
    ...(Number.isInteger(retentionDays) && retentionDays >= 1 && retentionDays <= 365
      ? []
      : [
          {
            property: "retentionDays",
            given: retentionDays,
            allowed: "a whole number of days from 1 to 365",
            fix: "choose such a number, or leave it out for 30",
          },
        ]),
    ...checkPrincipals(props),
  ];
}

function checkPrincipals(props: StateStorageProps): Fault[] {
  const seen = new Map<string, string>();
  return Object.keys(PRINCIPAL_TYPES).flatMap((list) =>
    (props[list as keyof StateStorageAccess] ?? []).flatMap((principalId, index): Fault[] => {
      const property = `${list}[${index}]`;
      if (!OBJECT_ID.test(principalId)) {
        return [
          {
            property,
            given: principalId,
            allowed: "an Entra ID object id, such as 11111111-2222-3333-4444-555555555555",
            fix: "give the object id, not the name or mail address",
          },
        ];
      }
      const first = seen.get(principalId.toLowerCase());
      if (first === undefined) seen.set(principalId.toLowerCase(), property);
      return first === undefined
        ? []
        : [
            {
              property,
              given: principalId,
              allowed: "each object id once",
              fix: `remove it here or at ${first}`,
            },
          ];
    }),
  );
}
