import { SynthesizedStack } from "../../check/synthesized-stack";
import { PolicySuppression, readSuppression } from "../../policies/apply/apply-policies";
import { modelsOf, StackModel } from "../plan/stack-model";

/** What was synthesized from one state of the sources. */
export interface Side {
  readonly stacks: ReadonlyMap<string, StackModel>;
  /** The exceptions from policies that hold for its stacks. */
  readonly suppressions: readonly Required<PolicySuppression>[];
}

/** Reads one side of a comparison. */
export function sideOf(stacks: readonly SynthesizedStack[]): Side {
  return {
    stacks: modelsOf(stacks),
    suppressions: stacks.flatMap(({ name, infos }) =>
      infos.flatMap((info) => {
        const suppression = readSuppression(info);
        return suppression ? [{ ...suppression, stack: name }] : [];
      }),
    ),
  };
}
