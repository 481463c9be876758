import { OUTDIR, readSynthesizedStacks } from "../../check/synthesized-stack";
import { DeploymentPlan, PlannedStack } from "../../deployment/planned-stacks";
import { changesSince } from "../../review/changed-stacks";
import { findStacks, withDependencies } from "./find-stacks";

/** The stacks that changed since a git ref, of those that the words name; says what they are, and what is left. */
export async function findChangedStacks(
  plan: DeploymentPlan,
  words: readonly string[],
  { since, write }: { since: string; write: (line: string) => void },
): Promise<PlannedStack[]> {
  const named = withDependencies(plan, findStacks(plan, { words, all: words.length === 0 }));
  const { changed, gone } = await changesSince(since, readSynthesizedStacks(OUTDIR));
  const found = named.filter(({ stack }) => changed.includes(stack));
  const names = found.map(({ stack }) => stack).join(", ");
  write(names ? `Changed since ${since}: ${names}.` : `Nothing of it changed since ${since}.`);
  if (gone.stacks.length > 0) {
    const stay = gone.stacks.length > 1 ? "they stay" : "it stays";
    write(
      `Only ${since} declares ${gone.stacks.join(", ")}: ${stay} deployed. To take that down, with your work committed:`,
    );
    for (const command of gone.commands) write(`  ${command}`);
  }
  return found;
}
