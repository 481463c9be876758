import { regionKey } from "../core/azure/location";
import { asBlocks, asJson, Json, keysOf } from "../core/terraform/json";
import { WORKLOADS } from "../core/terraform/resource-kinds";
import { compareAttributes } from "./plan/compare-attributes";
import { piecesOf } from "./plan/expression";
import { factsOf, ResourceFacts } from "./plan/provider-facts";
import { resourcesOf } from "./plan/stack-model";
import { symbol } from "./plan/value";
import { isNamed } from "./words/attribute-words";
import { causesOf } from "./words/causes";

/** A resource as a state has it. */
interface Deployed {
  readonly type: string;
  /** Some of them are secret. */
  readonly attributes: Json;
}

/** Stands on both sides for what only a deploy knows, such as the image that it builds. */
const OPEN = symbol("open");

/**
 * What a stack declares of what runs its app otherwise than the state has it, in the words of a review: sizes, ports,
 * variables, names. What follows from other resources is not compared: `npm run deploy` shows that.
 */
export function differencesFrom(state: readonly Deployed[], stack: Json): string[] {
  const declared = [...resourcesOf(stack).values()].find(({ type }) => WORKLOADS.includes(type));
  const deployed = state.find(({ type }) => WORKLOADS.includes(type));
  if (!declared || !deployed) return [];
  const { type } = declared;
  if (deployed.type !== type) return ["its platform changes"];
  const facts = factsOf(type);
  const [before, after] = comparable(facts, "", deployed.attributes, declared.attributes).map(asJson) as [
    Json,
    Json,
  ];
  const changes = compareAttributes(facts, before, after);
  const action = "update" as const;
  return causesOf(
    { address: "", path: "", type, action, changes, triggeredBy: [], before, after },
    [],
    () => undefined,
  );
}

/** A value of the state and the declared one, each without what the other cannot be compared with. */
function comparable(facts: ResourceFacts, key: string, before: unknown, after: unknown): [unknown, unknown] {
  if (typeof after === "string") {
    const pieces = piecesOf(after);
    if (pieces.some((piece) => "expression" in piece)) return [isNothing(before) ? undefined : OPEN, OPEN];
    const text = pieces.map((piece) => ("literal" in piece ? piece.literal : "")).join("");
    return [before, key === "location" ? regionKey(text) : text];
  }
  if (Array.isArray(before) || Array.isArray(after)) return lists(facts, key, before, after);
  if (typeof after !== "object" || after === null) return [before, after];
  const [was, is] = [asJson(before), asJson(after)];
  const isCompared = (name: string) => name in is || facts.maps?.includes(key) || isNamed(below(key, name));
  const names = keysOf(was, is).filter(isCompared);
  const pairs = names.map(
    (name) => [name, ...comparable(facts, below(key, name), was[name], is[name])] as const,
  );
  return [
    Object.fromEntries(pairs.map(([name, one]) => [name, one])),
    Object.fromEntries(pairs.map(([name, , other]) => [name, other])),
  ];
}

function lists(facts: ResourceFacts, key: string, before: unknown, after: unknown): [unknown, unknown] {
  const [was, is] = [before, after].map((list) =>
    Array.isArray(list) ? (list as unknown[]) : asBlocks(list),
  );
  const partner = (item: unknown, i: number) =>
    facts.named?.includes(key) ? was!.findIndex((other) => asJson(other).name === asJson(item).name) : i;
  const [left, right] = [[...was!], [...is!]];
  is!.forEach((item, i) => {
    const at = partner(item, i);
    const [one, other] = comparable(facts, key, was![at], item);
    if (at in was!) left[at] = one;
    right[i] = other;
  });
  // A set is in another order there, so that nobody knows which of its entries is which.
  const isOpen = facts.sets?.includes(key) && right.some((item) => JSON.stringify(item).includes(OPEN));
  return isOpen ? [OPEN, OPEN] : [left, right];
}

function below(key: string, name: string): string {
  return key ? `${key}.${name}` : name;
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}
