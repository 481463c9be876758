import { Annotations, App, TerraformResource, TerraformStack } from "cdktf";
import { checkChoice, Fault, findFaults, refuse, reportFaults } from "../../core/fault";
import { asJson, Json } from "../../core/terraform/json";
import { resolved } from "../../core/terraform/resolved";
import { policies } from "./index";
import { checkOwnPolicies } from "./own-policies";
import { Finding, OwnPolicy, Policy, StackJson } from "../policy";

/** What becomes of a finding: it keeps everything from being synthesized, it is told, or the policies do not run. */
export const POLICY_SEVERITIES = ["error", "warning", "off"] as const;

/** What becomes of a finding. */
export type PolicySeverity = (typeof POLICY_SEVERITIES)[number];

/** An exception from a policy. */
export interface PolicySuppression {
  /** The policy's id, for example `tags-present`. */
  readonly policy: string;
  /** Why it does not matter here. Not empty: whoever reads it later must be able to judge it. */
  readonly reason: string;
  /**
   * The name of the one stack it is for.
   * @default - all stacks
   */
  readonly stack?: string;
}

/** A stack, and how strictly it is looked at. */
export interface PolicySubject {
  readonly stack: TerraformStack;
  /** Whether it serves an environment marked as production. */
  readonly production: boolean;
  readonly severity: PolicySeverity;
  /** Whether something was changed in it from outside, perhaps by an override of the whole stack's JSON. */
  readonly customized: boolean;
}

/**
 * Holds the policies, and those of one's own, against the stacks. Errors are filed with the tree and reported with its
 * other faults; warnings become cdktf's annotations, which its CLI prints. A tree with faults of its own is not looked at:
 * they come first.
 */
export function applyPolicies(
  app: App,
  subjects: readonly PolicySubject[],
  suppressions: readonly PolicySuppression[] = [],
  own: readonly OwnPolicy[] = [],
): void {
  const names = subjects.map(({ stack }) => stack.node.id);
  const all = [...policies, ...own];
  const ids = all.map(({ id }) => id);
  reportFaults(app, [
    ...checkOwnPolicies(own, policies),
    ...suppressions.flatMap((suppression, i) => checkSuppression(suppression, i, ids, names)),
  ]);
  if (findFaults(app).length > 0) return;
  for (const { stack, production, severity, customized } of subjects) {
    if (severity === "off") continue;
    const isWhole = customized || own.length > 0;
    const json = isWhole ? (stack.toTerraform() as StackJson) : resourcesOf(stack);
    // Told, so that whoever reads what was synthesized knows what was not looked at, and why.
    for (const suppression of suppressions.filter((one) => suppresses(one, one.policy, stack.node.id))) {
      Annotations.of(stack).addInfo(describeSuppression(suppression));
    }
    const held = all.filter(
      ({ id, inProductionOnly }) =>
        (production || !inProductionOnly) && !suppressions.some((one) => suppresses(one, id, stack.node.id)),
    );
    const messages = held.flatMap((policy) => holdAgainst(policy, json));
    if (severity === "error") stack.node.addValidation({ validate: () => messages });
    else messages.forEach((message) => Annotations.of(stack).addWarning(message));
  }
}

/** All that Slipway's policies look at: the resources, without a rendering of everything else in the stack. */
function resourcesOf(stack: TerraformStack): StackJson {
  const resource: Record<string, Json> = {};
  for (const element of stack.node.findAll().filter((one) => TerraformResource.isTerraformResource(one))) {
    const rendered = asJson(resolved(stack, element.toTerraform() as Json).resource);
    for (const [type, byId] of Object.entries(rendered)) Object.assign((resource[type] ??= {}), byId);
  }
  return { resource };
}

/** What a policy finds. One that throws is a finding too: what it was to look for may be there. */
function holdAgainst(policy: Policy, json: StackJson): string[] {
  try {
    return policy.check(json).map((finding) => describeFinding(policy, finding));
  } catch (error) {
    return [
      `policy ${policy.id} cannot look at this stack: ${(error as Error).message}. Fix: correct its check.`,
    ];
  }
}

const SUPPRESSED = /^policy (\S+) does not hold here\. Reason: (.*)$/s;

function describeSuppression({ policy, reason }: PolicySuppression): string {
  return `policy ${policy} does not hold here. Reason: ${reason}`;
}

/** The suppression that a stack's annotation tells of, if it tells of one. */
export function readSuppression(annotation: string): Omit<PolicySuppression, "stack"> | undefined {
  const [, policy, reason] = SUPPRESSED.exec(annotation) ?? [];
  return policy === undefined || reason === undefined ? undefined : { policy, reason };
}

function suppresses({ policy, stack }: PolicySuppression, id: string, name: string): boolean {
  return policy === id && (stack === undefined || stack === name);
}

function describeFinding({ id, reason }: Policy, { path, found, fix }: Finding): string {
  return `policy ${id}: ${path}: ${found}. ${reason} Fix: ${fix}; or suppress the policy with a reason.`;
}

function checkSuppression(
  { policy, reason, stack }: PolicySuppression,
  i: number,
  ids: readonly string[],
  stacks: readonly string[],
): Fault[] {
  const property = `policySuppressions[${i}]`;
  return [
    ...checkChoice(`${property}.policy`, policy, ids),
    ...checkChoice(`${property}.stack`, stack, stacks),
    ...(reason?.trim()
      ? []
      : refuse(
          `${property}.reason`,
          reason,
          "a sentence that says why the policy does not matter here",
          'write it, for example "nginx answers or it exits."',
        )),
  ];
}
