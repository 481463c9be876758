"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { setTimeout: sleep } = require("node:timers/promises");
const { privateConfiguration } = require("./login.cjs");
const { ask, PublishError, run } = require("./run.cjs");

/**
 * The options of `docker build`. Of a secret it holds where the value is, not the value.
 * @typedef {object} BuildOptions
 * @property {string} platform
 * @property {Readonly<Record<string, string>>} [buildArgs]
 * @property {string} [target]
 * @property {Readonly<Record<string, string>>} [labels]
 * @property {Readonly<Record<string, { src?: string, env?: string }>>} [secrets]
 * @property {readonly string[]} [cacheFrom]
 * @property {readonly string[]} [cacheTo]
 * @property {boolean} [noCache]
 * @property {string} [networkMode]
 * @property {Readonly<Record<string, string>>} [extraHosts]
 * @property {string} [builder]
 */

/**
 * What is built, and where it is pushed to.
 * @typedef {object} Build
 * @property {string} context
 * @property {string} dockerfile
 * @property {string} [sentDockerfile] the Dockerfile in the context, if it is there too
 * @property {string} server
 * @property {string} repository
 * @property {string} tag the tag that it is pushed under
 * @property {{ username: string, password: string }} [login] the Docker client's own unless given
 * @property {BuildOptions} options
 */

/**
 * What an image is pushed with, from an engine that has it under the name `local`.
 * @typedef {object} Engine
 * @property {NodeJS.ProcessEnv} env
 * @property {string} local
 * @property {Client} client
 */

/** @typedef {Pick<import("./registry-client.cjs").RegistryClient, "configOf">} Client */

/** The front ends of Docker's builders. @typedef {"buildx" | "buildkit" | "classic" | "podman"} FrontEnd */

/** The first client without a BuildKit front end of its own: from there on it is a plugin, buildx. */
const FIRST_WITH_PLUGIN = 23;

const DIGEST = /\bdigest: (sha256:[0-9a-f]{64})\b/;

/** How often an image is pushed again after another publisher took its name. */
const MOST_PUSHES = 20;

/**
 * Builds an image with the user's own Docker, and pushes it.
 * @param {Build} build
 * @param {string} folder an empty one, for what is needed meanwhile
 * @param {Client} client
 * @returns {Promise<string>} its digest in the registry
 * @throws {PublishError}
 */
async function buildWithDocker(build, folder, client) {
  const { login, server } = build;
  const own = login ? privateConfiguration(makeFolder(folder, "docker"), server, login) : {};
  const env = { ...process.env, ...own };
  const frontEnd = findFrontEnd(env);
  const local = nameOf({ ...build, tag: `${build.tag}-${path.basename(folder)}` });

  switch (frontEnd) {
    case "buildx":
      return buildWithBuildx(build, { env, folder, local, client });
    case "podman": {
      const file = path.join(folder, "digest");
      await buildIntoEngine(build, local);
      const auth = "DOCKER_CONFIG" in own ? ["--authfile", path.join(own.DOCKER_CONFIG, "config.json")] : [];
      await run("docker", ["push", ...auth, "--digestfile", file, local, nameOf(build)], env);
      ask("docker", ["rmi", local], env);
      return fs.readFileSync(file, "utf8").trim();
    }
    default:
      await buildIntoEngine(build, local, env);
      return push(build, { env, local, client });
  }
}

/**
 * Builds an image with the user's own Docker, for the engine to have it under the name `local`. Nothing is pushed.
 * @param {Pick<Build, "context" | "dockerfile" | "sentDockerfile" | "options">} build
 * @param {string} local
 * @param {NodeJS.ProcessEnv} [given]
 * @throws {PublishError}
 */
