import { type Json } from "../core/terraform/json";
import { type Diagnostic } from "./terraform";

/** Terraform's verdict on one stack; OpenTofu's, if that is what runs. */
export interface StackCheck {
  readonly stack: string;
  /** `unchecked`: there is no usable Terraform; the diagnostics say why and how to get one. */
  readonly status: "ok" | "failed" | "unchecked";
  readonly diagnostics: readonly Diagnostic[];
  /** The stack's outputs after the mocked apply; empty unless the status is `ok`. */
  readonly outputs: Readonly<Json>;
  readonly milliseconds: number;
}
