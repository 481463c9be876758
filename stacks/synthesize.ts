import { App } from "cdktf";
import { findFaults } from "../core/fault";
import { withSmallHeap } from "../core/terraform/small-heap";
import { withoutStackTraces } from "../core/terraform/stack-traces";

/** All that is wrong with what was declared, one line a fault. */
export class InvalidDeploymentError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(
      `Nothing was synthesized. ${faults.length === 1 ? "1 fault" : `${faults.length} faults`}:\n${list(faults)}`,
    );
    this.name = "InvalidDeploymentError";
  }
}

/**
 * Writes the Terraform JSON of all stacks, or none of it.
 * @throws InvalidDeploymentError with every fault of the tree. (cdktf itself would stop at the first stack that has any,
 * with the stacks before it written.)
 */
export function synthesize(app: App): void {
  const faults = findFaults(app);
  if (faults.length > 0) throw new InvalidDeploymentError(faults);
  withoutStackTraces(app, () => withSmallHeap(() => app.synth()));
}

/** The same for a program: faults are printed, without a stack trace, and its exit status becomes 1. */
export function synthesizeOrExit(app: App): void {
  try {
    synthesize(app);
  } catch (error) {
    if (!(error instanceof InvalidDeploymentError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

function list(faults: readonly string[]): string {
  return faults.map((fault) => `  - ${fault}`).join("\n");
}
