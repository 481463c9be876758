import { DataAzurermContainerRegistry } from "@cdktf/provider-azurerm/lib/data-azurerm-container-registry";
import { Construct } from "constructs";
import { checkAzureId, nameInId, resourceGroupInId } from "../../core/azure/ids";
import { checkName } from "../../core/azure/names";
import { checkChoice, Fault, reportFaults } from "../../core/fault";
import { AdminLogin, Registry, ROLE_ASSIGNMENT_MODES, RoleAssignmentMode } from "./registry";

/** A registry that exists already, by name or by Azure's id, in the subscription that Terraform works in. */
export type ExistingRegistry = (
  | {
      /** The registry's name. */
      readonly name: string;
      /** The resource group that holds it. */
      readonly resourceGroupName: string;
    }
  | {
      /** `/subscriptions/…/providers/Microsoft.ContainerRegistry/registries/NAME` */
      readonly id: string;
    }
) & {
  /**
   * Which roles it heeds, as `az acr show --query roleAssignmentMode` says. In ABAC mode it ignores AcrPull.
   * @default "rbac"
   */
  readonly roleAssignmentMode?: RoleAssignmentMode;
};

/** A registry that exists already. Nothing about it is changed. */
export class ExistingContainerRegistry extends Registry {
  readonly roleAssignmentMode: RoleAssignmentMode;
  /** Empty while the admin user is off. */
  readonly admin: AdminLogin;
  protected readonly attributes: DataAzurermContainerRegistry;

  constructor(scope: Construct, id: string, existing: ExistingRegistry) {
    super(scope, id);
    reportFaults(this, faultsOf(existing));
    this.roleAssignmentMode = existing.roleAssignmentMode ?? "rbac";
    this.attributes = new DataAzurermContainerRegistry(this, "Resource", placeOf(existing));
    this.admin = { username: this.attributes.adminUsername, password: this.attributes.adminPassword };
  }
}

/** The name of a registry that exists already. */
export function existingName(existing: ExistingRegistry): string {
  return placeOf(existing).name;
}

function placeOf(existing: ExistingRegistry): { name: string; resourceGroupName: string } {
  if (!("id" in existing)) return { name: existing.name, resourceGroupName: existing.resourceGroupName };
  return { name: nameInId(existing.id), resourceGroupName: resourceGroupInId(existing.id) ?? "" };
}

function faultsOf(existing: ExistingRegistry): Fault[] {
  return [
    ...("id" in existing
      ? checkAzureId("containerRegistry", "id", existing.id, 'copy it from "az acr show"')
      : [
          ...checkName("registry", "name", existing.name, 'copy "name" from "az acr list"'),
          ...checkName(
            "resourceGroup",
            "resourceGroupName",
            existing.resourceGroupName,
            'copy "resourceGroup" from "az acr list"',
          ),
        ]),
    ...checkChoice("roleAssignmentMode", existing.roleAssignmentMode, ROLE_ASSIGNMENT_MODES),
  ];
}
