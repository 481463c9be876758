import { DataAzurermContainerRegistry } from "@cdktf/provider-azurerm/lib/data-azurerm-container-registry";
import { Construct } from "constructs";
import { checkAzureId, nameInId, resourceGroupInId } from "../../core/azure/ids";
import { checkName } from "../../core/azure/names";
import { checkChoice, Fault, reportFaults } from "../../core/fault";
import { Registry, ROLE_ASSIGNMENT_MODES, RoleAssignmentMode } from "./registry";

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
export class ExistingContainerRegistry extends Construct implements Registry {
  readonly roleAssignmentMode: RoleAssignmentMode;
  private readonly data: DataAzurermContainerRegistry;

  constructor(scope: Construct, id: string, existing: ExistingRegistry) {
    super(scope, id);
    reportFaults(this, faultsOf(existing));
    this.roleAssignmentMode = existing.roleAssignmentMode ?? "rbac";
    this.data = new DataAzurermContainerRegistry(this, "Resource", placeOf(existing));
  }

  get registryId(): string {
    return this.data.id;
  }

  get registryName(): string {
    return this.data.name;
  }

  get resourceGroupName(): string {
    return this.data.resourceGroupName;
  }

  get location(): string {
    return this.data.location;
  }

  get loginServer(): string {
    return this.data.loginServer;
  }

  /** The admin user's name; empty while the admin user is off. */
  get adminUsername(): string {
    return this.data.adminUsername;
  }

  /** The admin user's password, sensitive; empty while the admin user is off. */
  get adminPassword(): string {
    return this.data.adminPassword;
  }
}

function placeOf(existing: ExistingRegistry): { name: string; resourceGroupName: string } {
  if (!("id" in existing)) return { name: existing.name, resourceGroupName: existing.resourceGroupName };
  return { name: nameInId(existing.id), resourceGroupName: resourceGroupInId(existing.id) ?? "" };
}

function faultsOf(existing: ExistingRegistry): Fault[] {
  const mode = checkChoice("roleAssignmentMode", existing.roleAssignmentMode, ROLE_ASSIGNMENT_MODES);
  if ("id" in existing) {
    return [...checkAzureId("containerRegistry", "id", existing.id, 'copy it from "az acr show"'), ...mode];
  }
  return [
    ...checkName("registry", "name", existing.name, "write the registry's name"),
    ...checkName("resourceGroup", "resourceGroupName", existing.resourceGroupName, "write its name"),
    ...mode,
  ];
}
