import { App } from "cdktf";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Port } from "../../constructs/container-group/port";
import { Probe } from "../../constructs/container-group/probe";
import { ImageSource } from "../../deployment/image-source";
import { createStacks } from "../../stacks/create-stacks";
import { synthesizeOrExit } from "../../stacks/synthesize";
import { createPlainStacks } from "./plain";

/*
 * One measurement in a process of its own: `run-once.ts slipway|plain APPS`. Prints the milliseconds of making and
 * writing the stacks alone, and the most memory that the process had, as JSON. Both load the same modules.
 */

/** What one run came to. */
export interface Measurement {
  readonly milliseconds: number;
  /** Of the whole process, from its start. */
  readonly cpuMilliseconds: number;
  readonly peakMiB: number;
  readonly stacks: number;
}

const [, , who, count] = process.argv as [string, string, string, string];
const names = Array.from({ length: Number(count) }, (_, i) => `app${i}`);

const runs: Record<string, (app: App) => void> = {
  slipway: (app) => {
    createStacks(app, {
      project: "acme",
      tags: { owner: "platform" },
      registries: [{ name: "main", location: "westeurope", sku: "Premium" }],
      environments: [{ name: "dev", registry: "main" }],
      apps: names.map((name) => ({
        name,
        image: ImageSource.fromBuild("examples/hello", { aliases: ["v1", "latest"] }),
        ports: [Port.tcp(8080)],
        livenessProbe: Probe.httpGet("/health"),
      })),
    });
    synthesizeOrExit(app);
  },
  plain: (app) => {
    // cdktf asks for one for every token.
    Error.captureStackTrace = () => {};
    createPlainStacks(app, names);
    app.synth();
  },
};

const outdir = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-bench-"));
const start = process.hrtime.bigint();
runs[who]!(new App({ outdir, stackTraces: false }));
const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
const stacks = fs.readdirSync(path.join(outdir, "stacks")).length;
fs.rmSync(outdir, { recursive: true });
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
const measured: Measurement = {
  milliseconds,
  cpuMilliseconds: (userCPUTime + systemCPUTime) / 1000,
  peakMiB: maxRSS / 1024,
  stacks,
};
process.stdout.write(JSON.stringify(measured));
