import { describeFault, Fault } from "../core/fault";

/** Why an app cannot run here: printed without a stack trace. */
export class LocalError extends Error {}

/** What is wrong, all of it at once. */
export function refuseAll(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new LocalError(faults.map(describeFault).join("\n"));
}
