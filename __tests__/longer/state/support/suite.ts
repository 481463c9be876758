import { describeUnless } from "../../../support/programs";
import { whyNot } from "./blob-server";
import { killAll } from "./terraform";

/** `describe` for a part of the state suite, where it can run. */
export function describeState(name: string, tests: () => void): void {
  describeUnless(whyNot(), name, () => {
    afterEach(killAll);
    tests();
  });
}
