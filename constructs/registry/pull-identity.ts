import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import { Construct } from "constructs";
import { checkName } from "../../core/azure/names";
import { checkTags, Tags } from "../../core/azure/tags";
import { reportFaults } from "../../core/fault";
import { literalTexts } from "../../core/terraform/literal-text";
import { grantRole } from "./grant-role";
import { Registry } from "./registry";

/** What a {@link PullIdentity} is made from. */
export interface PullIdentityProps {
  /** The registry it may pull from. */
  readonly registry: Registry;
  /**
   * The resource group that holds the identity.
   * @default - the registry's
   */
  readonly resourceGroupName?: string;
  /** The identity's name: 3–128 letters, digits, hyphens and underscores. */
  readonly name: string;
  /** The Azure region, for example `westeurope`. */
  readonly location: string;
  /**
   * Azure tags.
   * @default - no tags
   */
  readonly tags?: Tags;
}

/**
 * The role that may pull, by the registry's role assignment mode: in ABAC mode it heeds no AcrPull.
 * Source: Azure documentation, "Azure attribute-based access control for repository permissions in ACR".
 */
const PULL_ROLES = { rbac: "AcrPull", "rbac-abac": "Container Registry Repository Reader" } as const;

/**
 * A user-assigned identity that may pull from one registry, so that container groups need no password.
 *
 * It is made with the registry, not with the group: a role assignment takes effect with a delay, and a group that
 * starts before it fails with `InaccessibleImage`.
 */
export class PullIdentity extends Construct {
  /** The role assignment, which is done once the role works; whoever hands the identity on depends on it. */
  readonly grant: RoleAssignment;
  private readonly resource: UserAssignedIdentity;

  constructor(scope: Construct, id: string, props: PullIdentityProps) {
    super(scope, id);
    const { registry, name, location, tags } = props;
    reportFaults(this, [...checkName("userAssignedIdentity", "name", name), ...checkTags("tags", tags)]);
    this.resource = new UserAssignedIdentity(this, "Resource", {
      name,
      location,
      resourceGroupName: props.resourceGroupName ?? registry.resourceGroupName,
      tags: literalTexts(tags),
    });
    this.grant = grantRole(this, "acr-pull", {
      scope: registry.registryId,
      roleDefinitionName: PULL_ROLES[registry.roleAssignmentMode],
      principalId: this.resource.principalId,
    });
  }

  /** Azure's id of the identity. */
  get identityId(): string {
    return this.resource.id;
  }
}
