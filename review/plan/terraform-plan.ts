import { asBlocks, asJson, Json, keysOf } from "../../core/terraform/json";
import { ReviewError } from "./review-error";
import { compareAttributes } from "./compare-attributes";
import { walk } from "./evaluate";
import { referencesIn, Step } from "./expression";
import { factsOf } from "./provider-facts";
import { DeclaredResource, StackModel } from "./stack-model";
import { Action, AttributeChange, PlannedOutput, ResourceChange, StackPlan } from "./stack-plan";
import { isUnknown, symbol, UNKNOWN } from "./value";

/**
 * Reads what `terraform show -json PLAN` prints. Only the changes are looked at: never `variables`, `prior_state` or
 * `planned_values`, which hold secrets in clear; and what Terraform marks as sensitive is put out of sight here.
 *
 * @param expected what follows from the sources alone: it knows what Terraform leaves open until the deploy
 * @throws when this is not a plan of a version that is known
 */
export function readTerraformPlan(
  json: unknown,
  stack: StackModel,
  expected: StackPlan | undefined,
): StackPlan {
  const plan = asJson(json);
  if (
    !/^1\./.test(String(plan.format_version)) ||
    !("resource_changes" in plan || "output_changes" in plan)
  ) {
    throw new ReviewError(
      `${stack.name}: this is not a plan as "terraform show -json" prints it, of format 1.x.`,
    );
  }
  const changing = new Set(
    asBlocks(plan.resource_changes)
      .filter(({ change }) => actionOf(asJson(change).actions) !== undefined)
      .map(({ address }) => String(address)),
  );
  const read = (list: unknown) =>
    asBlocks(list)
      .filter(({ mode }) => mode === "managed")
      .flatMap((change) => readChange(change, stack, expected, changing) ?? []);
  const resources = read(plan.resource_changes);
  const isNew =
    resources.length >= stack.resources.size && resources.every(({ action }) => action === "create");
  return {
    stack: stack.name,
    existence: isNew ? "new" : isDestroyed(resources, stack) ? "destroyed" : "kept",
    resources,
    outputs: Object.entries(asJson(plan.output_changes)).map(([name, change]) =>
      readOutput(name, asJson(change), expected),
    ),
    drift: read(plan.resource_drift).filter(
      ({ action, changes }) => action === "delete" || changes.length > 0,
    ),
  };
}

/** Only `terraform plan -destroy` deletes what is declared and not superseded, without making it anew. */
function isDestroyed(resources: readonly ResourceChange[], stack: StackModel): boolean {
  return (
    resources.every(({ action }) => action === "delete") &&
    resources.some(({ address, isSuperseded }) => !isSuperseded && stack.resources.has(address))
  );
}

function readChange(
  json: Json,
  stack: StackModel,
  expected: StackPlan | undefined,
  changing: ReadonlySet<string>,
): ResourceChange | undefined {
  const change = asJson(json.change);
  const action = actionOf(change.actions);
  if (!action) return undefined;
  const address = String(json.address);
  const type = String(json.type);
  const declared = stack.resources.get(address);
  const before = change.before === null ? undefined : asJson(change.before);
  const after = change.after === null ? undefined : asJson(withUnknown(change.after, change.after_unknown));
  const masks = [change.before_sensitive, change.after_sensitive];
  const wanted = expected?.resources.find((one) => one.address === address);
  const replacing = (Array.isArray(change.replace_paths) ? change.replace_paths : []) as Step[][];
  const changes =
    before && after
      ? compareAttributes(factsOf(type), before, after)
          .filter((one) => isDeclared(one, declared))
          .map((one) => finish(one, masks, replacing, declared, wanted, changing))
      : [];
  return {
    address,
    type,
    path: declared?.path ?? wanted?.path ?? pathIn(address),
    action,
    changes,
    triggeredBy: json.action_reason === "replace_by_triggers" ? (declared?.replaceTriggeredBy ?? []) : [],
    ...(action === "replace" && asList(change.actions)[0] === "create" && { comesFirst: true }),
    ...(json.deposed !== undefined && { isSuperseded: true }),
    ...(json.action_reason === "replace_because_tainted" && { isDamaged: true }),
    ...(before && { before: hidden(before, change.before_sensitive) as Json }),
    ...(after && { after: hidden(after, change.after_sensitive) as Json }),
  };
}

/** The path that a construct probably had: cdktf makes addresses of paths and digits. */
function pathIn(address: string): string {
  const [, id = address] = address.split(".");
  return id.replace(/_[0-9A-F]{8}$/, "").replaceAll("_", "/");
}

function asList(actions: unknown): readonly string[] {
  return Array.isArray(actions) ? (actions as string[]) : [];
}

