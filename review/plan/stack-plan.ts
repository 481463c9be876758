import { Json } from "../../core/terraform/json";

/** What a deploy does with a resource. `forget`: it stays in Azure, and Terraform no longer looks after it. */
export type Action = "create" | "update" | "replace" | "delete" | "forget";

/** One attribute that changes. Values may hold marks (see value.ts) and are for comparing, not for showing as they are. */
export interface AttributeChange {
  /** Where it is, with indexes: `container[0].cpu`. */
  readonly path: string;
  /** The same without indexes: `container.cpu`. */
  readonly key: string;
  readonly before: unknown;
  readonly after: unknown;
  /** Whether the provider cannot change it in place. */
  readonly replaces: boolean;
  /** Whether the value must not be shown, whatever it is called. */
  readonly sensitive?: boolean;
  /** What the value follows: resources of the same stack by address, other stacks' outputs as `STACK.OUTPUT`. */
  readonly because?: readonly string[];
}

/** An output of a stack, before and after the deploy; undefined where there is none, or it is not to be shown. */
export interface PlannedOutput {
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly changes: boolean;
}

/** What a deploy does with one resource, and why. */
export interface ResourceChange {
  readonly address: string;
  readonly type: string;
  /** The path of the construct within its stack, as far as it is known. */
  readonly path: string;
  readonly action: Action;
  readonly changes: readonly AttributeChange[];
  /** The addresses of resources whose change replaces this one (`replace_triggered_by`). */
  readonly triggeredBy: readonly string[];
  /** The attributes before and after, evaluated; none before a create, none after a delete. */
  readonly before?: Json;
  readonly after?: Json;
  /** Whether the new one is made before the old one goes (`create_before_destroy`, which spreads to what a group needs). */
  readonly comesFirst?: boolean;
  /** Whether another has taken its place under this address, so that it is only removed. */
  readonly isSuperseded?: boolean;
  /** Whether it is replaced because a deploy failed while making it. */
  readonly isDamaged?: boolean;
  /** Whether Terraform refuses this, since the resource says `prevent_destroy`. */
  readonly refused?: boolean;
}

/** What a deploy of one stack does. */
export interface StackPlan {
  readonly stack: string;
  /**
   * Whether the stack is declared on one side only: Terraform does nothing by itself to one that is `gone`. One that is
   * `destroyed` is declared, and Terraform was told to take it down.
   */
  readonly existence: "new" | "kept" | "gone" | "destroyed";
  readonly resources: readonly ResourceChange[];
  readonly outputs: readonly PlannedOutput[];
  /** What somebody changed in Azure since the last deploy, by the address of the resource. */
  readonly drift?: readonly ResourceChange[];
}

/** Whether a deploy of the stack does anything. */
export function isAffected({ existence, resources, outputs }: StackPlan): boolean {
  return (
    existence === "new" ||
    (existence !== "gone" && (resources.length > 0 || outputs.some(({ changes }) => changes)))
  );
}
