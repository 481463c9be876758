import { execFileSync } from "node:child_process";
import * as path from "node:path";

/*
 * Each in a process of its own: a heap that has grown for one test would tell nothing in the next.
 */

const small = path.resolve("core/terraform/small-heap.ts");

/** Keeps 40 MB, and lets go of ten times as much that has lived long enough to be old. */
const program = `
  const { withSmallHeap } = require(${JSON.stringify(small)});
  const megabyte = () => new Array(2 ** 17).fill(0.5);
  const kept = Array.from({ length: 40 }, megabyte);
  function peakOfWork() {
    const recent = [];
    let peak = 0;
    for (let i = 0; i < 400; i++) {
      recent[i % 20] = megabyte();
      peak = Math.max(peak, process.memoryUsage().heapUsed);
    }
    return peak / 2 ** 20;
  }
  const peaks = MEASURED;
  console.log(JSON.stringify(peaks));
  globalThis.kept = kept;
`;

function run(measured: string): number {
  const args = ["--import", "tsx", "--eval", program.replace("MEASURED", measured)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as number;
}

test("work in a small heap needs less memory, and what comes after it as much as ever, also when it failed", () => {
  const usual = run("peakOfWork()");
  expect(run("withSmallHeap(peakOfWork)")).toBeLessThan(usual * 0.9);
  const failing = "withSmallHeap(() => { throw new Error() })";
  expect(run(`(() => { try { ${failing} } catch { return peakOfWork() } })()`)).toBeGreaterThan(usual * 0.95);
});
