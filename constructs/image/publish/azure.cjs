"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { ask, PublishError, run } = require("./run.cjs");

/**
 * Has the registry itself build an image and keep it: no Docker is needed, only the Azure CLI and its login.
 *
 * Source: Azure documentation, "az acr build".
 * @param {import("./docker.cjs").Build} build
 * @returns {Promise<string>} its digest in the registry
 * @throws {PublishError}
 */
async function buildInAzure({ context, dockerfile, server, repository, tag, options }) {
  if (ask("az", ["version"]) === undefined) {
    throw new PublishError(
      "The image must be built, and there is no az command where Terraform runs. Install the Azure CLI there, or have " +
        'Docker build: leave build: "azure" out of the registry.',
    );
  }
  // The Azure CLI reads it once more, in a way of its own.
  fs.rmSync(path.join(context, ".dockerignore"), { force: true });
  const { platform, target, buildArgs = {} } = options;
  const args = Object.entries(buildArgs).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]);
  const output = await run(
    "az",
    [
      ...["acr", "build", "--registry", /** @type {string} */ (server.split(".")[0]), "--only-show-errors"],
      ...["--image", `${repository}:${tag}`, "--file", dockerfile, "--platform", platform],
      ...(target === undefined ? [] : ["--target", target]),
      ...args,
      ...["--output", "json", context],
    ],
    process.env,
  );
  return digestIn(output, repository);
}

/**
 * The digest that the run's JSON names, which comes after the build's own lines.
 * @param {string} output
 * @param {string} repository
 */
function digestIn(output, repository) {
  const json = output.slice(output.search(/^\{$/m));
  /** @type {{ outputImages?: { repository: string, digest: string }[] }} */
  const { outputImages = [] } = JSON.parse(json);
  const image = outputImages.find((one) => one.repository === repository);
  if (!image) throw new PublishError("az acr build did not say what it built.");
  return image.digest;
}

module.exports = { buildInAzure };
