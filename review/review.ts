import { Action } from "./plan/stack-plan";
import { Picture } from "./picture/picture";
import { Finding } from "./effects/finding";
import { ReviewStep } from "./effects/review-step";

/** The version of {@link Review}'s shape. It grows when a field changes its meaning or goes; new fields may come without. */
export const SCHEMA_VERSION = 1;

/** What a change does, in words: everything that is shown is made from this. No secret is in it. */
export interface Review {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  /** What was compared: as it was named, for people to read. */
  readonly base: string;
  /** Whether this follows from what is synthesized alone, or from Terraform's plans. */
  readonly basis: "synthesis" | "plans";
  /** What happens to what runs, in one sentence. */
  readonly headline: string;
  /** What happens, in the order of the deploy. */
  readonly steps: readonly ReviewStep[];
  readonly security: readonly Finding[];
  readonly danger: readonly Finding[];
  /** What somebody changed in Azure since the last deploy; known from Terraform's plans only. */
  readonly drift: readonly Finding[];
  readonly notes: readonly string[];
  readonly stacks: readonly ReviewedStack[];
  /** What deploys just what is affected. */
  readonly deploy: { readonly stacks: readonly string[]; readonly command?: string };
  /** What takes away what is declared no more. Nothing does by itself. */
  readonly destroy: { readonly stacks: readonly string[]; readonly commands: readonly string[] };
  readonly picture: Picture;
}

/** A stack, and all that changes in it. */
export interface ReviewedStack {
  readonly name: string;
  readonly effect: "new" | "changed" | "gone" | "destroyed";
  readonly resources: readonly ReviewedResource[];
  /** The names of outputs that change. */
  readonly outputs: readonly string[];
}

/** A resource that changes. */
export interface ReviewedResource {
  readonly address: string;
  /** What it is, in words: `container group slipway-dev-hello`. */
  readonly title: string;
  readonly action: Action;
  readonly causes: readonly string[];
}
