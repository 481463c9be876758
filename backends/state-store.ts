import { TerraformBackend, TerraformStack } from "cdktf";
import { Fault } from "../core/fault";

/** One way to keep state; `Backend` is what users see of it. */
export interface StateStore {
  /** What is wrong with its settings. */
  readonly faults: readonly Fault[];
  /** Whether Terraform may run on another machine than the one that synthesizes. */
  readonly runsElsewhere: boolean;
  /**
   * Gives a stack its backend, and reports with the stack what only this stack's name makes wrong.
   * @param project the deployment's project, so that two deployments never share a state
   */
  attachTo(stack: TerraformStack, project: string | undefined): TerraformBackend;
}
