import { asBlocks, asJson } from "../../core/terraform/json";
import { nounOf, templateOf } from "../../core/terraform/resource-kinds";
import { AttributeChange, ResourceChange } from "../plan/stack-plan";
import { canonical, isSymbolic } from "../plan/value";
import { labelOf, shownValue } from "./attribute-words";

/** How an image or another changed stack is told, by the name of the stack. */
export type StackWords = (stack: string) => string | undefined;

/** Why a resource changes, what weighs most first; each cause once. */
export function causesOf(
  change: ResourceChange,
  others: readonly ResourceChange[],
  words: StackWords,
): string[] {
  const follows = ({ because = [], before, after }: AttributeChange) =>
    because.length > 0 && !isNothing(before) && !isNothing(after);
  const direct = change.changes.filter((one) => !follows(one));
  const following = change.changes.filter(follows);
  const triggers = change.triggeredBy.flatMap((address) =>
    others.filter((other) => other.address === address),
  );
  const isNamed = direct.some(({ replaces }) => replaces);
  const told = (replaces: boolean) => ({
    direct: direct.filter((one) => one.replaces === replaces).map((one) => describe(one, change)),
    following: following
      .filter((one) => one.replaces === replaces)
      .flatMap((one) => consequence(one, change, others, words)),
  });
  const [weighty, light] = [told(true), told(false)];
  const named = [
    ...(change.isDamaged ? ["a deploy failed while making it"] : []),
    ...weighty.direct,
    ...weighty.following,
    ...light.direct,
    ...(isNamed
      ? []
      : triggers.flatMap(({ changes }) =>
          changes.filter((one) => !isAmong(one, direct)).flatMap(triggerWords),
        )),
    ...light.following,
  ];
  const causes = [...new Set(named)];
  // A name that follows from a revision is no cause of its own.
  return causes.length > 1 ? causes.filter((cause) => cause !== A_REVISION) : causes;
}

const A_REVISION = "its revision changes";

function describe(change: AttributeChange, { before, after }: ResourceChange): string {
  const { path, key } = withoutTemplate(change);
  const index = /^(?:init_)?container\[(\d+)\]/.exec(path)?.[1];
  const list = path.startsWith("init_") ? "init_container" : "container";
  const of = after ?? before;
  const container = asBlocks(templateOf(of ?? {})[list])[Number(index ?? 0)];
  const owner =
    index !== undefined && key !== list && Number(index) > 0 ? `${String(container?.name)}: ` : "";
  const variable = /\.env\[(\d+)\]\./.exec(path)?.[1];
  const entry =
    variable === undefined
      ? lastKey(path, key)
      : ` ${String(asBlocks(container?.env)[Number(variable)]?.name)}`;
  return owner + difference({ ...change, key }, entry);
}

/** What a container app says in its template, a container group says at the top. */
function withoutTemplate<T extends Pick<AttributeChange, "path" | "key">>(change: T): T {
  const path = change.path.replace(/^template(\[0\])?\./, "");
  return { ...change, path, key: change.key.replace(/^template\./, "") };
}

/** The key of a map's entry, by which it is told: `LOG_LEVEL`. */
function lastKey(path: string, key: string): string {
  const depth = key.split(".").length;
  const entry = path.split(".").slice(depth).join(".");
  return entry ? ` ${entry}` : "";
}

function difference({ key, sensitive, ...change }: AttributeChange, entry: string): string {
  const [before, after] = orOff(change.before, change.after);
  const label = labelOf(key) + entry;
  const [from, to] = sensitive || entry ? [] : [shownValue(key, before), shownValue(key, after)];
  const added = isNothing(before);
  const removed = isNothing(after);
  if (
    Array.isArray(before) ||
    Array.isArray(after) ||
    typeof before === "object" ||
    typeof after === "object"
  ) {
    const isBlock = !Array.isArray(before) && !Array.isArray(after);
    const what = isBlock && (to ?? from) && (to ?? from) !== "one" ? `${label} ${to ?? from}` : label;
    if (added) return `${what} is new`;
    if (removed) return `${what} is gone`;
    return from !== undefined && to !== undefined && from !== to
      ? `${label} ${from} → ${to}`
      : `${label} changes`;
  }
  if (from !== undefined && to !== undefined) return `${label} ${from} → ${to}`;
  if (added) return to === undefined ? `${label} is new` : `${label} ${to} is new`;
  if (removed) return from === undefined ? `${label} is gone` : `${label} ${from} is gone`;
  return `${label} changes`;
}

/** A switch that is not there is off. */
function orOff(before: unknown, after: unknown): [unknown, unknown] {
  const isSwitch = typeof before === "boolean" || typeof after === "boolean";
  return isSwitch ? [before ?? false, after ?? false] : [before, after];
}

function isNothing(value: unknown): boolean {
  return (
    value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)
  );
}

/** Whether what stands in a trigger changes in the resource itself too, and is told of there. */
function isAmong({ path }: AttributeChange, changes: readonly AttributeChange[]): boolean {
  return changes.some(({ key }) => path.replace(/^input(\[0\])?\./, "").startsWith(key.split(".")[0]!));
}

/** What stands in a trigger, in the words of what it stands for. */
function triggerWords({ before, after, ...change }: AttributeChange): string[] {
  const path = change.path.replace(/^input(\[0\])?\./, "");
  if (!path.startsWith("containers")) return [`${labelOf(path)} changes`];
  const settings = (value: unknown) =>
    new Map(
      asBlocks(value).flatMap(({ name, ...rest }) =>
        Object.entries(rest).map(([key, one]) => [`${String(name)} ${key}`, one]),
      ),
    );
  const [from, to] = [settings(before), settings(after)];
  return [...new Set([...from.keys(), ...to.keys()])]
    .filter((key) => canonical(from.get(key)) !== canonical(to.get(key)))
    .map((key) =>
      difference(
        {
          path,
          key: `container.${key.split(" ")[1]}`,
          before: from.get(key),
          after: to.get(key),
          replaces: true,
        },
        "",
      ),
    );
}

/**
 * Why a value changes that follows another resource or another stack. What is applied already has no words any more: then
 * the value itself is known, and shown.
 */
function consequence(
  change: AttributeChange,
  resource: ResourceChange,
  others: readonly ResourceChange[],
  words: StackWords,
): string[] {
  const { key, because = [], before, after, sensitive } = change;
  return because.map((source) => {
    const other = others.find(({ address }) => address === source);
    if (other?.path.endsWith("/revision")) return A_REVISION;
    if (other?.path.endsWith("/secrets")) return `${labelOf("secret")} changes`;
    if (other)
      return other.type === resource.type
        ? `${nounOf(other.type)} is replaced`
        : `the ${nounOf(other.type)} is made anew`;
    const [stack = "", output] = source.split(".");
    const isOpen = sensitive === true || isSymbolic(before) || isSymbolic(after);
    return (
      words(stack) ?? (isOpen ? `${labelOf(key)} follows ${output} of ${stack}` : describe(change, resource))
    );
  });
}

/** The changes of a group's attributes that are blocks of one kind, for findings: which came and which went. */
export function cameAndWent(change: ResourceChange, name: string): { came: unknown[]; went: unknown[] } {
  const [before, after] = [change.before, change.after].map((one) => asBlocks(asJson(one)[name]));
  const missingIn = (list: unknown[]) => (item: unknown) =>
    !list.some((other) => canonical(other) === canonical(item));
  return { came: after!.filter(missingIn(before!)), went: before!.filter(missingIn(after!)) };
}
