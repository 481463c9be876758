import * as path from "node:path";
import { OUTDIR, readSynthesizedStacks, SynthesizedStack } from "../check/synthesized-stack";
import { synthesize, withCheckout } from "./base";
import { Review } from "./review";
import { reviewStacks } from "./reviews";

/** Stacks by what became of them since a git ref. */
export interface ChangedStacks {
  /** Those that are declared differently, and those that change with them. */
  readonly changed: readonly string[];
  /** Those that only the ref declares: no deploy from here takes them down. */
  readonly gone: Review["destroy"];
}

/** What a deploy has to do with if `ref` is deployed and `after` is to be. */
export async function changesSince(ref: string, after: readonly SynthesizedStack[]): Promise<ChangedStacks> {
  return withCheckout(ref, async (folder) => {
    await synthesize(folder, `What is compared with (${ref})`);
    const before = readSynthesizedStacks(path.join(folder, OUTDIR));
    const { deploy, destroy } = reviewStacks(before, after, ref);
    // A path may lead to a folder of the checkout.
    const texts = new Map(before.map(({ name, text }) => [name, text.replaceAll(folder, path.resolve("."))]));
    const differs = ({ name, text }: SynthesizedStack) =>
      texts.get(name) !== text || deploy.stacks.includes(name);
    return { changed: after.filter(differs).map(({ name }) => name), gone: destroy };
  });
}
