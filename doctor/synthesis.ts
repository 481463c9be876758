import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { programOf, runProgram } from "../check/project-program";
import { readSynthesizedStacks, SynthesizedStack } from "../check/synthesized-stack";

/** What the project's program came to: its stacks, or what it said against them. */
export type Synthesis = { readonly stacks: SynthesizedStack[] } | { readonly faults: string };

/**
 * Synthesizes into a folder of its own, so that nothing of a deploy that is under way is written over. It is removed when
 * this process ends.
 */
export async function synthesizeAside(folder: string, env: NodeJS.ProcessEnv): Promise<Synthesis> {
  const program = programOf(folder);
  if (program === undefined) {
    return {
      faults: `there is no cdktf.json in ${folder} that names a program, so it is no project's folder`,
    };
  }
  const outdir = mkdtempSync(path.join(tmpdir(), "slipway-doctor-"));
  process.once("exit", () => rmSync(outdir, { recursive: true, force: true }));
  const { status, said } = await runProgram(program, { folder, outdir, env });
  return status === 0 ? { stacks: readSynthesizedStacks(outdir) } : { faults: said };
}
