"use strict";
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

/** @typedef {import("./registry-client.cjs").Login} Login */

/** The user's own configuration of the Docker client: its folder, and the file in it. */
function userConfiguration() {
  const given = process.env.DOCKER_CONFIG;
  const folder = given || path.join(os.homedir(), ".docker");
  // Docker takes this variable for a folder, Terraform's docker provider for the file.
  const isFile = fs.statSync(folder, { throwIfNoEntry: false })?.isFile() ?? false;
  const file = isFile ? folder : path.join(folder, "config.json");
  const text = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "{}";
  return {
    folder: isFile ? path.dirname(folder) : folder,
    file: path.basename(file),
    json: parse(text, file),
  };
}

/**
 * @param {string} text
 * @param {string} file
 * @returns {Record<string, any>}
 */
function parse(text, file) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON.`, { cause: error });
  }
}

/**
 * The login that the Docker client keeps for a registry, as `docker login` or `az acr login` left it.
 *
 * Source: docker/cli, cli/config/configfile (credHelpers before credsStore before auths) and docker-credential-helpers
 * (the protocol; the user name `<token>` stands for an identity token).
 * @param {string} server
 * @returns {Login | undefined}
 */
function dockerLogin(server) {
  const { json } = userConfiguration();
  const helper = json.credHelpers?.[server] ?? json.credsStore;
  if (helper) {
    const { status, stdout } = spawnSync(`docker-credential-${helper}`, ["get"], {
      input: server,
      encoding: "utf8",
    });
    if (status !== 0) return undefined;
    const { Username, Secret } = JSON.parse(stdout);
    return Username === "<token>" ? { identityToken: Secret } : { username: Username, password: Secret };
  }
  const { auth, identitytoken } = json.auths?.[server] ?? {};
  if (identitytoken) return { identityToken: identitytoken };
  if (!auth) return undefined;
  const [username = "", ...password] = Buffer.from(auth, "base64").toString().split(":");
  return { username, password: password.join(":") };
}

/**
 * A configuration folder for one push: all of the user's (contexts, plugins, helpers, other logins), and one login more.
 * That one is in no file: a credential helper of Docker's protocol prints what it finds in the environment.
 * @param {string} folder an empty one
 * @param {string} server
 * @param {{ username: string, password: string }} login
 * @returns {{ DOCKER_CONFIG: string, PATH: string, SLIPWAY_LOGIN: string }} the environment that it works in
 */
function privateConfiguration(folder, server, { username, password }) {
  const user = userConfiguration();
  for (const name of fs.existsSync(user.folder) ? fs.readdirSync(user.folder) : []) {
    if (name !== user.file)
      fs.symlinkSync(path.resolve(user.folder, name), path.join(folder, name), "junction");
  }
  const json = { ...user.json, credHelpers: { ...user.json.credHelpers, [server]: "slipway" } };
  fs.writeFileSync(path.join(folder, "config.json"), JSON.stringify(json), { mode: 0o600 });
  const helper = path.join(folder, "docker-credential-slipway");
  fs.writeFileSync(helper, '#!/bin/sh\n[ "$1" != get ] || printf %s "$SLIPWAY_LOGIN"\n', { mode: 0o700 });
  // For Windows, whose shell would take some characters of a password for its own.
  fs.writeFileSync(`${helper}.cmd`, '@node -e "process.stdout.write(process.env.SLIPWAY_LOGIN)"\r\n');
  return {
    DOCKER_CONFIG: folder,
    PATH: `${folder}${path.delimiter}${process.env.PATH ?? ""}`,
    SLIPWAY_LOGIN: JSON.stringify({ ServerURL: server, Username: username, Secret: password }),
  };
}

module.exports = { dockerLogin, privateConfiguration };