async function buildIntoEngine(build, local, given = process.env) {
  const env = withoutAttestations(given);
  const frontEnd = findFrontEnd(env);
  checkFrontEnd(frontEnd, build.options);
  const args = ["--tag", local, ...buildArguments(build, frontEnd), build.context];
  switch (frontEnd) {
    case "buildx":
      await run("docker", ["buildx", "build", "--load", ...args], env);
      return;
    case "podman":
      await run("docker", ["build", "--ignorefile", `${build.dockerfile}.dockerignore`, ...args], env);
      return;
    default: {
      // Unless it has to, none is said to the classic builder: it then says how to get BuildKit.
      const buildKit = { DOCKER_BUILDKIT: frontEnd === "buildkit" ? "1" : env.DOCKER_BUILDKIT && "0" };
      await run("docker", ["build", ...args], { ...env, ...buildKit });
    }
  }
}

/**
 * With attestations a tag would name an index instead of the one image that Azure runs.
 * @param {NodeJS.ProcessEnv} env
 */
function withoutAttestations(env) {
  return { ...env, BUILDX_NO_DEFAULT_ATTESTATIONS: "1" };
}

/**
 * An image of the engine's own builder is in the engine; every other builder pushes by itself.
 * @param {Build} build
 * @param {Engine & { folder: string }} how
 */
async function buildWithBuildx(build, { folder, ...engine }) {
  const { env } = engine;
  const { builder } = build.options;
  const inspected = ask("docker", ["buildx", "inspect", ...(builder ? [builder] : [])], env);
  if (inspected === undefined) {
    const which = builder ? `the builder "${builder}"` : "the current builder";
    throw new PublishError(
      `docker buildx does not find ${which}. docker buildx ls shows those that there are.`,
    );
  }
  if (/^Driver:\s+docker$/m.test(inspected)) {
    await buildIntoEngine(build, engine.local, env);
    return push(build, engine);
  }
  const file = path.join(folder, "metadata.json");
  const output = ["--push", "--tag", nameOf(build), "--metadata-file", file];
  const args = [...output, ...buildArguments(build, "buildx"), build.context];
  await run("docker", ["buildx", "build", ...args], withoutAttestations(env));
  return /** @type {string} */ (JSON.parse(fs.readFileSync(file, "utf8"))["containerimage.digest"]);
}

/**
 * An engine pushes an image by the name that it is to have, which other publishers on that engine give to theirs. So it
 * has a name of its own until it is known to be the one that was pushed.
 * @param {Build} build
 * @param {Engine} engine
 */
async function push(build, { env, local, client }) {
  const name = nameOf(build);
  try {
    for (let i = 0; i < MOST_PUSHES; i++) {
      await run("docker", ["tag", local, name], env);
      const [, digest] = DIGEST.exec(await pushName(name, env)) ?? [];
      if (digest === undefined) throw new PublishError(`docker push did not say the digest of ${name}.`);
      const id = ask("docker", ["image", "inspect", "--format", "{{.Id}}", local], env)?.trim();
      // The id is the manifest's digest where containerd stores images, else that of its configuration.
      if (id === digest || id === (await client.configOf(digest))) return digest;
      // For some time or other: two that go on at once may take the name from each other every time.
      await sleep(1000 * (i + 1) * Math.random());
    }
    throw new PublishError(`Other deploys kept ${name} busy on this Docker engine. Deploy again.`);
  } finally {
    ask("docker", ["rmi", local], env);
  }
}

/**
 * Pushes once more after a failure: a registry may fail a single request, of two pushes of one manifest at the same time
 * for example, and what has arrived is not sent again.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 */
