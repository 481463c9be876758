import { asJson, Json, keysOf } from "../../core/terraform/json";
import { referencesIn, Step } from "./expression";
import { compareAttributes } from "./compare-attributes";
import { ComputedValues, Evaluator, Phase } from "./evaluate";
import { factsOf } from "./provider-facts";
import { DeclaredResource, StackModel } from "./stack-model";
import { Action, AttributeChange, PlannedOutput, ResourceChange, StackPlan } from "./stack-plan";
import { canonical, isSymbolic, isUnknown, symbol, UNKNOWN } from "./value";

/**
 * What Terraform would plan, stack after stack, if `base` were deployed and then `head`: from what is synthesized
 * alone. It takes the part of Terraform (references, triggers, data that is read late, outputs that go from stack to
 * stack) and, by a table of facts, of the providers.
 */
export function planOffline(
  base: ReadonlyMap<string, StackModel>,
  head: ReadonlyMap<string, StackModel>,
): StackPlan[] {
  const planner = new Planner(base, head);
  const gone = [...base.values()].filter(({ name }) => !head.has(name));
  return [
    ...[...head.values()].map((stack) => planner.plan(stack)),
    ...gone.map((stack) => planner.goodbye(stack)),
  ];
}

/** Evaluates what is deployed: every resource is the one that was made. */
function deployedEvaluator(stacks: ReadonlyMap<string, StackModel>): Evaluator {
  const evaluator: Evaluator = new Evaluator(stacks, {
    managed: (stack, resource, steps) => given(evaluator, stack, resource, steps, "deployed"),
    isDeferred: () => false,
  });
  return evaluator;
}

class Planner implements ComputedValues {
  private readonly deployed: Evaluator;
  private readonly evaluator: Evaluator;
  private readonly planned = new Map<DeclaredResource, ResourceChange | undefined>();

  constructor(
    private readonly base: ReadonlyMap<string, StackModel>,
    head: ReadonlyMap<string, StackModel>,
  ) {
    this.deployed = deployedEvaluator(base);
    this.evaluator = new Evaluator(head, this);
  }

  plan(stack: StackModel): StackPlan {
    const before = this.base.get(stack.name);
    const kept = new Set([...stack.moved.keys(), ...stack.resources.keys()]);
    const changes = [...stack.resources.values()].map((resource) => this.change(stack, resource));
    const left = [...(before?.resources.values() ?? [])].filter(({ address }) => !kept.has(address));
    return {
      stack: stack.name,
      existence: before ? "kept" : "new",
      resources: [
        ...changes.filter((change) => change !== undefined),
        ...left.map((resource) =>
          this.end(before!, resource, stack.forgotten.includes(resource.address) ? "forget" : "delete"),
        ),
      ],
      outputs: this.outputs(before, stack),
    };
  }

  /** A stack that is declared no more: what it holds, which stays until somebody destroys it. */
  goodbye(stack: StackModel): StackPlan {
    const resources = [...stack.resources.values()].map((resource) => this.end(stack, resource, "delete"));
    return { stack: stack.name, existence: "gone", resources, outputs: [] };
  }

  managed(stack: StackModel, resource: DeclaredResource, steps: readonly Step[], phase: Phase): string {
    const action = this.change(stack, resource)?.action;
    if (action === "create" || action === "replace") {
      return phase === "plan" ? UNKNOWN : given(this.evaluator, stack, resource, steps, "made anew");
    }
    // A change in place leaves what the provider gave before.
    const [before, was] = this.predecessor(stack, resource)!;
    return given(this.deployed, before, was, steps, "deployed");
  }

  isDeferred(stack: StackModel, data: DeclaredResource): boolean {
    return (
      isUnknown(this.evaluator.value(stack, data.attributes, "plan")) ||
      data.dependsOn.some((address) => {
        const resource = stack.resources.get(address);
        return resource !== undefined && this.change(stack, resource) !== undefined;
      })
    );
  }

  private change(stack: StackModel, resource: DeclaredResource): ResourceChange | undefined {
    if (!this.planned.has(resource)) this.planned.set(resource, this.compare(stack, resource));
    return this.planned.get(resource);
  }

