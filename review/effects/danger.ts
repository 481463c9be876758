import { asJson, Json } from "../../core/terraform/json";
import { lossOf } from "../../core/terraform/resource-kinds";
import { ResourceChange, StackPlan } from "../plan/stack-plan";
import { inPlaceOfMarks } from "../plan/value";
import { Finding } from "./finding";
import { idOf } from "./said";
import { firstBlock, nameWithoutRevision, titleOf } from "../words/resource-words";

/** What is lost, freed or unlocked by a deploy, and what Terraform will refuse. */
export function dangerOf(plans: readonly StackPlan[]): Finding[] {
  const deployed = plans.filter(({ existence }) => existence !== "gone");
  const after = new Set(
    deployed.flatMap(({ resources }) =>
      resources.flatMap((change) => publicNames(change.type, change.after)),
    ),
  );
  return deployed.flatMap(({ stack, resources }) =>
    resources.flatMap((change) =>
      [...lost(change), ...unlocked(change), ...freed(change, after), ...refused(change)].map((text, i) => ({
        id: idOf(stack, change, i),
        text,
      })),
    ),
  );
}

function lost(change: ResourceChange): string[] {
  const loss = lossOf(change.type);
  if (loss === undefined || !["delete", "replace"].includes(change.action)) return [];
  const what = titleOf(change.action === "replace" ? { ...change, after: change.before } : change);
  return [`The ${what} is ${change.action === "delete" ? "deleted" : "replaced"}, and ${loss} is lost.`];
}

function unlocked(change: ResourceChange): string[] {
  if (change.type !== "azurerm_management_lock" || change.action !== "delete") return [];
  return [`The ${titleOf(change)} goes: what it protects can be deleted from then on.`];
}

/** Public names that nothing has any more after the deploy. Anybody may take them. */
function freed(change: ResourceChange, after: ReadonlySet<string>): string[] {
  if (change.action !== "delete" && change.action !== "replace") return [];
  return publicNames(change.type, change.before)
    .filter((name) => !after.has(name))
    .filter((name) => !publicNames(change.type, change.after).includes(name))
    .map(
      (name) =>
        `The name ${name} becomes free: anybody in Azure may take it, and get what is still sent to it.`,
    );
}

function refused(change: ResourceChange): string[] {
  const [before, after] = [asJson(change.before), asJson(change.after)];
  const keepsName = typeof before.resource_group_name === "string" && before.name === after.name;
  return [
    ...(change.refused
      ? [
          `Terraform refuses this deploy: ${titleOf(change)} must not be destroyed, and what changes cannot be changed in place.`,
        ]
      : []),
    ...(change.comesFirst && keepsName && before.resource_group_name === after.resource_group_name
      ? [
          `Azure refuses this deploy: with a gated rollout the new ${titleOf(change)} is made first, while the old one still has its name. Give it another name in the same change.`,
        ]
      : []),
  ];
}

/** The end of a name as Terraform made it: what is computed at synth, and what it drew. */
const REVISION = /-[0-9a-f]{8}-[0-9a-f]{4}$/;

/** The names that a resource has in all of Azure, as far as they are known. */
function publicNames(type: string, attributes: Json | undefined): string[] {
  const label = (value: unknown, domain: string) => {
    const name = nameWithoutRevision(value);
    return name === undefined ? [] : [`${name}.${domain}`];
  };
  const of = asJson(attributes);
  switch (type) {
    case "azurerm_container_group": {
      // The label of a gated group has a revision in it: nobody calls it by that name.
      const text = String(of.dns_name_label ?? "");
      const isGated = text !== inPlaceOfMarks(text, "") || REVISION.test(text);
      return isGated ? [] : label(of.dns_name_label, `${String(of.location)}.azurecontainer.io`);
    }
    case "azurerm_container_registry":
      return label(of.name, "azurecr.io");
    case "azurerm_traffic_manager_profile":
      return label(firstBlock(of, "dns_config").relative_name, "trafficmanager.net");
    case "azurerm_storage_account":
      return label(of.name, "core.windows.net");
    default:
      return [];
  }
}
