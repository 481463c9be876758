import { spawnSync } from "node:child_process";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { BuildContext } from "../../constructs/image/context/build-context";

/** The first round warms the file cache and is not counted. */
const ROUNDS = Number(process.env.ROUNDS ?? 5);

interface Run {
  readonly milliseconds: number;
  readonly peakMiB: number;
}

const TREES: Readonly<Record<string, (folder: string) => void>> = {
  "10,000 files of 4 KB, 5,000 ignored": (folder) => {
    writeFiles(folder, 10_000, 4096, "txt");
    writeFiles(folder, 5_000, 4096, "ignored");
  },
  "100,000 files of 256 bytes": (folder) => writeFiles(folder, 100_000, 256, "txt"),
  "one file of 1 GB": (folder) => {
    const piece = crypto.randomBytes(1_000_000);
    const file = fs.openSync(path.join(folder, "big.bin"), "w");
    for (let i = 0; i < 1000; i++) fs.writeSync(file, piece);
    fs.closeSync(file);
  },
};

function main(): void {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-bench-"));
  try {
    for (const [name, write] of Object.entries(TREES)) {
      const folder = path.join(work, "tree");
      fs.mkdirSync(folder);
      fs.writeFileSync(path.join(folder, "Dockerfile"), "FROM scratch\nCOPY . /\n");
      fs.writeFileSync(path.join(folder, ".dockerignore"), "**/*.ignored\n");
      write(folder);
      report(name, measure(folder, work));
      fs.rmSync(folder, { recursive: true });
    }
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/** In turns, so that whatever else the machine does meets all alike. */
function measure(folder: string, work: string): Record<string, Run[]> {
  // aws-cdk-lib keeps the digests of files in its user's home folder, by their time and size.
  const home = path.join(work, "home");
  const list = path.join(work, "list");
  const entries = new BuildContext({ context: folder }).entries();
  fs.writeFileSync(list, entries.map((entry) => entry.path).join("\0"));

  const runs: Record<string, Run[]> = { slipway: [], "aws-cdk-lib": [], "aws-cdk-lib, again": [], floor: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    fs.rmSync(home, { recursive: true, force: true });
    const results = {
      slipway: runOnce("slipway", folder, home),
      "aws-cdk-lib": runOnce("aws-cdk-lib", folder, home),
      "aws-cdk-lib, again": runOnce("aws-cdk-lib", folder, home),
      floor: runFloor(folder, list),
    };
    if (round > 0) for (const [who, run] of Object.entries(results)) runs[who]!.push(run);
  }
  return runs;
}

function runOnce(who: string, folder: string, home: string): Run {
  const script = path.join(__dirname, "run-once.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", script, who, folder], {
    cwd: __dirname,
    encoding: "utf8",
    env: { ...process.env, HOME: home, USERPROFILE: home },
  });
  if (status !== 0) throw new Error(`${who} failed: is this folder installed (npm ci)?\n${stderr}`);
  return JSON.parse(stdout) as Run;
}

/** What reading and hashing the same files costs at the least. */
function runFloor(folder: string, list: string): Run {
  const pipe = 'tar --create --no-recursion --directory "$0" --null --files-from "$1" | sha256sum';
  const start = process.hrtime.bigint();
  const { stderr } = spawnSync("sh", ["-c", pipe, folder, list], { encoding: "utf8" });
  if (stderr !== "") throw new Error(stderr.slice(0, 1000));
  return { milliseconds: Number(process.hrtime.bigint() - start) / 1e6, peakMiB: 0 };
}

function report(name: string, runs: Record<string, Run[]>): void {
  const ours = middle(runs.slipway!.map((run) => run.milliseconds));
  const lines = Object.entries(runs).map(([who, results]) => {
    const milliseconds = middle(results.map((run) => run.milliseconds));
    const memory = Math.max(...results.map((run) => run.peakMiB));
    return [
      who.padEnd(20),
      `${milliseconds.toFixed(0)} ms`.padStart(9),
      (memory > 0 ? `${memory.toFixed(0)} MiB` : "").padStart(9),
      who === "slipway" ? "" : `   slipway takes ${(ours / milliseconds).toFixed(2)} of it`,
    ].join("");
  });
  process.stdout.write(`${name}\n  ${lines.join("\n  ")}\n\n`);
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** Files of text, a hundred folders of them. */
function writeFiles(folder: string, count: number, size: number, extension: string): void {
  for (let i = 0; i < count; i++) {
    const parent = path.join(folder, `folder-${i % 100}`);
    if (i < 100) fs.mkdirSync(parent, { recursive: true });
    fs.writeFileSync(path.join(parent, `${i}.${extension}`), Buffer.alloc(size, `line ${i}\n`));
  }
}

main();
