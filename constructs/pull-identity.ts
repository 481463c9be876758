import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import { Construct } from "constructs";
import { checkName } from "./azure-names";
import { ContainerRegistry } from "./container-registry";
import { reportProblems } from "./problem";

/** What a {@link PullIdentity} is made from. */
export interface PullIdentityProps {
  /** The registry it may pull from. The identity is made in that registry's resource group. */
  readonly registry: ContainerRegistry;
  /** The identity's name: 3–128 letters, digits, hyphens and underscores. */
  readonly name: string;
  /** The Azure region, for example `westeurope`. */
  readonly location: string;
  /**
   * Azure tags.
   * @default - no tags
   */
  readonly tags?: Record<string, string>;
}

/**
 * A user-assigned identity with the role AcrPull on one registry, so that container groups pull without a password.
 *
 * It is made with the registry, not with the group: a role assignment takes effect with a delay, and a group that
 * starts before it fails with `InaccessibleImage`.
 */
export class PullIdentity extends Construct {
  /** The role assignment; whoever hands the identity on depends on it. */
  readonly grant: RoleAssignment;
  private readonly resource: UserAssignedIdentity;

  constructor(scope: Construct, id: string, { registry, name, location, tags }: PullIdentityProps) {
    super(scope, id);
    reportProblems(this, checkName("userAssignedIdentity", "name", name, "choose another name"));
    this.resource = new UserAssignedIdentity(this, "Resource", {
      name,
      location,
      resourceGroupName: registry.resourceGroupName,
      tags,
    });
    this.grant = new RoleAssignment(this, "acr-pull", {
      scope: registry.registryId,
      roleDefinitionName: "AcrPull",
      principalId: this.resource.principalId,
      // A new identity is not yet known to Entra ID everywhere; both settings keep Azure from looking it up.
      principalType: "ServicePrincipal",
      skipServicePrincipalAadCheck: true,
    });
  }

  /** Azure's id of the identity. */
  get identityId(): string {
    return this.resource.id;
  }
}