function pushName(name, env) {
  const push = () => run("docker", ["push", name], env);
  return push().catch(push);
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {FrontEnd}
 */
function findFrontEnd(env) {
  const version = ask("docker", ["--version"], env);
  if (version === undefined) {
    throw new PublishError(
      "The image must be built, and there is no docker command where Terraform runs. Install Docker there, run " +
        'the deploy where it is, or have Azure build: build: "azure" on the registry.',
    );
  }
  if (/podman/i.test(version)) return "podman";
  if (env.DOCKER_BUILDKIT === "0") return "classic";
  if (ask("docker", ["buildx", "version"], env) !== undefined) return "buildx";
  const [, major = "0"] = /(\d+)\.\d+/.exec(version) ?? [];
  return Number(major) < FIRST_WITH_PLUGIN ? "buildkit" : "classic";
}

/**
 * @param {FrontEnd} frontEnd
 * @param {BuildOptions} options
 */
function checkFrontEnd(frontEnd, { secrets, cacheTo, builder }) {
  const needs = [
    ...(frontEnd === "classic" && secrets ? ["secrets"] : []),
    ...(frontEnd === "classic" || frontEnd === "buildkit" ? (cacheTo ? ["cacheTo"] : []) : []),
    ...(frontEnd !== "buildx" && builder ? ["builder"] : []),
  ];
  if (needs.length === 0) return;
  throw new PublishError(
    `The build's ${needs.join(" and ")} need buildx, which this docker command does not have, or DOCKER_BUILDKIT=0 ` +
      "turns it off. Install it where Terraform runs (Docker's package docker-buildx-plugin, Debian's docker-buildx).",
  );
}

/**
 * @param {Pick<Build, "context" | "dockerfile" | "sentDockerfile" | "options">} build
 * @param {FrontEnd} frontEnd
 */
function buildArguments(build, frontEnd) {
  const { options } = build;
  const {
    buildArgs = {},
    labels = {},
    secrets = {},
    extraHosts = {},
    cacheFrom = [],
    cacheTo = [],
  } = options;
  const one = (/** @type {string} */ flag, /** @type {string | undefined} */ value) =>
    value === undefined ? [] : [flag, value];
  const each = (/** @type {string} */ flag, /** @type {readonly string[]} */ values) =>
    values.flatMap((value) => [flag, value]);
  const pairs = (/** @type {object} */ map, mark = "=") =>
    Object.entries(map).map(([key, value]) => `${key}${mark}${value}`);
  return [
    ...["--file", dockerfileFor(build, frontEnd), "--platform", options.platform],
    ...each("--build-arg", pairs(buildArgs)),
    ...one("--target", options.target),
    ...each("--label", pairs(labels)),
    ...each(
      "--secret",
      Object.entries(secrets).map(([id, { src, env }]) => `id=${id},${src ? `src=${src}` : `env=${env}`}`),
    ),
    ...each("--cache-from", cacheFrom),
    ...each("--cache-to", cacheTo),
    ...(options.noCache ? ["--no-cache"] : []),
    ...one("--network", options.networkMode),
    ...each("--add-host", pairs(extraHosts, ":")),
    ...one("--builder", options.builder),
    // Lines instead of a screen: that is what Terraform can show.
    ...(frontEnd === "buildx" || frontEnd === "buildkit" ? ["--progress", "plain"] : []),
  ];
}

/**
 * The classic builder reads the context's ignore file again. That changes nothing, unless it is another one than was
 * meant, or the Dockerfile lies outside: then its client writes a line into it.
 * @param {import("./stage.cjs").Copies} build
 * @param {FrontEnd} frontEnd
 */
function dockerfileFor({ context, dockerfile, sentDockerfile }, frontEnd) {
  if (frontEnd !== "classic" || !fs.existsSync(path.join(context, ".dockerignore"))) return dockerfile;
  if (sentDockerfile && !fs.existsSync(`${sentDockerfile}.dockerignore`)) return sentDockerfile;
  throw new PublishError(
    "Docker's classic builder would read .dockerignore again, or write into it, and build another image than its tag " +
      'says. Name ".dockerignore" in the ignore file, so that it is not sent, or install buildx where Terraform runs.',
  );
}

/** @param {{ server: string, repository: string, tag: string }} build */
function nameOf({ server, repository, tag }) {
  return `${server}/${repository}:${tag}`;
}

/**
 * @param {string} folder
 * @param {string} name
 */
function makeFolder(folder, name) {
  const made = path.join(folder, name);
  fs.mkdirSync(made, { mode: 0o700 });
  return made;
}

module.exports = { buildWithDocker, buildIntoEngine, checkFrontEnd, dockerfileFor, findFrontEnd };
