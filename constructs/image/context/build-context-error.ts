import { describeFault, Fault } from "../../../core/fault";

/**
 * A build context that Docker could not build from, or not the same on every machine. Whoever calls collects the
 * fault, since constructs report every fault of a tree at once.
 */
export class BuildContextError extends Error {
  constructor(readonly fault: Fault) {
    super(describeFault(fault));
    this.name = "BuildContextError";
  }
}
