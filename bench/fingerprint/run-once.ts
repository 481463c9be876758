import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { fingerprint } from "../../constructs/image/context/fingerprint";

/*
 * One measurement in a process of its own: `run-once.ts slipway|aws-cdk-lib FOLDER`. Prints the milliseconds of the
 * call alone, and the most memory that the process had, as JSON. Both are loaded the same way.
 */

const [, , who, folder] = process.argv as [string, string, string, string];

/** Loaded at run time, so that the project type-checks without this folder's own install. */
const { FileSystem, IgnoreMode } = createRequire(__filename)("aws-cdk-lib/core");

const runs: Record<string, () => string> = {
  slipway: () => fingerprint({ context: folder }).content,
  "aws-cdk-lib": () =>
    FileSystem.fingerprint(folder, {
      ignoreMode: IgnoreMode.DOCKER,
      exclude: fs.readFileSync(path.join(folder, ".dockerignore"), "utf8").trim().split("\n"),
    }),
};
// Its modules load when first touched; that is no part of the measurement.
if (who === "aws-cdk-lib") FileSystem.fingerprint(__filename);

const start = process.hrtime.bigint();
runs[who]!();
const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
process.stdout.write(JSON.stringify({ milliseconds, peakMiB: process.resourceUsage().maxRSS / 1024 }));
