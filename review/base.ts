import { execFile } from "node:child_process";
import { existsSync, symlinkSync } from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { programOf, runProgram } from "../check/project-program";
import { OUTDIR } from "../check/synthesized-stack";
import { inTemporaryFolder } from "../core/temporary-folder";
import { ReviewError } from "./plan/review-error";

/** The names that a main branch goes by, in the order they are tried. */
const MAIN_BRANCHES = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];

/** The commit where the current branch left its main branch; on the main branch itself, the last commit. */
export async function defaultBase(): Promise<string> {
  for (const branch of MAIN_BRANCHES) {
    const commit = await git("merge-base", "HEAD", branch).catch((error: unknown) => {
      if (error instanceof ReviewError) throw error;
    });
    if (commit !== undefined) return commit;
  }
  throw new ReviewError(
    `There is no branch to compare with: none of ${MAIN_BRANCHES.join(", ")}. Name one: npm run review -- BASE`,
  );
}

/**
 * Checks a commit out into a temporary folder, with the packages that are installed here, and removes it afterwards.
 * The folder is the project's, also where the project is a part of its repository.
 */
export async function withCheckout<T>(ref: string, use: (folder: string) => Promise<T>): Promise<T> {
  const commit = await git("rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`).catch(
    (error: unknown) => {
      if (error instanceof ReviewError) throw error;
      throw new ReviewError(
        `There is no commit called ${JSON.stringify(ref)} here. In a shallow clone, fetch it first: git fetch --unshallow`,
      );
    },
  );
  try {
    return await inTemporaryFolder("review", async (parent) => {
      const checkout = path.join(parent, "base");
      await git("worktree", "add", "--quiet", "--detach", checkout, commit);
      const prefix = (await git("rev-parse", "--show-prefix")).split("/").filter(Boolean);
      linkPackages(checkout, prefix);
      return await use(path.join(checkout, ...prefix));
    });
  } finally {
    await git("worktree", "prune").catch(() => undefined);
  }
}

/** Gives a checkout the packages installed here: the project's, and in a workspace those of the folders above it. */
function linkPackages(checkout: string, prefix: readonly string[]): void {
  for (const depth of [...prefix.keys(), prefix.length]) {
    const installed = path.resolve("../".repeat(prefix.length - depth), "node_modules");
    const folder = path.join(checkout, ...prefix.slice(0, depth));
    if (existsSync(installed) && existsSync(folder))
      symlinkSync(installed, path.join(folder, "node_modules"));
  }
}

/** Runs the program that cdktf.json of a folder names, as cdktf does. */
export async function synthesize(folder: string, title: string): Promise<void> {
  const program = programOf(folder);
  if (program === undefined) {
    throw new ReviewError(`${title} cannot be synthesized: it has no cdktf.json that names a program.`);
  }
  const { status, said } = await runProgram(program, { folder, outdir: OUTDIR, env: process.env });
  if (status !== 0) throw new ReviewError(`${title} cannot be synthesized.\n${said}`);
}

/** @throws ReviewError if there is no git, or no repository here; else what git itself says */
async function git(...args: string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("git", args);
    return stdout.trim();
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    if (code === "ENOENT") {
      throw new ReviewError(
        "git is not installed: without it there is nothing to compare with. https://git-scm.com",
      );
    }
    if (/not a git repository/.test(stderr ?? "")) {
      throw new ReviewError(`${process.cwd()} is in no git repository, so there is nothing to compare with.`);
    }
    throw error;
  }
}
