import { AzurermBackend, TerraformBackend, TerraformStack } from "cdktf";
import { azureNames } from "../core/azure/names";
import { Fault } from "../core/fault";
import { checkFlag, checkSetting, checkSettings } from "./settings";
import { StateStore } from "./state-store";

/**
 * The container that keeps the state. Who Terraform is comes from where it runs, never from here: `az login` on a
 * laptop, `ARM_USE_OIDC` with `ARM_CLIENT_ID` and `ARM_TENANT_ID` in CI, `ARM_USE_MSI` with a managed identity.
 */
export interface AzurermBackendProps {
  /** The storage account: 3–24 lower-case letters and digits, unique in all of Azure. */
  readonly storageAccountName: string;
  /** The container in it: 3–63 lower-case letters, digits and single hyphens. */
  readonly containerName: string;
  /**
   * Whether Terraform keeps a snapshot of the blob before each write, so that earlier versions stay wherever the
   * account does not version its blobs. The account of the bootstrap stack does, so it may be false there.
   * @default true
   */
  readonly snapshots?: boolean;
}

/** State in Azure Storage, by Entra ID only. A lease on the blob is the lock. */
export class AzureStorageStore implements StateStore {
  readonly runsElsewhere = false;
  private readonly props: AzurermBackendProps;

  constructor(props: AzurermBackendProps) {
    this.props = props ?? {};
  }

  get faults(): Fault[] {
    const { storageAccountName, containerName, snapshots } = this.props;
    const { storageAccount, blobContainer } = azureNames;
    return [
      ...checkSetting(
        "storageAccountName",
        storageAccountName,
        storageAccount,
        "name the account as Azure does, without the .blob.core.windows.net",
      ),
      ...checkSetting("containerName", containerName, blobContainer, 'write for example "tfstate"'),
      ...checkFlag("snapshots", snapshots),
      ...checkSettings(this.props, {
        factory: "Backend.azurerm",
        known: ["storageAccountName", "containerName", "snapshots"],
        signIn: "sign in with Entra ID (az login, ARM_USE_OIDC in CI, ARM_USE_MSI with a managed identity)",
        refused: {
          key: {
            allowed: "one blob a stack, called PROJECT/STACK.tfstate",
            fix: "remove it, since one key for all stacks would let each overwrite the others' state",
          },
        },
      }),
    ];
  }

  attachTo(stack: TerraformStack, project: string | undefined): TerraformBackend {
    const { storageAccountName, containerName, snapshots = true } = this.props;
    const file = `${stack.node.id}.tfstate`;
    return new AzurermBackend(stack, {
      storageAccountName,
      containerName,
      key: project === undefined ? file : `${project}/${file}`,
      useAzureadAuth: true,
      snapshot: snapshots,
    });
  }
}
