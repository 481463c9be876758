import { asJson, Json, keysOf } from "../../core/terraform/json";
import { ResourceFacts } from "./provider-facts";
import { AttributeChange } from "./stack-plan";
import { canonical, isUnknown } from "./value";

/** The attributes of a resource that differ, as its provider would see it, in the order of their names. */
export function compareAttributes(facts: ResourceFacts, before: Json, after: Json): AttributeChange[] {
  const changes: AttributeChange[] = [];
  new Comparison(facts, changes).block("", "", before, after);
  return changes;
}

class Comparison {
  constructor(
    private readonly facts: ResourceFacts,
    private readonly changes: AttributeChange[],
  ) {}

  block(path: string, key: string, before: Json, after: Json): void {
    for (const name of keysOf(before, after).sort()) {
      this.attribute(
        path ? `${path}.${name}` : name,
        key ? `${key}.${name}` : name,
        before[name],
        after[name],
      );
    }
  }

  private attribute(path: string, key: string, before: unknown, after: unknown): void {
    const { keeps = [], defaults = {}, maps = [] } = this.facts;
    if (isMissing(after) && keeps.includes(key)) return;
    const [from, to] = [before, after].map((value) => (isMissing(value) ? defaults[key] : value));
    if (maps.includes(key) && [from, to].every(isMapOrMissing))
      return this.map(path, key, asJson(from), asJson(to));
    if (isBlock(from) || isBlock(to)) return this.blocks(path, key, asList(from), asList(to));
    if (Array.isArray(from) || Array.isArray(to)) return this.list(path, key, asList(from), asList(to));
    if (this.isSame(key, from, to)) return;
    this.add(path, key, from, to);
  }

  private map(path: string, key: string, before: Json, after: Json): void {
    for (const name of keysOf(before, after).sort()) {
      if (canonical(before[name]) === canonical(after[name]) && !isUnknown(after[name])) continue;
      this.add(`${path}.${name}`, key, before[name], after[name]);
    }
  }

  private blocks(path: string, key: string, before: unknown[], after: unknown[]): void {
    if (this.facts.named?.includes(key))
      return this.namedBlocks(path, key, before.map(asJson), after.map(asJson));
    const isSet = this.facts.sets?.includes(key) ?? false;
    const [from, to] = isSet ? this.withoutCommon(key, before, after) : [before, after];
    for (let i = 0; i < Math.max(from.length, to.length); i++) {
      const itemPath = `${path}[${i}]`;
      if (i < from.length && i < to.length && !isSet)
        this.block(itemPath, key, asJson(from[i]), asJson(to[i]));
      else this.add(itemPath, key, from[i], to[i]);
    }
  }

  private namedBlocks(path: string, key: string, before: readonly Json[], after: readonly Json[]): void {
    const nameless = (list: readonly Json[], name: unknown) => list.every((one) => one.name !== name);
    for (const [i, one] of before.entries()) {
      if (nameless(after, one.name)) this.add(`${path}[${i}]`, key, one, undefined);
    }
    for (const [i, one] of after.entries()) {
      const was = before.find(({ name }) => name === one.name);
      if (was) this.block(`${path}[${i}]`, key, was, one);
      else this.add(`${path}[${i}]`, key, undefined, one);
    }
  }

  private list(path: string, key: string, before: unknown[], after: unknown[]): void {
    const isSet = this.facts.sets?.includes(key) ?? false;
    const text = (items: unknown[]) => {
      const texts = items.map((item) => canonical(item));
      return (isSet ? texts.sort() : texts).join();
    };
    if (text(before) === text(after) && !isUnknown(after)) return;
    this.add(path, key, before, after);
  }

  /** What two sets do not share. */
  private withoutCommon(key: string, before: unknown[], after: unknown[]): [unknown[], unknown[]] {
    const same = (one: unknown, other: unknown) =>
      !isUnknown(other) &&
      compareAttributes(within(this.facts, key), asJson(one), asJson(other)).length === 0;
    return [
      before.filter((one) => !after.some((other) => same(one, other))),
      after.filter((other) => !before.some((one) => same(one, other))),
    ];
  }

  private isSame(key: string, before: unknown, after: unknown): boolean {
    if (isUnknown(after)) return false;
    const [from, to] = [plain(before), plain(after)];
    return this.facts.ignoresCase?.includes(key) ? from.toLowerCase() === to.toLowerCase() : from === to;
  }

  private add(path: string, key: string, before: unknown, after: unknown): void {
    this.changes.push({ path, key, before, after, replaces: replaces(this.facts, key, before, after) });
  }
}

function replaces(
  { replaces, replacesIf }: ResourceFacts,
  key: string,
  before: unknown,
  after: unknown,
): boolean {
  const condition = replacesIf?.[key];
  if (condition) return condition(before, after);
  const isNamed = replaces.names.some((name) => key === name || key.startsWith(`${name}.`));
  return replaces.kind === "these" ? isNamed : !isNamed;
}

/** The facts of what lies below a block. */
function within(facts: ResourceFacts, key: string): ResourceFacts {
  const below = (names: readonly string[] = []) =>
    names.filter((name) => name.startsWith(`${key}.`)).map((name) => name.slice(key.length + 1));
  return {
    replaces: { kind: "these", names: [] },
    keeps: below(facts.keeps),
    sets: below(facts.sets),
    maps: below(facts.maps),
    ignoresCase: below(facts.ignoresCase),
    defaults: Object.fromEntries(
      Object.entries(facts.defaults ?? {})
        .filter(([name]) => name.startsWith(`${key}.`))
        .map(([name, value]) => [name.slice(key.length + 1), value]),
    ),
  };
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null;
}

function isMapOrMissing(value: unknown): boolean {
  return isMissing(value) || (typeof value === "object" && !Array.isArray(value));
}

function isBlock(value: unknown): boolean {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "object" && first !== null && !Array.isArray(first);
}

function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  return isMissing(value) ? [] : [value];
}

/** To a provider, an attribute left out, an empty text, 0 and false are one. */
function plain(value: unknown): string {
  return isMissing(value) || value === 0 || value === false || value === "0" || value === "false"
    ? ""
    : String(value);
}
