import { StackRole } from "./roles";

/** What happens to one thing. */
export interface ReviewStep {
  readonly stack: string;
  readonly kind: StackRole["kind"];
  readonly subject: string;
  readonly effect: Effect;
  /** Why, in the order of weight: `cpu 1 → 2`. */
  readonly causes: readonly string[];
  /** What that means, in whole sentences. */
  readonly sentences: readonly string[];
  /** Where it answers, if it has an address. */
  readonly address?: { readonly before?: string; readonly after?: string };
}

/**
 * What happens to a thing: `replaced` and away for a while, `replacedGated` without being away, served by a `newRevision`
 * when that is ready, changed `inPlace`, `new`, `gone` from what is declared, `takenDown` by a destroy, `built` (an image),
 * `settings` (something beside it that serves no request).
 */
export type Effect =
  | "new"
  | "built"
  | "replaced"
  | "replacedGated"
  | "newRevision"
  | "inPlace"
  | "settings"
  | "gone"
  | "takenDown";
