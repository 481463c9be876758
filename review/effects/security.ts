import { asBlocks, asJson, Json } from "../../core/terraform/json";
import { ResourceChange, StackPlan } from "../plan/stack-plan";
import { isSymbolic } from "../plan/value";
import { Finding } from "./finding";
import { titleOf } from "../words/resource-words";
import { asList, capital, idOf, isChanged, narrower, said, Said, wider } from "./said";
import { securityOfApp } from "./security-of-apps";
import { securityOfGroup } from "./security-of-groups";
import { Side } from "./side";
import { listed } from "../words/listed";

/** What changes in who may do and reach what. */
export function securityOf(
  plans: readonly StackPlan[],
  subject: (stack: string) => string,
  base: Side | undefined,
  head: Side,
): Finding[] {
  const found = plans
    .filter(({ existence }) => existence !== "gone" && existence !== "destroyed")
    .flatMap(({ stack, resources }) =>
      resources.flatMap((change) =>
        (RULES[change.type]?.(change, subject(stack)) ?? []).map((said, i) => ({
          id: idOf(stack, change, i),
          ...said,
        })),
      ),
    );
  return base ? [...found, ...policyFindings(base, head), ...newSuppressions(base, head)] : found;
}

const RULES: Readonly<Record<string, (change: ResourceChange, subject: string) => Said[]>> = {
  azurerm_role_assignment: (change) => {
    const attributes = asJson(change.action === "delete" ? change.before : change.after);
    const role = String(attributes.role_definition_name ?? "a role");
    const where = scopeOf(attributes.scope);
    if (change.action === "create")
      return [wider(`The role ${role} is given${where} to ${holderOf(change)}.`)];
    if (change.action === "delete")
      return [narrower(`The role ${role} is taken away${where} from ${holderOf(change)}.`)];
    if (change.action === "replace") {
      const was = String(asJson(change.before).role_definition_name ?? "");
      if (was && was !== role)
        return [wider(`The role of ${holderOf(change)}${where} becomes ${role}; it was ${was}.`)];
      return [narrower(`The role ${role} of ${holderOf(change)}${where} is given anew.`)];
    }
    return [];
  },
  azurerm_container_registry_scope_map: (change) => {
    const rights = (of: Json | undefined) => asList(of?.actions).map(shortRight);
    const name = String(asJson(change.after ?? change.before).name);
    const [before, after] = [rights(change.before), rights(change.after)];
    const came = after.filter((right) => !before.includes(right));
    const went = before.filter((right) => !after.includes(right));
    return [
      ...(came.length > 0 ? [wider(`The token ${name} may: ${came.join(", ")}.`)] : []),
      ...(went.length > 0 ? [narrower(`The token ${name} may no more: ${went.join(", ")}.`)] : []),
    ];
  },
  azurerm_container_registry: (change, subject) => [
    ...switched(change, "admin_enabled", `The admin user of ${subject}, who may push and pull everything,`),
    ...switched(change, "anonymous_pull_enabled", `Pulling from ${subject} without a login`),
    ...switched(
      change,
      "public_network_access_enabled",
      `Access to ${subject} from the public network`,
      true,
    ),
    ...ranges(change, subject),
    ...(isChanged(change, "network_rule_bypass_option")
      ? [
          said(
            `Azure's trusted services ${asJson(change.after).network_rule_bypass_option === "None" ? "no more get" : "get"} around the network rules of ${subject}.`,
            asJson(change.after).network_rule_bypass_option !== "None",
          ),
        ]
      : []),
    ...switched(change, "export_policy_enabled", `Export of images from ${subject}`, true),
    ...switched(
      change,
      "quarantine_policy_enabled",
      `Quarantine of pushed images in ${subject}`,
      false,
      true,
    ),
  ],
  azurerm_container_app: securityOfApp,
  azurerm_container_group: securityOfGroup,
  azurerm_management_lock: (change) => {
    if (change.action === "create")
      return [
        narrower(`${capital(titleOf(change))} is new: nothing below it can be deleted while it is there.`),
      ];
    if (change.action === "delete")
      return [wider(`${capital(titleOf(change))} goes: what it kept from being deleted can be deleted.`)];
    return [];
  },
  azurerm_container_registry_webhook: (change) =>
    change.action === "create" || isChanged(change, "service_uri")
      ? [
          said(
            `${capital(titleOf(change))} tells an address outside of what happens to images.`,
            change.action === "create",
          ),
        ]
      : [],
  azurerm_container_registry_cache_rule: (change) =>
    change.action === "create" || change.action === "replace"
      ? [
          narrower(
            `Images of ${String(asJson(change.after).source_repo)} can be pulled from the registry as ${String(asJson(change.after).target_repo)}.`,
          ),
        ]
      : [],
  azurerm_storage_account: (change) => [
    ...switched(change, "shared_access_key_enabled", `Access to ${titleOf(change)} by key`, true),
    ...switched(
      change,
      "public_network_access_enabled",
      `Access to ${titleOf(change)} from the public network`,
      true,
    ),
    ...switched(change, "allow_nested_items_to_be_public", `Public blobs in ${titleOf(change)}`, true),
  ],
};

