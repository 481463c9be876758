"use strict";
const { spawn, spawnSync } = require("node:child_process");

/** Why nothing was published: printed without a stack trace. */
class PublishError extends Error {}

/** Programs that are running, to be ended with this one. @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/**
 * Runs a program to its end; what it prints is shown as it comes.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {"shown" | "kept"} [stdout] what it prints on its standard output may be kept from sight
 * @returns {Promise<string>} what it printed on its standard output
 * @throws {PublishError} if it fails
 */
function run(program, args, env, stdout = "shown") {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "inherit"] });
    running.add(child);
    let output = "";
    child.stdout.on("data", (/** @type {Buffer} */ text) => {
      output += text;
      if (stdout === "shown") process.stdout.write(text);
    });
    child.on("error", reject);
    child.on("close", (status, signal) => {
      running.delete(child);
      if (status === 0) return resolve(output);
      const how = signal ? `was ended by ${signal}` : `failed with status ${status}`;
      reject(new PublishError(`${program} ${args[0]} ${how}. Its last words are above.`));
    });
  });
}

/**
 * What a program prints; undefined if it fails or is not there.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
function ask(program, args, env = process.env) {
  const { status, stdout } = spawnSync(program, args, { env, encoding: "utf8" });
  return status === 0 ? stdout : undefined;
}

function endAll() {
  for (const child of running) child.kill("SIGTERM");
}

module.exports = { PublishError, run, ask, endAll };
