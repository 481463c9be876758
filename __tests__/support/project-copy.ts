import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

/** What a copy does without. */
const LEFT_OUT = ["node_modules", "cdktf.out", "terraform-state", "__tests__", "bench", "coverage"];

const copies: string[] = [];
afterAll(() => copies.forEach((copy) => rmSync(copy, { recursive: true, force: true })));

/** A copy of the project in a temporary folder, its main.ts edited. It is removed when the test file is done. */
export function copyProject(edit: (main: string) => string = (main) => main): string {
  const copy = mkdtempSync(path.join(tmpdir(), "slipway-copy-"));
  copies.push(copy);
  for (const name of readdirSync(".")) {
    if (name.startsWith(".") || LEFT_OUT.includes(name)) continue;
    cpSync(name, path.join(copy, name), { recursive: true });
  }
  symlinkSync(path.resolve("node_modules"), path.join(copy, "node_modules"));
  const main = path.join(copy, "main.ts");
  writeFileSync(main, edit(readFileSync(main, "utf8")));
  return copy;
}
