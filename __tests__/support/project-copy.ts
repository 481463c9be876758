import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { makeFolder } from "./folders";

/** What a copy does without. */
const LEFT_OUT = ["node_modules", "cdktf.out", "terraform-state", "__tests__", "bench", "coverage", "dist"];

/** A copy of the project in a temporary folder, its main.ts edited. It is removed when the test file is done. */
export function copyProject(edit: (main: string) => string = (main) => main): string {
  const copy = makeFolder();
  for (const name of readdirSync(".")) {
    if (name.startsWith(".") || LEFT_OUT.includes(name)) continue;
    cpSync(name, path.join(copy, name), { recursive: true });
  }
  symlinkSync(path.resolve("node_modules"), path.join(copy, "node_modules"));
  const main = path.join(copy, "main.ts");
  writeFileSync(main, edit(readFileSync(main, "utf8")));
  return copy;
}
