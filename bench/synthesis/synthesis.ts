import { spawnSync } from "node:child_process";
import * as path from "node:path";
import type { Measurement } from "./run-once";

const SIZES = [1, 100, 300, 1000];
const rounds = Number(process.env.ROUNDS ?? 5);

function run(who: string, apps: number): Measurement {
  const script = path.join(__dirname, "run-once.ts");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", script, who, String(apps)],
    {
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error(`${who} of ${apps} apps ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as Measurement;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

console.log("apps   stacks  who       ms an app   CPU s   peak MiB   ratio of ms");
for (const apps of SIZES) {
  const pairs = Array.from({ length: rounds }, () => ({
    slipway: run("slipway", apps),
    plain: run("plain", apps),
  }));
  for (const who of ["slipway", "plain"] as const) {
    const of = (figure: keyof Measurement) => median(pairs.map((pair) => pair[who][figure]));
    const ratio = median(pairs.map((pair) => pair.slipway.milliseconds / pair.plain.milliseconds));
    console.log(
      String(apps).padEnd(7) +
        String(of("stacks")).padEnd(8) +
        who.padEnd(10) +
        (of("milliseconds") / apps).toFixed(2).padStart(9) +
        (of("cpuMilliseconds") / 1000).toFixed(2).padStart(8) +
        of("peakMiB").toFixed(0).padStart(11) +
        (who === "slipway" ? ratio.toFixed(2).padStart(14) : ""),
    );
  }
}
