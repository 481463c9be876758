import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

let folder: string | undefined;
let count = 0;

/**
 * Writes a file that lasts until the program ends: cdktf copies files into a stack's folder, and takes no text for one.
 * @returns its path
 */
export function temporaryFile(name: string, text: string): string {
  if (folder === undefined) {
    const made = mkdtempSync(path.join(tmpdir(), "slipway-"));
    process.once("exit", () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  const file = path.join(mkdtempSync(path.join(folder, `${count++}-`)), name);
  writeFileSync(file, text);
  return file;
}
