/**
 * A registry that identities, tokens, rules and the like are made for: a new one (`ContainerRegistry`) or one that exists
 * already (`ExistingContainerRegistry`).
 */
export interface Registry {
  /** Azure's id of the registry. */
  readonly registryId: string;
  /** The registry's name. */
  readonly registryName: string;
  /** The resource group that holds it. */
  readonly resourceGroupName: string;
  /** Its Azure region. */
  readonly location: string;
  /** The host name images are pushed to and pulled from. */
  readonly loginServer: string;
  /** Which roles it heeds: see `RoleAssignmentMode`. */
  readonly roleAssignmentMode: RoleAssignmentMode;
}

/** The role assignment modes of a registry, by the names of the az CLI. */
export const ROLE_ASSIGNMENT_MODES = ["rbac", "rbac-abac"] as const;

/**
 * Which roles a registry heeds: those for a registry as a whole, such as AcrPull (`rbac`), or those for repositories, such
 * as Container Registry Repository Reader (`rbac-abac`), which it does instead.
 */
export type RoleAssignmentMode = (typeof ROLE_ASSIGNMENT_MODES)[number];
