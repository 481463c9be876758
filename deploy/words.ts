import { Action } from "./terraform-events";

/** How an action is told: what it does, and what it has done. */
type Verb = Readonly<Record<"sign" | "does" | "did", string>>;

const VERBS: Partial<Record<Action, Verb>> = {
  create: { sign: "+", does: "creating", did: "created" },
  update: { sign: "~", does: "changing", did: "changed" },
  replace: { sign: "±", does: "replacing", did: "replaced" },
  delete: { sign: "-", does: "deleting", did: "deleted" },
  read: { sign: " ", does: "reading", did: "read" },
  import: { sign: "=", does: "taking over", did: "taken over" },
  remove: { sign: ".", does: "letting go", did: "let go" },
  move: { sign: ">", does: "moving", did: "moved" },
};

/** The same of `terraform_data`, which makes nothing in Azure: it runs a command, such as a build or a health check. */
const COMMANDS: Partial<Record<Action, Verb>> = {
  create: { sign: "+", does: "running", did: "has run" },
  replace: { sign: "±", does: "running", did: "has run" },
};

/** The words for what happens to a resource of a type. */
export function verb(action: Action, type: string): Verb {
  const other = { sign: " ", does: action, did: action };
  return (type === "terraform_data" ? COMMANDS[action] : undefined) ?? VERBS[action] ?? other;
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
