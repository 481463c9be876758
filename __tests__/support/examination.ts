import { App } from "cdktf";
import { existsSync, symlinkSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { readSynthesizedStacks } from "../../check/synthesized-stack";
import { examinationOf } from "../../commands/support/examination";
import { findFaults } from "../../core/fault";
import { Deployment } from "../../deployment/deployment";
import { Azure } from "../../doctor/sign-in/azure";
import { Cloud } from "../../doctor/sign-in/cloud";
import { examine, Result } from "../../doctor/examine";
import { Examination } from "../../doctor/examination/examination";
import { checks } from "../../doctor/index";
import { createStacks } from "../../stacks/create-stacks";
import { AzureState, startAzure } from "./azure-server";
import { makeFolder } from "./folders";
import { exampleDeployment } from "./synthesis";

/** A folder for PATH with these programs and no other: each is a script of sh, or true for the machine's own. */
export function pathWith(programs: Readonly<Record<string, string | true>>): string {
  const folder = makeFolder();
  for (const [name, script] of Object.entries(programs)) {
    const file = path.join(folder, name);
    if (script === true) symlinkSync(path.join(folderOf(name), name), file);
    else writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return folder;
}

function folderOf(program: string): string {
  const found = (process.env.PATH ?? "").split(":").find((folder) => existsIn(folder, program));
  if (found === undefined) throw new Error(`${program} is not installed.`);
  return found;
}

function existsIn(folder: string, name: string): boolean {
  return folder !== "" && existsSync(path.join(folder, name));
}

/** What is examined in a test. */
export interface Patient {
  readonly deployment?: Partial<Deployment>;
  readonly env?: NodeJS.ProcessEnv;
  /** Where Azure answers. */
  readonly cloud?: Cloud;
  readonly change?: Partial<Examination>;
  readonly only?: readonly string[];
}

/** Examines a deployment in this process; what was found, by the check's id. */
export async function diagnose(patient: Patient = {}): Promise<Record<string, Result>> {
  const { deployment = {}, env = {}, cloud, change, only } = patient;
  const outdir = makeFolder();
  const app = new App({ outdir, stackTraces: false });
  createStacks(app, exampleDeployment(deployment));
  expect(findFaults(app)).toEqual([]);
  app.synth();
  const abort = new AbortController();
  const conceal = () => {};
  const stacks = Promise.resolve({ stacks: readSynthesizedStacks(outdir) });
  const on: Examination = {
    ...examinationOf({ stacks, signal: abort.signal, network: false, conceal }),
    env,
    outputsOf: async () => undefined,
    isPublished: async () => false,
    ...(cloud && { signIn: () => Azure.signIn({ env, signal: abort.signal, conceal, cloud }) }),
    ...change,
  };
  if (cloud && !change?.azure) Object.assign(on, { azure: () => on.signIn() });
  const chosen = checks.filter(({ id }) => only?.includes(id) ?? true);
  const results = await examine(chosen, (check) => check.run(on), { seconds: 30, abort });
  return Object.fromEntries(results.map((result) => [result.id, result]));
}

/** What one check of Azure is asked in. */
export interface AzureCase {
  readonly state?: AzureState;
  readonly deployment?: Partial<Deployment>;
  readonly env?: NodeJS.ProcessEnv;
  readonly change?: Partial<Examination>;
}

/** Has one check ask an Azure that is in this state; what it found, and what Azure was asked. */
export async function askAzure(id: string, { state, deployment, env, change }: AzureCase = {}) {
  const { cloud, log, env: own } = await startAzure(state);
  const found = await diagnose({
    deployment,
    cloud,
    env: { PATH: process.env.PATH, ...own, ...env },
    change,
    only: [id],
  });
  return { ...found[id]!, log };
}