  private compare(stack: StackModel, resource: DeclaredResource): ResourceChange | undefined {
    const { address, type, path, attributes } = resource;
    const after = this.evaluator.value(stack, attributes, "plan") as Json;
    const predecessor = this.predecessor(stack, resource);
    if (!predecessor) return { address, type, path, action: "create", changes: [], triggeredBy: [], after };
    const [owner, was] = predecessor;
    const before = this.deployed.value(owner, was.attributes, "applied") as Json;
    const changes = compareAttributes(factsOf(type), before, after)
      .filter(({ key }) => !resource.ignoreChanges.some((one) => key === one || key.startsWith(`${one}.`)))
      .map((change) =>
        isSymbolic(change.after) || isUnknown(change.after)
          ? { ...change, because: this.because(stack, resource, change.key) }
          : change,
      );
    const triggeredBy = resource.replaceTriggeredBy.filter((trigger) => this.triggers(stack, trigger));
    const action = actionOf(changes, triggeredBy);
    if (!action) return undefined;
    const refused = action === "replace" && resource.preventDestroy;
    return { address, type, path, action, changes, triggeredBy, before, after, ...(refused && { refused }) };
  }

  /** Whether a resource named in `replace_triggered_by` is changed; one that is only made is no trigger. */
  private triggers(stack: StackModel, reference: string): boolean {
    const [type, name, ...steps] = reference.split(".");
    const trigger = stack.resources.get(`${type}.${name}`);
    const change = trigger && this.change(stack, trigger);
    if (!change || change.action === "create") return false;
    return steps.length === 0 || change.changes.some(({ key }) => key === steps.join("."));
  }

  private end(
    stack: StackModel,
    { address, type, path, attributes, preventDestroy }: DeclaredResource,
    action: Action,
  ) {
    const before = this.deployed.value(stack, attributes, "applied") as Json;
    const refused = action === "delete" && preventDestroy;
    return { address, type, path, action, changes: [], triggeredBy: [], before, ...(refused && { refused }) };
  }

  /** The resource that has this one's place in the state, with its stack. */
  private predecessor(
    stack: StackModel,
    { address }: DeclaredResource,
  ): [StackModel, DeclaredResource] | undefined {
    const before = this.base.get(stack.name);
    const from = [...stack.moved].find(([, to]) => to === address)?.[0] ?? address;
    const was = before?.resources.get(from) ?? before?.resources.get(address);
    return before && was ? [before, was] : undefined;
  }

  private outputs(before: StackModel | undefined, stack: StackModel): PlannedOutput[] {
    const names = keysOf(before?.outputs ?? {}, stack.outputs).sort();
    return names.map((name) => {
      const from = before && valueOf(this.deployed, before, name, "applied");
      const planned = valueOf(this.evaluator, stack, name, "plan");
      const isSecret = [before, stack].some((owner) => asJson(owner?.outputs[name]).sensitive === true);
      return {
        name,
        before: isSecret ? undefined : from,
        after: isSecret ? undefined : valueOf(this.evaluator, stack, name, "applied"),
        changes: isUnknown(planned) || canonical(from) !== canonical(planned),
      };
    });
  }

  /** What the changed values of a resource follow. */
  private because(stack: StackModel, { attributes }: DeclaredResource, key: string): string[] {
    const [name = ""] = key.split(".");
    return referencesIn(attributes[name]).flatMap((steps) => {
      const [first, second, third, , output] = steps.map(String);
      if (first === "data" && second === "terraform_remote_state") {
        const [from, to] = [this.deployed, this.evaluator].map((one) => one.output(third!, output!));
        return canonical(from) === canonical(to) ? [] : [`${third}.${output}`];
      }
      const resource = stack.resources.get(`${first}.${second}`);
      const change = resource && this.change(stack, resource);
      return change?.action === "create" || change?.action === "replace" ? [change.address] : [];
    });
  }
}

function valueOf(evaluator: Evaluator, stack: StackModel, name: string, phase: Phase): unknown {
  return evaluator.value(stack, asJson(stack.outputs[name]).value, phase);
}

function actionOf(changes: readonly AttributeChange[], triggeredBy: readonly string[]): Action | undefined {
  if (triggeredBy.length > 0 || changes.some(({ replaces }) => replaces)) return "replace";
  return changes.length > 0 ? "update" : undefined;
}

/** What a provider gives for an attribute: from the arguments where facts say so, else a value of that one resource. */
function given(
  evaluator: Evaluator,
  stack: StackModel,
  { type, address, attributes }: DeclaredResource,
  steps: readonly Step[],
  generation: string,
): string {
  const rule = factsOf(type).gives?.[steps.join(".")];
  if (!rule) return symbol(`${stack.name} ${address} ${steps.join(".")} ${generation}`);
  const known = evaluator.value(stack, attributes, "applied") as Json;
  return rule(known);
}
