import { inDeployOrder } from "../check/synthesized-stack";
import { nounOf } from "../core/terraform/resource-kinds";
import { dangerOf } from "./effects/danger";
import { headlineOf } from "./effects/headline";
import { securityOf } from "./effects/security";
import { Side } from "./effects/side";
import { PlannedStep, stepOf } from "./effects/steps";
import { masked } from "./masked";
import { pictureOf } from "./picture/picture";
import { isAffected, StackPlan } from "./plan/stack-plan";
import { isKnown } from "./plan/provider-facts";
import { Finding } from "./effects/finding";
import { Review, ReviewedStack, SCHEMA_VERSION } from "./review";
import { roleOf } from "./effects/roles";
import { causesOf, StackWords } from "./words/causes";
import { titleOf } from "./words/resource-words";

/** What a review is made from. */
export interface ReviewInput {
  /** How what is compared with is named, for people: `main`, or "what is deployed". */
  readonly baseName: string;
  readonly basis: Review["basis"];
  /** What was declared before; undefined where only Terraform's plans tell of it. */
  readonly base?: Side;
  readonly head: Side;
  /** What happens in each stack. */
  readonly plans: readonly StackPlan[];
  /** What changed in what images are built from, by stack. */
  readonly buildCauses?: ReadonlyMap<string, readonly string[]>;
  readonly notes?: readonly string[];
}

/** Says what plans mean. */
export function buildReview({
  baseName,
  basis,
  base,
  head,
  plans,
  buildCauses,
  notes = [],
}: ReviewInput): Review {
  const order = inDeployOrder(head.stacks.values()).map(({ name }) => name);
  const ordered = [
    ...order.flatMap((name) => plans.filter(({ stack }) => stack === name)),
    // What is declared no more.
    ...plans.filter(({ stack }) => !head.stacks.has(stack)),
  ];
  if (plans.every(({ existence }) => existence === "destroyed")) ordered.reverse();
  const planned = ordered.map((plan): PlannedStep => {
    const model = (head.stacks.get(plan.stack) ?? base?.stacks.get(plan.stack))!;
    return { plan, model, role: roleOf(model), buildCauses: buildCauses?.get(plan.stack) };
  });
  const roles = new Map(planned.map(({ plan, role }) => [plan.stack, role]));
  const subject = (stack: string) => roles.get(stack)?.subject ?? stack;
  const words = stackWords(planned);
  const steps = planned.flatMap((step) => stepOf(step, words) ?? []);
  const affected = planned.map(({ plan }) => plan).filter(isAffected);
  const gone = planned.filter(({ plan }) => plan.existence === "gone").map(({ plan }) => plan.stack);
  const danger = dangerOf(plans);
  return masked({
    schemaVersion: SCHEMA_VERSION,
    base: baseName,
    basis,
    // A deploy shows some plans at a time: what they leave alone, others may not.
    headline: headlineOf(steps, danger, { isAll: base !== undefined }),
    steps,
    security: securityOf(plans, subject, base, head),
    danger,
    drift: plans.flatMap(driftOf),
    notes: [...notes, ...unknownTypes(plans)],
    stacks: planned
      .map(({ plan }) => plan)
      .filter((plan) => plan.existence === "gone" || isAffected(plan))
      .map((plan) => reviewedStack(plan, words)),
    deploy: {
      stacks: affected.map(({ stack }) => stack),
      // Whoever has no base has the plans at hand, and needs no command that makes them.
      ...(base && affected.length > 0 && { command: `npm run deploy -- --changed ${quoted(baseName)}` }),
    },
    destroy: { stacks: gone, commands: destroyCommands(gone, baseName) },
    picture: pictureOf(planned, base !== undefined || basis === "plans"),
  });
}

/** How a cause in one stack is told in another. */
function stackWords(planned: readonly PlannedStep[]): StackWords {
  const told = new Map(
    planned.map(({ plan, role }) => {
      const tags = plan.outputs.find(({ name }) => name === "tags");
      const isBuilt = role.kind === "image" && JSON.stringify(tags?.before) !== JSON.stringify(tags?.after);
      return [plan.stack, isBuilt ? `${role.subject} is built anew` : undefined];
    }),
  );
  return (stack) => told.get(stack);
}

function reviewedStack(
  { stack, existence, resources, outputs }: StackPlan,
  words: StackWords,
): ReviewedStack {
  return {
    name: stack,
    effect: existence === "kept" ? "changed" : existence,
    resources: resources.map((change) => ({
      address: change.address,
      title: titleOf(change),
      action: change.action,
      causes: causesOf(change, resources, words),
    })),
    outputs: existence === "gone" ? [] : outputs.filter(({ changes }) => changes).map(({ name }) => name),
  };
}

/**
 * Only the base knows what is declared no more, so that is destroyed from there, and nothing else: what needed it there
 * may be deployed otherwise by now.
 */
function destroyCommands(gone: readonly string[], base: string): string[] {
  if (gone.length === 0) return [];
  const commands = [...gone].reverse().map((stack) => `npm run destroy -- ${stack} --only`);
  return [`git checkout ${quoted(base)}`, ...commands, "git checkout -"];
}

/** A git ref as a shell takes it. */
function quoted(ref: string): string {
  return /^[\w./~^-]+$/.test(ref) ? ref : `'${ref.replaceAll("'", "'\\''")}'`;
}

function driftOf({ stack, drift = [] }: StackPlan): Finding[] {
  return drift.map((change) => ({
    id: `${stack}/${change.path}`,
    text: `The ${titleOf(change)} was ${change.action === "delete" ? "deleted" : "changed"} outside of this project${change.action === "delete" ? "" : `: ${causesOf(change, drift, () => undefined).join("; ")}`}.`,
  }));
}

function unknownTypes(plans: readonly StackPlan[]): string[] {
  const types = new Set(
    plans.flatMap(({ resources }) =>
      resources.filter(({ action, type }) => action === "update" && !isKnown(type)).map(({ type }) => type),
    ),
  );
  return [...types].map(
    (type) =>
      `Whether a change of a ${nounOf(type)} replaces it is not known here: look at Terraform's plan.`,
  );
}
