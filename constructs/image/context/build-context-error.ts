import { describeProblem, Problem } from "../../../core/problem";

/**
 * A build context that Docker could not build from, or not the same on every machine. Whoever calls collects the
 * problem, since constructs report every fault of a tree at once.
 */
export class BuildContextError extends Error {
  constructor(readonly problem: Problem) {
    super(describeProblem(problem));
    this.name = "BuildContextError";
  }
}
