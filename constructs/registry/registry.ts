import { Construct } from "constructs";
import { Fault, refuse } from "../../core/fault";

/** The login of a registry's admin user. */
export interface AdminLogin {
  readonly username: string;
  /** Sensitive. */
  readonly password: string;
}

/** What azurerm knows of a registry, whether it makes it or only looks it up. */
interface RegistryAttributes {
  readonly id: string;
  readonly name: string;
  readonly resourceGroupName: string;
  readonly location: string;
  readonly loginServer: string;
}

/**
 * A registry that identities, tokens, rules and the like are made for: a new one (`ContainerRegistry`) or one that exists
 * already (`ExistingContainerRegistry`).
 */
export abstract class Registry extends Construct {
  /** Which roles it heeds: see `RoleAssignmentMode`. */
  abstract readonly roleAssignmentMode: RoleAssignmentMode;
  /** The admin user's login; undefined where the admin user is known to be off. */
  abstract readonly admin?: AdminLogin;
  protected abstract readonly attributes: RegistryAttributes;

  /** Azure's id of the registry. */
  get registryId(): string {
    return this.attributes.id;
  }

  /** The registry's name. */
  get registryName(): string {
    return this.attributes.name;
  }

  /** The resource group that holds it. */
  get resourceGroupName(): string {
    return this.attributes.resourceGroupName;
  }

  /** Its Azure region. */
  get location(): string {
    return this.attributes.location;
  }

  /** The host name images are pushed to and pulled from. Read from Azure: sovereign clouds differ. */
  get loginServer(): string {
    return this.attributes.loginServer;
  }
}

/** The role assignment modes of a registry, by the names of the az CLI. */
export const ROLE_ASSIGNMENT_MODES = ["rbac", "rbac-abac"] as const;

/**
 * Which roles a registry heeds: those for a registry as a whole, such as AcrPull (`rbac`), or those for repositories, such
 * as Container Registry Repository Reader (`rbac-abac`), which it does instead.
 */
export type RoleAssignmentMode = (typeof ROLE_ASSIGNMENT_MODES)[number];

/** What is wrong with the names of a registry's rules, webhooks and the like, taken together: Azure heeds no case. */
export function checkEachNameOnce(property: string, entries: readonly { readonly name: string }[]): Fault[] {
  const names = entries.map(({ name }) => name.toLowerCase());
  return entries.flatMap(({ name }, i) => {
    const first = names.indexOf(names[i]!);
    if (first === i) return [];
    const allowed = "each name once, upper and lower case being the same";
    const fix = `rename it or remove it: ${property}[${first}] has that name`;
    return refuse(`${property}[${i}].name`, name, allowed, fix);
  });
}
