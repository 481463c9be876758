import { Check, fail, Finding, NotAsked, pass, warn } from "../examination/check";
import { Declared, isKnown } from "../examination/declared";
import { Examination } from "../examination/examination";
import { kindOf } from "./kinds";
import { permissionsOf } from "./permissions";

/** Kinds whose writing is a right of its own. */
const APART = ["azurerm_role_assignment", "azurerm_management_lock"];

export const mayWrite: Check = {
  id: "may-write",
  name: "may make what is declared",
  remedy: "ask for the role Contributor",
  run: (on) =>
    judge(
      on,
      (type) => !APART.includes(type),
      (denied) => [
        `Have an Owner type: az role assignment create --assignee YOU --role Contributor --scope /subscriptions/$ARM_SUBSCRIPTION_ID`,
        ...(denied.every((action) => /resourceGroups\/write$/.test(action))
          ? ["Or have them make the resource groups, and give you the role there."]
          : []),
        AFTERWARDS,
      ],
    ),
};

export const mayAssignRoles: Check = {
  id: "may-assign-roles",
  name: "may assign roles",
  remedy: "ask for the role Role Based Access Control Administrator, or set pullIdentityId on the registry",
  run: (on) =>
    judge(
      on,
      (type) => type === "azurerm_role_assignment",
      (_, groups) => [
        `Have an Owner type: az role assignment create --assignee YOU --role "Role Based Access Control Administrator" --scope ${scopeOf(groups)}`,
        "Or pull by an identity that may pull already: pullIdentityId on the registry (docs/registry.md).",
        AFTERWARDS,
      ],
    ),
};

export const mayLock: Check = {
  id: "may-lock",
  name: "may lock",
  remedy: "ask for the role Owner or User Access Administrator, or deleteLock: false",
  run: (on) =>
    judge(
      on,
      (type) => type === "azurerm_management_lock",
      (_, groups) => [
        `Have an Owner type: az role assignment create --assignee YOU --role "User Access Administrator" --scope ${scopeOf(groups)}`,
        "Or leave the lock out: deleteLock: false on the registry.",
        AFTERWARDS,
      ],
    ),
};

const AFTERWARDS = "After a role was given: az login again, and wait a minute.";

function scopeOf(groups: readonly string[]): string {
  const [group] = groups;
  const subscription = "/subscriptions/$ARM_SUBSCRIPTION_ID";
  return groups.length === 1 ? `${subscription}/resourceGroups/${group}` : subscription;
}

/** A right to write, and the resource groups that it is needed in. */
interface Need {
  readonly action: string;
  readonly group?: string;
}

async function judge(
  on: Examination,
  isMeant: (type: string) => boolean,
  fix: (denied: readonly string[], groups: readonly string[]) => string[],
): Promise<Finding> {
  const declared = await on.declared();
  const needs = needsOf(declared, isMeant);
  if (needs.length === 0) throw new NotAsked("nothing that is declared needs it");
  const permissions = await permissionsOf(await on.azure());
  const judged = needs.map((need) => ({ ...need, verdict: permissions.may(need.action, need.group) }));
  const denied = judged.filter(({ verdict }) => verdict === "no");
  const roles = permissions.roles.join(", ");
  const actionsOf = (some: readonly Need[]) => [...new Set(some.map(({ action }) => action))];
  const groupsOf = (some: readonly Need[]) => [...new Set(some.flatMap(({ group }) => group ?? []))];
  if (denied.length > 0) {
    const [first, ...more] = actionsOf(denied);
    const where = groupsOf(denied);
    return fail(
      `You may not do ${first}${more.length > 0 ? ` and ${more.length} more` : ""} in ${where.join(", ")}. Your roles: ${roles}.`,
      fix(actionsOf(denied), where),
    );
  }
  const perhaps = judged.filter(({ verdict }) => verdict === "perhaps");
  if (perhaps.length === 0) return pass(`by the roles ${roles}`);
  return warn(
    `You may do ${actionsOf(perhaps).join(", ")} under a condition only, and which cases that allows only Azure can tell.`,
    ["See the condition: az role assignment list --assignee YOU --all --query '[].condition'"],
    ["https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-overview"],
  );
}

/** What is written, each kind once in each resource group. */
function needsOf(declared: Declared, isMeant: (type: string) => boolean): Need[] {
  const needs = [...declared.types].filter(isMeant).flatMap((type) => {
    const kind = kindOf(type);
    if (kind === undefined) return [];
    return declared.of(type).flatMap(({ stack, attributes }): Need[] => {
      const own = type === "azurerm_resource_group" ? attributes.name : attributes.resource_group_name;
      // A role or a lock lies on a resource of its stack, so in a group of it.
      const [first] = declared.of("azurerm_resource_group").filter((group) => group.stack === stack);
      const group = isKnown(own) ? own : first?.attributes.name;
      return [{ action: `${kind}/write`, group: isKnown(group) ? group : undefined }];
    });
  });
  return [...new Map(needs.map((need) => [`${need.action} ${need.group}`, need])).values()];
}
