import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The program that synthesizes the project of a folder: the one that its `cdktf.json` names, if one does. */
export function programOf(folder: string): string | undefined {
  const file = join(folder, "cdktf.json");
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, "utf8")) as { app?: string }).app;
}

/** Runs it as cdktf does; what it says is kept from sight. */
export function runProgram(
  program: string,
  { folder, outdir, env }: { folder: string; outdir: string; env: NodeJS.ProcessEnv },
): Promise<{ readonly status: number | null; readonly said: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, {
      cwd: folder,
      shell: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...env, CDKTF_OUTDIR: outdir },
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    }
    child.on("error", ({ message }) => resolve({ status: null, said: message }));
    child.on("close", (status) => resolve({ status, said: said.trim() }));
  });
}
