import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { Backend } from "../backends/backend";
import { StateStorage, StateStorageProps } from "../constructs/state/state-storage";
import { literalTexts } from "../core/terraform/literal-text";
import { declareOutput } from "./stack-outputs";

/** What a {@link BootstrapStack} is made from. */
export interface BootstrapStackProps extends StateStorageProps {
  readonly backend: Backend;
}

/**
 * What must exist before state can be kept in Azure Storage. It is applied with local state first and then moves its
 * own state into the account: `docs/state.md` has the steps.
 *
 * Outputs: `storage_account_name` and `container_name`, as `Backend.azurerm` takes them.
 */
export class BootstrapStack extends TerraformStack {
  constructor(scope: Construct, id: string, { backend, ...props }: BootstrapStackProps) {
    super(scope, id);
    backend.attachTo(this);
    new AzurermProvider(this, "azurerm", {
      // Without shared keys the provider must sign in by Entra ID too, and must not wait for data that whoever runs
      // the first deploy has no right to read yet.
      storageUseAzuread: true,
      features: [{ storage: [{ dataPlaneAvailable: false }] }],
    });
    const resourceGroup = new ResourceGroup(this, "resource-group", {
      name: props.resourceGroupName,
      location: props.location,
      tags: literalTexts(props.tags),
    });
    new StateStorage(this, "state-storage", { ...props, resourceGroupName: resourceGroup.name });

    declareOutput(this, "storage_account_name", props.storageAccountName, {
      description: "The storage account that keeps the state",
    });
    declareOutput(this, "container_name", props.containerName, {
      description: "The container in it",
    });
  }
}
