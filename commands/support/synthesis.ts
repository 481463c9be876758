import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** Where cdktf's CLI and these commands have the stacks written. */
export const OUTDIR = "cdktf.out";

/**
 * Synthesizes the stacks with the program that `cdktf.json` names, as cdktf's CLI does.
 * @returns the program's exit status; it has said itself what is wrong
 */
export function synthesizeProject(): Promise<number> {
  const { app } = JSON.parse(readFileSync("cdktf.json", "utf8")) as { app: string };
  return new Promise((resolve, reject) => {
    const child = spawn(app, {
      shell: true,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, CDKTF_OUTDIR: OUTDIR },
    });
    child.on("error", reject);
    child.on("close", (status) => resolve(status ?? 1));
  });
}
