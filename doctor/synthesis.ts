import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { readSynthesizedStacks, SynthesizedStack } from "../check/synthesized-stack";

/** What the project's program came to: its stacks, or what it said against them. */
export type Synthesis = { readonly stacks: SynthesizedStack[] } | { readonly faults: string };

/**
 * Synthesizes into a folder of its own, so that nothing of a deploy that is under way is written over. It is removed when
 * this process ends.
 */
export async function synthesizeAside(folder: string, env: NodeJS.ProcessEnv): Promise<Synthesis> {
  const settings = path.join(folder, "cdktf.json");
  if (!existsSync(settings))
    return { faults: `there is no cdktf.json in ${folder}, so it is no project's folder` };
  const { app } = JSON.parse(readFileSync(settings, "utf8")) as { app: string };
  const outdir = mkdtempSync(path.join(tmpdir(), "slipway-doctor-"));
  process.once("exit", () => rmSync(outdir, { recursive: true, force: true }));
  return new Promise((resolve) => {
    const child = spawn(app, {
      cwd: folder,
      shell: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...env, CDKTF_OUTDIR: outdir },
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    }
    child.on("error", (error) => resolve({ faults: error.message }));
    child.on("close", (status) =>
      resolve(status === 0 ? { stacks: readSynthesizedStacks(outdir) } : { faults: said.trim() }),
    );
  });
}
