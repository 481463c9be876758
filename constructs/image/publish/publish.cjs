"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { setTimeout: sleep } = require("node:timers/promises");
const { buildInAzure } = require("./azure.cjs");
const { buildWithDocker } = require("./docker.cjs");
const { dockerLogin } = require("./login.cjs");
const { RegistryClient, RegistryError } = require("./registry-client.cjs");
const { endAll, PublishError } = require("./run.cjs");
const { ChangedContextError, stage } = require("./stage.cjs");

/*
 * What Terraform runs to publish an image, with Node.js 20.19 or newer and nothing else installed:
 *
 *   node publish.cjs image BUILD.json   the image is in the registry under its content tag, built if it was not
 *   node publish.cjs alias              the registry's tag SLIPWAY_ALIAS names the image SLIPWAY_DIGEST
 *
 * From the environment: SLIPWAY_REGISTRY (the registry's host), SLIPWAY_REPOSITORY, and SLIPWAY_USERNAME and
 * SLIPWAY_PASSWORD (else the Docker client's own login).
 */

/**
 * What `publish.cjs image` reads.
 * @typedef {object} ImageBuild
 * @property {string} tag the content tag
 * @property {import("../docker-build").ImageBuilder} builtBy
 * @property {import("./stage.cjs").Staged} staged
 * @property {import("./docker.cjs").BuildOptions} options
 */

/** Where an image waits until its content tag names it: it belongs to whoever writes it last. */
const WAITING_TAG = "publishing";

/** How long an image must wait there undisturbed. Between looking at the content tag and writing here less may pass. */
const WAIT_MS = 1500;

/** How often one is put there again after another publisher took the place. */
const MOST_ATTEMPTS = 60;

/** What this run must not leave behind. @type {string | undefined} */
let runFolder;

/** @param {string} buildFile */
async function publishImage(buildFile) {
  const { client, login } = registryOf(process.env);
  /** @type {ImageBuild} */
  const { tag, builtBy, staged, options } = JSON.parse(fs.readFileSync(buildFile, "utf8"));
  const name = `${client.server}/${client.repository}:${tag}`;
  const there = await client.digest(tag);
  if (there !== undefined) return console.log(`${name} is in the registry: ${there}. Nothing to build.`);

  const folder = (runFolder = makeFolder(path.resolve("publish")));
  try {
    const { server, repository } = client;
    const place = { server, repository, tag: WAITING_TAG, login, options };
    const build = { ...stage(staged, folder), ...place };
    const digest = await (builtBy === "azure" ? buildInAzure(build) : buildWithDocker(build, folder, client));
    const published = await claimTag(client, tag, digest);
    console.log(
      published === digest
        ? `${name} is built and pushed: ${digest}`
        : `${name} was published by another deploy meanwhile: ${published}. What was built here is not used.`,
    );
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Has a content tag name an image, unless it names one already. A registry cannot do both in one step, so publishers
 * keep apart by time: each puts its image under a tag that all of them use, waits, and goes on only if it is still
 * there. Whoever came meanwhile replaced it and goes on instead. Source: Fischer's algorithm for mutual exclusion.
 * @param {RegistryClient} client
 * @param {string} tag
 * @param {string} digest
 * @returns {Promise<string>} the digest that it names
 */
async function claimTag(client, tag, digest) {
  const manifest = await client.manifest(digest);
  for (let i = 0; i < MOST_ATTEMPTS; i++) {
    const started = Date.now();
    const there = await client.digest(tag);
    if (there !== undefined) return there;
    await client.putManifest(WAITING_TAG, manifest);
    const wasSlow = Date.now() - started > WAIT_MS / 2;
    await sleep(WAIT_MS);
    if (
      !wasSlow &&
      (await client.digest(WAITING_TAG)) === digest &&
      (await client.digest(tag)) === undefined
    ) {
      await client.putManifest(tag, manifest);
      return digest;
    }
    await sleep(WAIT_MS * (1 + Math.random()));
  }
  throw new PublishError(`Other deploys kept the repository ${client.repository} busy. Deploy again.`);
}

async function publishAlias() {
  const { client } = registryOf(process.env);
  const { SLIPWAY_ALIAS: alias = "", SLIPWAY_DIGEST: digest = "" } = process.env;
  const name = `${client.server}/${client.repository}:${alias}`;
  if ((await client.digest(alias)) === digest) return console.log(`${name} names ${digest} already.`);
  await client.putManifest(alias, await client.manifest(digest));
  console.log(`${name} names ${digest}.`);
}

/** @param {NodeJS.ProcessEnv} env */
function registryOf(env) {
  const { SLIPWAY_REGISTRY: server = "", SLIPWAY_REPOSITORY: repository = "" } = env;
  const { SLIPWAY_USERNAME: username, SLIPWAY_PASSWORD: password } = env;
  // What is started from here needs neither.
  delete env.SLIPWAY_USERNAME;
  delete env.SLIPWAY_PASSWORD;
  if (username === "" || password === "") {
    throw new PublishError(
      "The registry's stack has no user name or no password to push with yet. Deploy that stack again, then this one.",
    );
  }
  const login = username && password ? { username, password } : undefined;
  return { client: new RegistryClient(server, repository, login ?? dockerLogin(server)), login };
}

/**
 * A folder for one run. What runs that were killed left is removed.
 * @param {string} parent
 */
function makeFolder(parent) {
  fs.mkdirSync(parent, { recursive: true });
  for (const name of fs.readdirSync(parent)) {
    const [, pid] = /^run-(\d+)-/.exec(name) ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) {
      fs.rmSync(path.join(parent, name), { recursive: true, force: true });
    }
  }
  return fs.mkdtempSync(path.join(parent, `run-${process.pid}-`));
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/** Ends with whoever started this (Terraform, or the shell between), and the build too. */
function endTogether() {
  const end = () => {
    endAll();
    if (runFolder) fs.rmSync(runFolder, { recursive: true, force: true });
    process.exit(1);
  };
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || end(), 1000).unref();
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(signal, end);
  process.stdout.on("error", end);
}

/** @param {readonly string[]} args */
async function main([what, buildFile = ""]) {
  endTogether();
  try {
    await (what === "alias" ? publishAlias() : publishImage(buildFile));
  } catch (error) {
    const isExpected = [RegistryError, PublishError, ChangedContextError].some(
      (kind) => error instanceof kind,
    );
    console.error(isExpected ? /** @type {Error} */ (error).message : error);
    process.exitCode = 1;
  }
}

void main(process.argv.slice(2));
