import { onceForEach } from "../../core/once";
import { NotAsked } from "../examination/check";
import { Azure } from "../sign-in/azure";

/** Source: Azure REST API Reference, "Role Assignments - List For Subscription". */
interface RoleAssignment {
  readonly properties: {
    readonly roleDefinitionId: string;
    readonly scope: string;
    readonly condition?: string | null;
  };
}

/** Source: Azure REST API Reference, "Role Definitions - Get By Id". */
interface RoleDefinition {
  readonly properties: {
    readonly roleName: string;
    readonly permissions: readonly {
      readonly actions: readonly string[];
      readonly notActions: readonly string[];
    }[];
  };
}

/** A role that somebody has, and where. */
interface Grant {
  readonly role: string;
  readonly scope: string;
  readonly isConditional: boolean;
  readonly permissions: RoleDefinition["properties"]["permissions"];
}

/** Whether something may be done: only under a condition, which only Azure can evaluate, is `"perhaps"`. */
export type Verdict = "yes" | "perhaps" | "no";

const VERSION = "2022-04-01";

/** What whoever is signed in may do, by the roles that they and their groups have. */
export class Permissions {
  private constructor(
    private readonly subscription: string,
    private readonly grants: readonly Grant[],
  ) {}

  /** The names of the roles. */
  get roles(): string[] {
    return [...new Set(this.grants.map(({ role }) => role))].sort();
  }

  /** @throws NotAsked if nobody can tell */
  static async read(azure: Azure): Promise<Permissions> {
    const { principal, subscription } = azure;
    if (principal === undefined) throw new NotAsked("the token does not say who is signed in");
    const assignments = await azure.list<RoleAssignment>(
      `/providers/Microsoft.Authorization/roleAssignments?$filter=${encodeURIComponent(`assignedTo('${principal}')`)}`,
      VERSION,
    );
    // Rights by Azure Lighthouse are not in the list, and a guest may see nothing of it.
    if (assignments.length === 0)
      throw new NotAsked("Azure lists no role of yours (as for guests, and with Azure Lighthouse)");
    const ids = [...new Set(assignments.map(({ properties }) => properties.roleDefinitionId))];
    const definitions = new Map(
      await Promise.all(
        ids.map(async (id) => [id, (await azure.read<RoleDefinition>(id, VERSION)).body] as const),
      ),
    );
    return new Permissions(
      subscription,
      assignments.flatMap(({ properties: { roleDefinitionId, scope, condition } }) => {
        const definition = definitions.get(roleDefinitionId);
        if (!definition) return [];
        const { roleName, permissions } = definition.properties;
        return [{ role: roleName, scope, isConditional: Boolean(condition), permissions }];
      }),
    );
  }

  /**
   * Whether an action is allowed in a resource group: what one role excepts another may allow.
   * Source: Azure documentation, "Understand Azure role definitions" (Actions minus NotActions, for each role).
   */
  may(action: string, resourceGroup?: string): Verdict {
    const target = `/subscriptions/${this.subscription}${resourceGroup === undefined ? "" : `/resourceGroups/${resourceGroup}`}`;
    const allowing = this.grants.filter(
      ({ scope, permissions }) =>
        covers(scope, target) &&
        permissions.some(
          ({ actions, notActions }) => matches(actions, action) && !matches(notActions, action),
        ),
    );
    if (allowing.some(({ isConditional }) => !isConditional)) return "yes";
    return allowing.length > 0 ? "perhaps" : "no";
  }
}

function covers(scope: string, target: string): boolean {
  const above = scope.toLowerCase().replace(/\/$/, "");
  // A management group is listed only if the subscription is in it.
  if (above === "" || above.startsWith("/providers/microsoft.management/managementgroups/")) return true;
  return target.toLowerCase() === above || target.toLowerCase().startsWith(`${above}/`);
}

function matches(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`, "i").test(action);
  });
}

/** Asks once. */
export const permissionsOf = onceForEach((azure: Azure) => Permissions.read(azure));
