import { Check, fail, NotAsked, pass, warn } from "../examination/check";
import { isKnown } from "../examination/declared";

/** Source: Azure REST API Reference, "Management Locks - List At Subscription Level". */
interface Lock {
  readonly id: string;
  readonly name: string;
  readonly properties: { readonly level: "CanNotDelete" | "ReadOnly" };
}

const LOCK = "/providers/microsoft.authorization/locks/";

export const locks: Check = {
  id: "locks",
  name: "locks",
  remedy: "az lock delete --ids ID",
  run: async (on) => {
    const declared = await on.declared();
    const groups = new Set(
      declared
        .of("azurerm_resource_group")
        .flatMap(({ attributes: { name } }) => (isKnown(name) ? [name.toLowerCase()] : [])),
    );
    if (groups.size === 0) throw new NotAsked("no resource group is declared");
    const azure = await on.azure();
    const all = await azure.list<Lock>("/providers/Microsoft.Authorization/locks", "2016-09-01");
    // The locks that a deploy makes itself: it knows how to go about them.
    const own = declared.of("azurerm_management_lock").map(({ attributes }) => attributes.name);
    const found = all.flatMap(({ id, name, properties: { level } }) => {
      const [scope = ""] = id.toLowerCase().split(LOCK);
      const group = /\/resourcegroups\/([^/]+)/.exec(scope)?.[1];
      if (group !== undefined && !groups.has(group)) return [];
      if (own.includes(name)) return [];
      return [
        {
          name,
          level,
          where: group === undefined ? "the subscription" : scope.slice(scope.indexOf(group)),
          group,
        },
      ];
    });
    if (found.length === 0) return pass("None is in the way.");
    const told = found.map(({ name, level, where }) => `${name} (${level}) on ${where}`).join(", ");
    const fix = [
      ...found.map(
        ({ name, group }) =>
          `az lock delete --name ${name}${group === undefined ? "" : ` --resource-group ${group}`}`,
      ),
      "az lock list --output table",
    ];
    return found.some(({ level }) => level === "ReadOnly")
      ? fail(`A lock lets nothing be changed: ${told}.`, fix)
      : warn(`A lock lets nothing be deleted, and a changed container group is: ${told}.`, fix);
  },
};
