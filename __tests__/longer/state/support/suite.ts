import { whyNot } from "./blob-server";
import { Project } from "./project";
import { killAll } from "./terraform";

/**
 * A part of the state suite. Where it cannot run, it is skipped, which it says with the reason; in CI (the environment
 * variable `CI`) it fails instead, so that a missing install cannot pass for a green run.
 * @param define defines the tests; projects that it puts on the list are removed after each
 */
export function describeState(name: string, define: (projects: Project[]) => void): void {
  const reason = whyNot();
  if (reason !== undefined && process.env["CI"]) {
    test(name, () => {
      throw new Error(reason);
    });
    return;
  }
  if (reason !== undefined) {
    // jest does not name a file whose tests are all skipped.
    process.stderr.write(`Skipped: ${name}. ${reason}\n`);
    describe.skip(name, () => define([]));
    return;
  }
  describe(name, () => {
    const projects: Project[] = [];
    afterEach(() => {
      killAll();
      projects.splice(0).forEach((project) => project.remove());
    });
    define(projects);
  });
}
