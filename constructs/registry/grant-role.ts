import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { Construct } from "constructs";

/** A role that an identity is given, and on what. */
export interface RoleGrant {
  /** Azure's id of what the role is for. */
  readonly scope: string;
  readonly roleDefinitionName: string;
  /** The object id of the identity. */
  readonly principalId: string;
}

/**
 * Gives an identity that is as new a role, and waits once until it works: Azure needs seconds to minutes, of which azurerm
 * waits for about 20 seconds, and nothing that Terraform can ask tells when. Whatever needs the role depends on the
 * assignment. A machine without `sh` goes on without the wait.
 *
 * Source: Azure documentation, "Troubleshoot Azure RBAC" (role assignment changes are not being detected).
 */
export function grantRole(scope: Construct, id: string, grant: RoleGrant): RoleAssignment {
  const assignment = new RoleAssignment(scope, id, {
    ...grant,
    // A new identity is not yet known to Entra ID everywhere; both settings keep Azure from looking it up.
    principalType: "ServicePrincipal",
    skipServicePrincipalAadCheck: true,
  });
  // A provisioner runs when the assignment is made and never again. As an override, for the bindings lack on_failure.
  assignment.addOverride("provisioner", [
    { "local-exec": { interpreter: ["sh", "-c"], command: "sleep 60", on_failure: "continue" } },
  ]);
  return assignment;
}
