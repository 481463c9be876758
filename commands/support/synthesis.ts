import { spawn } from "node:child_process";
import Module from "node:module";
import * as path from "node:path";
import { programOf } from "../../check/project-program";
import { OUTDIR } from "../../check/synthesized-stack";
import { CommandError } from "./command-line";

/**
 * Synthesizes the stacks with the program that `cdktf.json` names, as cdktf's CLI does.
 * @returns the program's exit status; it has said itself what is wrong
 */
export async function synthesizeProject(): Promise<number> {
  const app = programOf(".");
  if (app === undefined) {
    const written = `{ "language": "typescript", "app": "node --import slipway/types main.ts" }`;
    throw new CommandError(`No cdktf.json in ${process.cwd()} names a program. Fix: write it as ${written}`);
  }
  const [main = ""] = app.split(" ").slice(-1);
  const isLikeThis = ["node", ...process.execArgv, main].join(" ") === app;
  return isLikeThis ? runHere(path.resolve(main)) : runBeside(app);
}

function runBeside(app: string): Promise<number> {
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

/** Runs a program that would be started just as this one was, and spares the second start: half a second. */
async function runHere(main: string): Promise<number> {
  process.env.CDKTF_OUTDIR = OUTDIR;
  const ended = new Promise((resolve) => process.once("beforeExit", resolve));
  const leave = () => {
    console.error(`${main} called process.exit, which ended this command too. Fix: leave that out.`);
    process.exitCode = 1;
  };
  process.once("exit", leave);
  try {
    const { _load: load } = Module as unknown as {
      _load(file: string, parent: undefined, isMain: boolean): unknown;
    };
    load(main, undefined, true);
    // A program has ended when nothing is left that it waits for.
    await ended;
  } finally {
    process.off("exit", leave);
    delete process.env.CDKTF_OUTDIR;
  }
  const status = Number(process.exitCode ?? 0);
  process.exitCode = 0;
  return status;
}