function actionOf(actions: unknown): Action | undefined {
  const list = asList(actions);
  if (list.includes("create") && list.includes("delete")) return "replace";
  const [action] = list;
  return action === "create" || action === "update" || action === "delete" || action === "forget"
    ? action
    : undefined;
}

/** What the provider gives itself, and nobody wrote, is no cause of a change. */
function isDeclared({ path, after }: AttributeChange, declared: DeclaredResource | undefined): boolean {
  return !isUnknown(after) || declared === undefined || valueAt(declared, path) !== undefined;
}

/** What a stack says of an attribute, references and all. */
function valueAt({ attributes }: DeclaredResource, path: string): unknown {
  return walk(attributes, stepsOf(path));
}

/** What an attribute follows: outputs of other stacks, and while it is open, what changes in the same one. */
function sourcesOf(
  declared: DeclaredResource | undefined,
  { path, after }: AttributeChange,
  changing: ReadonlySet<string>,
): string[] {
  return referencesIn(declared && valueAt(declared, path)).flatMap(([first, second, stack, , output]) => {
    if (first === "data" && second === "terraform_remote_state") return [`${stack}.${output}`];
    const address = `${first}.${second}`;
    return isUnknown(after) && changing.has(address) ? [address] : [];
  });
}

function finish(
  change: AttributeChange,
  masks: readonly unknown[],
  replacing: readonly Step[][],
  declared: DeclaredResource | undefined,
  expected: ResourceChange | undefined,
  changing: ReadonlySet<string>,
): AttributeChange {
  const steps = stepsOf(change.path);
  const known = expected?.changes.find(({ path }) => path === change.path)?.because;
  const because = known ?? sourcesOf(declared, change, changing);
  const isSecret = masks.some((mask) => isMasked(mask, steps));
  return {
    ...change,
    replaces: replacing.some((path) => path.every((step, i) => steps[i] === undefined || steps[i] === step)),
    ...(because.length > 0 && { because }),
    ...(isSecret && { before: masked(change.before), after: masked(change.after), sensitive: true }),
  };
}

/** Whether there is a value is no secret; the value is. */
function masked(value: unknown): unknown {
  return value === undefined || value === null ? undefined : symbol("sensitive");
}

function stepsOf(path: string): Step[] {
  return path.split(/[.[]/).map((step) => (step.endsWith("]") ? Number(step.slice(0, -1)) : step));
}

/** Whether a sensitivity mask covers what lies at a path, or anything on the way or below. */
function isMasked(mask: unknown, steps: readonly Step[]): boolean {
  if (mask === true) return true;
  if (typeof mask !== "object" || mask === null) return false;
  const [step, ...rest] = steps;
  if (step === undefined) return Object.values(mask).some((below) => isMasked(below, []));
  return isMasked((mask as Record<string, unknown>)[String(step)], rest);
}

/** A value with marks in place of all that a mask covers. */
function hidden(value: unknown, mask: unknown): unknown {
  if (mask === true) return symbol("sensitive");
  if (typeof value !== "object" || value === null || typeof mask !== "object" || mask === null) return value;
  const masks = mask as Record<string, unknown>;
  if (Array.isArray(value)) return value.map((item, i) => hidden(item, masks[String(i)]));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hidden(item, masks[key])]));
}

/** A planned value with a mark wherever the plan says that it is not known yet. */
function withUnknown(value: unknown, unknown: unknown): unknown {
  if (unknown === true) return UNKNOWN;
  if (typeof unknown !== "object" || unknown === null) return value;
  if (Array.isArray(unknown)) {
    const items = Array.isArray(value) ? (value as unknown[]) : [];
    return Array.from({ length: Math.max(items.length, unknown.length) }, (_, i) =>
      withUnknown(items[i], unknown[i]),
    );
  }
  const known = asJson(value);
  return Object.fromEntries(
    keysOf(known, unknown as Json).flatMap((key) => {
      const item = withUnknown(known[key], (unknown as Json)[key]);
      return item === undefined ? [] : [[key, item]];
    }),
  );
}

/** An output; what the plan leaves open is taken from what is expected, as far as that knows it. */
function readOutput(name: string, change: Json, expected: StackPlan | undefined): PlannedOutput {
  const changes = !(Array.isArray(change.actions) && change.actions[0] === "no-op");
  if (anyTrue(change.before_sensitive) || anyTrue(change.after_sensitive)) {
    return { name, before: undefined, after: undefined, changes };
  }
  const after =
    change.after_unknown === true ? expected?.outputs.find((one) => one.name === name)?.after : change.after;
  return { name, before: change.before ?? undefined, after: after ?? undefined, changes };
}

function anyTrue(mask: unknown): boolean {
  return mask === true || (typeof mask === "object" && mask !== null && Object.values(mask).some(anyTrue));
}
