import { StorageAccount } from "@cdktf/provider-azurerm/lib/storage-account";
import { StorageShare } from "@cdktf/provider-azurerm/lib/storage-share";
import { checkName } from "../../core/azure/names";
import { STORAGE_REPLICATIONS, StorageReplication } from "../../core/azure/storage-replication";
import { checkChoice, checkWholeNumber, Fault } from "../../core/fault";
import { checkSecret, Secret, secretExpression } from "../../core/secrets/secret";
import { sharedChild } from "../../core/terraform/shared-child";
import { GroupPlace } from "./group-place";

/** A file share that exists already. */
export interface ExistingFileShareProps {
  /**
   * The storage account: 3–24 lower-case letters and digits.
   * @azure azureFile.storageAccountName
   */
  readonly storageAccountName: string;
  /**
   * The share: 3–63 lower-case letters, digits and single hyphens.
   * @azure azureFile.shareName
   */
  readonly shareName: string;
  /**
   * A key of the storage account: Azure Container Instances mounts a share with nothing else.
   * @azure azureFile.storageAccountKey
   */
  readonly storageAccountKey: Secret;
}

/** A file share, and a storage account for it, made with the container group that mounts it. */
export interface NewFileShareProps {
  /**
   * The storage account, unique in all of Azure: 3–24 lower-case letters and digits.
   * @azure azureFile.storageAccountName
   */
  readonly storageAccountName: string;
  /**
   * The share: 3–63 lower-case letters, digits and single hyphens.
   * @azure azureFile.shareName
   */
  readonly shareName: string;
  /**
   * The most it may hold, in GB: 1–102400.
   * @default 5
   * @azure shareQuota
   */
  readonly quotaGigabytes?: number;
  /**
   * How the account keeps copies, by Azure's names.
   * @default "LRS"
   * @azure sku.name
   */
  readonly replication?: StorageReplication;
  /**
   * Whether Terraform refuses whatever would delete the files: `destroy`, another name, another region, a change between
   * replications with zones and without. A share that no app mounts any more is deleted all the same.
   * @default true
   */
  readonly preventDestroy?: boolean;
}

/** The three arguments that mount a share. */
export interface MountedShare {
  readonly shareName: string;
  readonly storageAccountName: string;
  readonly storageAccountKey: string;
}

/** A share of Azure Files: what is written to it outlives the container group. */
export abstract class AzureFileShare {
  /** A share that exists already. */
  static existing(props: ExistingFileShareProps): AzureFileShare {
    return new ExistingFileShare(props);
  }

  /**
   * A share made in the resource group of the container group that mounts it. A replaced group finds its files again.
   * To destroy them with the app, say `preventDestroy: false` first. To take the share away from its app and keep the
   * files, have Terraform forget it and its account before: `terraform state rm` in the folder of the app's stack.
   */
  static create(props: NewFileShareProps): AzureFileShare {
    return new NewFileShare(props);
  }

  /** The storage account that is made for it, if one is. */
  readonly newStorageAccountName?: string;

  protected constructor(
    /** Its account and its share, by their names. */
    readonly names: Pick<ExistingFileShareProps, "storageAccountName" | "shareName">,
  ) {}

  /** What Azure would refuse. */
  abstract check(property: string): Fault[];

  /** The arguments that mount it. What has to be made is made, once. */
  abstract render(place: GroupPlace): MountedShare;

  /** Whether both are to be made, as one thing with two descriptions. */
  abstract conflictsWith(other: AzureFileShare): boolean;
}

class ExistingFileShare extends AzureFileShare {
  constructor(private readonly props: ExistingFileShareProps) {
    super(props);
  }

  check(property: string): Fault[] {
    return [
      ...checkShareNames(property, this.props),
      ...checkSecret(`${property}.storageAccountKey`, this.props.storageAccountKey),
    ];
  }

  render({ scope }: GroupPlace): MountedShare {
    const { storageAccountKey, ...names } = this.props;
    return {
      ...names,
      storageAccountKey: secretExpression(scope, storageAccountKey),
    };
  }

  conflictsWith(): boolean {
    return false;
  }
}

class NewFileShare extends AzureFileShare {
  override readonly newStorageAccountName: string;

  constructor(private readonly props: NewFileShareProps) {
    super(props);
    this.newStorageAccountName = props.storageAccountName;
  }

  check(property: string): Fault[] {
    const { quotaGigabytes, replication } = this.props;
    return [
      ...checkShareNames(property, this.props),
      // Source: azurerm's storage_share_resource.go.
      ...checkWholeNumber(`${property}.quotaGigabytes`, quotaGigabytes, { from: 1, to: 102400, unit: "GB" }),
      ...checkChoice(`${property}.replication`, replication, STORAGE_REPLICATIONS),
    ];
  }

  render(place: GroupPlace): MountedShare {
    const { shareName, storageAccountName, quotaGigabytes } = this.settings;
    const account = this.account(place);
    const id = `file-share-${storageAccountName}-${shareName}`;
    const make = () =>
      new StorageShare(place.scope, id, {
        name: shareName,
        storageAccountId: account.id,
        quota: quotaGigabytes,
        lifecycle: this.lifecycle,
      });
    const share = sharedChild(place.scope, id, make);
    return {
      shareName: share.name,
      storageAccountName: account.name,
      storageAccountKey: account.primaryAccessKey,
    };
  }

  conflictsWith(other: AzureFileShare): boolean {
    if (!(other instanceof NewFileShare)) return false;
    const ours = this.settings;
    const theirs = other.settings;
    if (theirs.storageAccountName !== ours.storageAccountName) return false;
    return (
      theirs.replication !== ours.replication ||
      theirs.preventDestroy !== ours.preventDestroy ||
      (theirs.shareName === ours.shareName && theirs.quotaGigabytes !== ours.quotaGigabytes)
    );
  }

  private get settings() {
    const { quotaGigabytes = 5, replication = "LRS", preventDestroy = true, ...names } = this.props;
    return { ...names, quotaGigabytes, replication, preventDestroy };
  }

  private get lifecycle() {
    return this.settings.preventDestroy ? { preventDestroy: true } : undefined;
  }

  /** One for all shares that name it. */
  private account({ scope, resourceGroupName, location, tags }: GroupPlace): StorageAccount {
    const { storageAccountName, replication } = this.settings;
    const id = `storage-account-${storageAccountName}`;
    const make = () =>
      new StorageAccount(scope, id, {
        name: storageAccountName,
        resourceGroupName,
        location,
        accountTier: "Standard",
        accountReplicationType: replication,
        allowNestedItemsToBePublic: false,
        tags,
        lifecycle: this.lifecycle,
      });
    return sharedChild(scope, id, make);
  }
}

function checkShareNames(
  property: string,
  { storageAccountName, shareName }: { readonly storageAccountName: string; readonly shareName: string },
): Fault[] {
  return [
    ...checkName("storageAccount", `${property}.storageAccountName`, storageAccountName),
    ...checkName("fileShare", `${property}.shareName`, shareName),
  ];
}
