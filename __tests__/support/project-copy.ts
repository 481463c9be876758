import { cpSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { makeFolder } from "./folders";

/** What a copy does without. */
const LEFT_OUT = ["node_modules", "cdktf.out", "terraform-state", "__tests__", "bench", "coverage", "dist"];

/** The folders that are sought beside main.ts: what checks its types, and what an app is built from. */
const COPIED = ["check", "examples"];

/** Edits the text of main.ts. */
type Edit = (main: string) => string;

/** A copy of the project in a temporary folder, its main.ts edited. It is removed when the test file is done. */
export function copyProject(edit?: Edit): string {
  return project(edit, (source, target) => cpSync(source, target, { recursive: true }));
}

/**
 * The same with links to the folders of the sources: made and started in half the time, since what `tsx` made of them is
 * found again. For tests that write to no folder but those which are copied here too.
 */
export function linkProject(edit?: Edit): string {
  return project(edit, (source, target) => {
    if (statSync(source).isDirectory() && !COPIED.includes(source)) symlinkSync(path.resolve(source), target);
    else cpSync(source, target, { recursive: true });
  });
}

function project(edit: Edit | undefined, bring: (source: string, target: string) => void): string {
  const folder = makeFolder();
  for (const name of readdirSync(".")) {
    if (!name.startsWith(".") && !LEFT_OUT.includes(name)) bring(name, path.join(folder, name));
  }
  symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"));
  const main = path.join(folder, "main.ts");
  if (edit) writeFileSync(main, edit(readFileSync(main, "utf8")));
  return folder;
}
