"use strict";
const { execFile } = require("node:child_process");
const { promisify } = require("node:util");

/*
 * node watchdog.cjs RUN: takes down all that a run made on the engine when whoever started this ends without a word, as
 * after kill -9: then the standard input ends. It is a process apart, since a killed one cleans up nothing.
 */

/** The label of whatever a run made, with the run as its value. */
const RUN_LABEL = "slipway.local.run";

/** How long it is looked for what was being made when the end came. */
const LOOKED_FOR_MS = 5000;

/** When to give up on an engine that does not answer. */
const MOST_MS = 60_000;

/** @param {readonly string[]} args */
async function docker(...args) {
  const { stdout } = await promisify(execFile)("docker", args, { encoding: "utf8" });
  return stdout.split("\n").filter(Boolean);
}

/**
 * Takes down what a run made on the engine: containers first, then volumes.
 * @param {string} run
 * @returns {Promise<number>} how many were found
 */
async function sweep(run) {
  const filter = ["--filter", `label=${RUN_LABEL}=${run}`];
  const containers = await docker("ps", "--all", "--quiet", ...filter);
  // Several may be at it: what is gone already is no fault.
  if (containers.length > 0) await docker("rm", "--force", "--volumes", ...containers).catch(() => {});
  const volumes = await docker("volume", "ls", "--quiet", ...filter);
  if (volumes.length > 0) await docker("volume", "rm", "--force", ...volumes).catch(() => {});
  return containers.length + volumes.length;
}

/** @param {string} run */
async function sweepUntilGone(run) {
  const started = Date.now();
  for (;;) {
    const found = await sweep(run).catch(() => 1);
    const past = Date.now() - started;
    if ((found === 0 && past > LOOKED_FOR_MS) || past > MOST_MS) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** @param {string} run */
function watch(run) {
  let isDone = false;
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(signal, () => {});
  process.stdin.on("data", () => (isDone = true));
  process.stdin.on("error", () => {});
  process.stdin.on("close", () => {
    if (isDone) return;
    void sweepUntilGone(run);
  });
}

if (require.main === module) watch(/** @type {string} */ (process.argv[2]));

module.exports = { RUN_LABEL, sweep };
