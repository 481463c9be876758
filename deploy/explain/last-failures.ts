import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { Failure } from "../failure";

const FILE = "slipway-failures.json";

/** Keeps what failed for `npm run explain`, for its owner's eyes only. None means that all went well. */
export function keepFailures(outdir: string, failures: readonly Failure[]): void {
  const file = path.join(outdir, FILE);
  rmSync(file, { force: true });
  if (failures.length > 0) writeFileSync(file, JSON.stringify(failures), { mode: 0o600 });
}

/** What failed in the last deploy or destroy. */
export function readFailures(outdir: string): Failure[] {
  const file = path.join(outdir, FILE);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Failure[]) : [];
}