/** A switch that was turned; on a new resource, one that stands where it lets more happen than Azure's usual. */
function switched(
  change: ResourceChange,
  name: string,
  what: string,
  byDefault = false,
  onNarrows = false,
): Said[] {
  const value = (of: Json | undefined) => (of?.[name] ?? byDefault) === true;
  const after = value(change.after);
  if (change.action === "delete" || !change.after) return [];
  if (
    change.action === "create" ? after === byDefault || after === onNarrows : value(change.before) === after
  )
    return [];
  return [
    said(
      `${what} ${change.action === "create" ? "is" : "is turned"} ${after ? "on" : "off"}.`,
      after !== onNarrows,
    ),
  ];
}

function ranges(change: ResourceChange, subject: string): Said[] {
  const rules = (of: Json | undefined) =>
    asBlocks(asBlocks(of?.network_rule_set)[0]?.ip_rule).map(({ ip_range }) => String(ip_range));
  const [before, after] = [rules(change.before), rules(change.after)];
  if (before.join() === after.join()) return [];
  if (after.length === 0)
    return change.action === "delete"
      ? []
      : [wider(`${capital(subject)} answers every address; it answered ${before.join(", ")} only.`)];
  const came = after.filter((range) => !before.includes(range));
  const was = `; it answered ${before.length > 0 ? before.join(", ") : "every address"}`;
  return [
    said(
      `${capital(subject)} answers ${after.join(", ")} only${change.action === "create" ? "" : was}.`,
      before.length > 0 && came.length > 0,
    ),
  ];
}

function policyFindings(base: Side, head: Side): Finding[] {
  const known = new Set(
    [...base.stacks.values()].flatMap(({ name, warnings }) => warnings.map((text) => `${name} ${text}`)),
  );
  return [...head.stacks.values()].flatMap(({ name, warnings }) =>
    warnings
      .filter((text) => text.startsWith("policy ") && !known.has(`${name} ${text}`))
      .map((text) => ({
        id: `${name}/${text.split(":")[0]!.replace(" ", "/")}`,
        text: `New finding in ${name}: ${text}`,
        widens: true,
      })),
  );
}

/** Told once for all stacks that are excepted for one reason. */
function newSuppressions(base: Side, head: Side): Finding[] {
  const key = ({ policy, stack, reason }: Side["suppressions"][number]) =>
    JSON.stringify([policy, stack, reason]);
  const known = new Set(base.suppressions.map(key));
  const stacks = new Map<string, string[]>();
  for (const one of head.suppressions.filter((one) => !known.has(key(one)))) {
    const said = JSON.stringify([one.policy, one.reason]);
    stacks.set(said, [...(stacks.get(said) ?? []), one.stack]);
  }
  return [...stacks].map(([said, names]) => {
    const [policy, reason] = JSON.parse(said) as [string, string];
    return {
      id: `suppression/${policy}/${names[0]}`,
      text: `The policy ${policy} does not hold any more for ${listed(names)}. The reason given: ${reason}`,
      widens: true,
    };
  });
}

/** `repositories/hello/content/write` in words. */
function shortRight(action: unknown): string {
  const [, repository, right] = /^repositories\/(.+)\/(\w+\/\w+)$/.exec(String(action)) ?? [];
  const words: Record<string, string> = {
    "content/write": "push to",
    "content/read": "pull from",
    "content/delete": "delete in",
    "metadata/read": "list the tags of",
    "metadata/write": "lock tags of",
  };
  return right ? `${words[right] ?? right} ${repository}` : String(action);
}

function scopeOf(scope: unknown): string {
  const [, id] = /^\uE000id (.*)\uE001$/.exec(String(scope)) ?? [];
  const name = id && (JSON.parse(id) as unknown[]).at(-1);
  if (typeof name === "string") return ` on ${name}`;
  const last = isSymbolic(scope)
    ? undefined
    : String(scope ?? "")
        .split("/")
        .at(-1);
  return last ? ` on ${last}` : "";
}

function holderOf({ path }: ResourceChange): string {
  const [holder = ""] = path.split("/");
  return holder === "pull-identity" ? "the identity that pulls" : `the ${holder.replaceAll("-", " ")}`;
}
