import { chmodSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { HealthCheck } from "../../../constructs/rollout/health-check";
import { Rollout } from "../../../constructs/rollout/rollout";
import { AppDeclaration } from "../../../deployment/app";
import { EnvironmentDeclaration } from "../../../deployment/environment";
import { makeFolder, removeFolders } from "../../support/folders";
import { describeWithTerraform } from "../../support/programs";
import { serve } from "../../support/web-server";
import { Applied, apply, groupNames, withoutAzure } from "./without-azure";

const DRAIN_SECONDS = 1;
const gated = { rollout: Rollout.gated({ dnsTtlSeconds: 0, drainSeconds: DRAIN_SECONDS }) };
const health = HealthCheck.http("/health", { attempts: 2, intervalSeconds: 1 });

let folder: string;
let state: string;
beforeEach(() => {
  folder = makeFolder();
  state = path.join(folder, "stack");
});
afterEach(removeFolders);

/** Applies a change while the new group's app answers its health check with a status. */
async function deploy(
  greeting: string,
  status = 200,
  environment: Partial<EnvironmentDeclaration> = gated,
  app: Partial<AppDeclaration> = {},
): Promise<Applied> {
  const port = await serve((_, response) => response.writeHead(status).end(`app ${greeting}`));
  const resolver = path.join(folder, "resolver");
  writeFileSync(resolver, `#!/bin/sh\necho 127.0.0.1:${port}\n`);
  chmodSync(resolver, 0o755);
  const environmentVariables = { GREETING: greeting };
  return apply(state, withoutAzure(environment, { health, environmentVariables, ...app }), resolver);
}

/** What was done by an apply that must have gone well. */
function done(applied: Applied): Applied {
  const errors = applied.output.split("\n").filter((line) => line.includes('"@level":"error"'));
  expect([applied.status, errors]).toEqual([0, []]);
  return applied;
}

const inWords = ({ steps }: Applied) => steps.map(({ action, to }) => `${action} ${to}`);

const FIRST = [
  "create container-group_revision",
  "create container-group",
  "create rollout_healthy",
  "create rollout_endpoint",
  "create rollout_drained",
];
const CHANGE = [
  "delete rollout_drained",
  "delete rollout_healthy",
  "create container-group_revision",
  "create container-group",
  "create rollout_healthy",
  "update rollout_endpoint",
  "create rollout_drained",
  "delete container-group",
  "delete container-group_revision",
];

/** How long the old group outlived the move of the public name, in seconds. */
function drain({ steps }: Applied): number {
  const moved = steps.find(({ action, to }) => action === "update" && to === "rollout_endpoint")!;
  const deletions = steps.filter(({ action, to }) => action === "delete" && to === "container-group");
  expect(deletions.length).toBeGreaterThan(0);
  return (Math.min(...deletions.map(({ started }) => started)) - moved.ended) / 1000;
}

describeWithTerraform("A gated rollout, applied by Terraform,", () => {
  test("makes, asks, moves, waits, and only then removes", async () => {
    const first = done(await deploy("one"));
    expect(inWords(first)).toEqual(expect.arrayContaining(FIRST));
    expect(inWords(first).filter((step) => FIRST.includes(step))).toEqual(FIRST);

    expect(inWords(done(await deploy("one")))).toEqual([]);
    expect(inWords(done(await deploy("one", 200, { ...gated, tags: { team: "web" } })))).toEqual([]);

    const change = done(await deploy("two"));
    expect(inWords(change)).toEqual(CHANGE);
    expect(drain(change)).toBeGreaterThanOrEqual(DRAIN_SECONDS);
    expect(inWords(done(await deploy("two")))).toEqual([]);
  });

  test("keeps what runs when the new group is not healthy, and cleans up at the next good one", async () => {
    done(await deploy("one"));
    const broken = await deploy("two", 500);
    expect(broken.status).not.toBe(0);
    expect(inWords(broken)).toEqual(CHANGE.slice(0, 4));
    expect(broken.output).toContain("last answer: status 500 app two");
    expect(broken.output).toMatch(
      /az container logs --resource-group slipway-dev-hello --name slipway-dev-hello-\w{8}-\w{4}/,
    );
    expect(groupNames(state)).toHaveLength(2);

    const next = done(await deploy("three"));
    expect(drain(next)).toBeGreaterThanOrEqual(DRAIN_SECONDS);
    expect(groupNames(state)).toHaveLength(1);
    expect(inWords(done(await deploy("three")))).toEqual([]);
  });

  test("goes back to what runs under a name of its own, since that one is still there", async () => {
    done(await deploy("one"));
    await deploy("two", 500);
    const namesBefore = groupNames(state);
    const back = done(await deploy("one"));
    expect(drain(back)).toBeGreaterThanOrEqual(DRAIN_SECONDS);
    expect(groupNames(state)).toHaveLength(1);
    expect(namesBefore).not.toContain(groupNames(state)[0]);
  });

  test("asks a group again that was not healthy, and moves to it when it is", async () => {
    done(await deploy("one"));
    await deploy("two", 500);
    const again = done(await deploy("two"));
    expect(inWords(again)).toEqual(["delete rollout_healthy", ...CHANGE.slice(4)]);
    expect(drain(again)).toBeGreaterThanOrEqual(DRAIN_SECONDS);
    expect(groupNames(state)).toHaveLength(1);
  });

  test("leaves one group however often it was not healthy", async () => {
    done(await deploy("one"));
    await deploy("two", 500);
    await deploy("three", 500);
    expect(groupNames(state)).toHaveLength(3);
    done(await deploy("four"));
    expect(groupNames(state)).toHaveLength(1);
  });

  test("takes over from a plain one without a gap, and is given up with one", async () => {
    done(await deploy("one", 200, {}));
    expect(groupNames(state)).toEqual(["slipway-dev-hello"]);
    const there = done(await deploy("one"));
    const steps = inWords(there);
    expect(steps.indexOf("create rollout_drained")).toBeGreaterThan(steps.indexOf("create rollout_endpoint"));
    expect(steps.indexOf("delete container-group")).toBeGreaterThan(steps.indexOf("create rollout_drained"));

    const back = inWords(done(await deploy("one", 200, {})));
    expect(groupNames(state)).toEqual(["slipway-dev-hello"]);
    expect(back.indexOf("delete container-group")).toBeLessThan(back.indexOf("create container-group"));
  });
});
