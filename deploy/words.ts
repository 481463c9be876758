import { SynthesizedStack } from "../check/synthesized-stack";
import { lossesOf } from "./losses";
import { resourceName } from "./resource-names";
import { PlannedChange, SavedPlan } from "./stack-run";
import { Action } from "./terraform-events";

/** How an action is told: what it is about to do, what it does, and what it has done. */
const VERBS: Partial<Record<Action, { sign: string; will: string; does: string; did: string }>> = {
  create: { sign: "+", will: "is created", does: "creating", did: "created" },
  update: { sign: "~", will: "is changed in place", does: "changing", did: "changed" },
  replace: { sign: "±", will: "is replaced", does: "replacing", did: "replaced" },
  delete: { sign: "-", will: "is deleted", does: "deleting", did: "deleted" },
  read: { sign: " ", will: "is read", does: "reading", did: "read" },
  import: { sign: "=", will: "is taken over", does: "taking over", did: "taken over" },
  remove: { sign: ".", will: "leaves the state, and stays as it is", does: "letting go", did: "let go" },
  move: { sign: ">", will: "gets another address in the state", does: "moving", did: "moved" },
};

/** The same of `terraform_data`, which makes nothing in Azure: it runs a command, such as a build or a health check. */
const COMMANDS: Partial<Record<Action, { sign: string; will: string; does: string; did: string }>> = {
  create: { sign: "+", will: "runs", does: "running", did: "has run" },
  replace: { sign: "±", will: "runs again", does: "running", did: "has run" },
};

/** Why Terraform does not change a resource in place. Source: Terraform documentation, "Machine-Readable UI". */
const REASONS: Readonly<Record<string, string>> = {
  cannot_update: "Azure does not change this in place",
  tainted: "its creation failed before",
  replace_triggered_by: "something that it depends on changes",
  replace_by_triggers: "something that it depends on changes",
  delete_because_no_resource_config: "main.ts has it no more",
};

/** The words for what happens to a resource of a type. */
export function verb(
  action: Action,
  type: string,
): { sign: string; will: string; does: string; did: string } {
  const other = { sign: " ", will: action, does: action, did: action };
  return (type === "terraform_data" ? COMMANDS[action] : undefined) ?? VERBS[action] ?? other;
}

/** What a plan would do, one line a resource, and what would be lost. */
export function describePlan(stack: SynthesizedStack, plan: SavedPlan): string[] {
  // A command is not undone: what is deleted is only the note in the state that it has run.
  const changes = plan.changes.filter(({ action, type }) => action !== "delete" || type !== "terraform_data");
  if (changes.length === 0) return ["only what the state notes changes, nothing in Azure"];
  const losses = new Map(lossesOf(plan).map(({ change, what }) => [change, what]));
  return changes.map((change) => {
    const { sign, will } = verb(change.action, change.type);
    const lost = losses.get(change);
    return `${sign} ${resourceName(stack, change.address)} ${will}${reason(change)}${lost ? `. LOST: ${lost}` : ""}`;
  });
}

function reason({ action, type, reason }: PlannedChange): string {
  if (reason === undefined || action === "create" || type === "terraform_data") return "";
  return REASONS[reason] === undefined ? "" : ` (${REASONS[reason]})`;
}

/** Seconds in words: 75 is "1 min 15 s". */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** "1 stack", "3 stacks". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
