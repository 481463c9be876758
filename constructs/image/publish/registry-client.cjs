"use strict";
const { createHash } = require("node:crypto");
const { setTimeout: sleep } = require("node:timers/promises");

/**
 * A login to a registry: a name and a password, or an identity token, which some logins of a Docker client keep.
 * @typedef {{ readonly username: string, readonly password: string } | { readonly identityToken: string }} Login
 */

/**
 * A manifest as the registry keeps it, to the byte: its digest is the hash of exactly these bytes.
 * @typedef {object} Manifest
 * @property {string} digest
 * @property {string} mediaType
 * @property {Uint8Array<ArrayBuffer>} bytes
 */

/** Why a registry did not do what it was asked for: printed without a stack trace. */
class RegistryError extends Error {}

const MANIFEST_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

const SECONDS_PER_ANSWER = 60;

/** How long a registry that is busy or in trouble is left alone before it is asked again. */
const PAUSES_MS = [250, 1000, 4000];

/**
 * One repository of a registry, over the registry's HTTP API.
 *
 * Sources: OCI Distribution Specification 1.1; Azure Container Registry, "Getting Bearer token using Basic
 * Authentication" (a 401 names a token endpoint, which takes the login and gives a token for the scope); Docker's
 * "Registry token authentication" (an identity token is changed for one by POST).
 */
class RegistryClient {
  /** @type {string | undefined} */
  #authorization;

  /**
   * @param {string} server the registry's host, and port if any; this machine's own is asked over plain HTTP, as Docker does
   * @param {string} repository
   * @param {Login} [login]
   */
  constructor(server, repository, login) {
    this.server = server;
    this.repository = repository;
    /** @private */
    this.login = login;
    const scheme = /^(localhost|127\.[0-9.]+)(:|$)/.test(server) ? "http" : "https";
    /** @private */
    this.base = new URL(`${scheme}://${server}/v2/${repository}/`);
  }

  /**
   * All tags, sorted; none for a repository that does not exist.
   * @returns {Promise<string[]>}
   */
  async tags() {
    /** @type {string[]} */
    const tags = [];
    /** @type {URL | undefined} */
    let page = this.#at("tags/list");
    while (page) {
      const response = await this.#ask(page, {}, [404]);
      if (response.status === 404) return [];
      tags.push(.../** @type {{ tags: string[] | null }} */ ((await response.json()).tags ?? []));
      const [, next] = /<([^>]+)>;\s*rel="?next"?/.exec(response.headers.get("link") ?? "") ?? [];
      page = next === undefined ? undefined : new URL(next, page);
    }
    return tags.sort();
  }

  /**
   * The digest behind a tag, or a digest that exists; undefined if there is no such image.
   * @param {string} reference
   * @returns {Promise<string | undefined>}
   */
  async digest(reference) {
    const init = { method: "HEAD", headers: { accept: MANIFEST_TYPES } };
    const response = await this.#ask(this.#at(`manifests/${reference}`), init, [404]);
    if (response.status === 404) return undefined;
    return response.headers.get("docker-content-digest") ?? (await this.manifest(reference)).digest;
  }

  /**
   * The manifest behind a tag or digest.
   * @param {string} reference
   * @returns {Promise<Manifest>}
   */
  async manifest(reference) {
    const headers = { accept: MANIFEST_TYPES };
    const response = await this.#ask(this.#at(`manifests/${reference}`), { headers });
    const bytes = new Uint8Array(await response.arrayBuffer());
    return {
      bytes,
      digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}`,
      mediaType: response.headers.get("content-type") ?? "",
    };
  }

  /**
   * The digest of an image's configuration; undefined for an index of several images.
   * @param {string} reference
   * @returns {Promise<string | undefined>}
   */
  async configOf(reference) {
    const { bytes } = await this.manifest(reference);
    return JSON.parse(Buffer.from(bytes).toString()).config?.digest;
  }

  /**
   * Stores a manifest under its digest, or under a tag.
   * @param {string} reference
   * @param {Manifest} manifest
   */
  async putManifest(reference, { mediaType, bytes }) {
    const headers = { "content-type": mediaType };
    await this.#ask(this.#at(`manifests/${reference}`), { method: "PUT", headers, body: bytes });
  }

  /** @param {string} digest */
  async hasBlob(digest) {
    return (await this.#ask(this.#at(`blobs/${digest}`), { method: "HEAD" }, [404])).ok;
  }

  /**
   * The answer that a blob is read from. A layer may take long: only its start is timed.
   * @param {string} digest
   * @returns {Promise<Response>}
   */
  async blob(digest) {
    return this.#ask(this.#at(`blobs/${digest}`));
  }

  /**
   * Uploads a blob. The registry refuses it if its content is not what the digest says.
   * @param {string} digest
   * @param {Response | Uint8Array<ArrayBuffer>} content what {@link blob} answered, whole: Node.js cancels the body of a
   *   response that is garbage-collected, even if something else holds the body
   */
  async putBlob(digest, content) {
    const started = await this.#ask(this.#at("blobs/uploads/"), { method: "POST" });
    const headers = { "content-type": "application/octet-stream" };
    const body = content instanceof Response ? content.body : content;
    const streamed = /** @type {RequestInit} */ ({ method: "PATCH", headers, body, duplex: "half" });
    const uploaded = await this.#ask(this.#location(started), streamed);
    const end = this.#location(uploaded);
    end.searchParams.set("digest", digest);
    await this.#ask(end, { method: "PUT" });
  }

  /** @param {string} path */
  #at(path) {
    return new URL(path, this.base);
  }

  /** @param {Response} response */
  #location(response) {
    const url = new URL(response.headers.get("location") ?? "", this.base);
    // The login goes with the next request.
    if (url.host !== this.base.host) throw this.#error(`it sends an upload to another host, ${url.host}`);
    return url;
  }

  /**
   * Asks, after logging in if the registry wants that. `allowed` are statuses besides success that the caller knows.
   * @param {URL} url
   * @param {RequestInit} [init]
   * @param {number[]} [allowed]
   */
  async #ask(url, init = {}, allowed = []) {
    let response = await this.#send(url, init);
    if (response.status === 401) {
      await this.#logIn(response);
      response = await this.#send(url, init);
    }
    for (const delay of init.method === "PATCH" ? [] : PAUSES_MS) {
      if (response.status < 500 && response.status !== 429) break;
      await sleep(delay);
      response = await this.#send(url, init);
    }
    if (response.status === 401) {
      throw this.#error("it does not accept the login");
    }
    if (response.ok || allowed.includes(response.status)) return response;
    const body = init.method === "HEAD" ? "" : (await response.text()).slice(0, 300);
    throw this.#error(
      `${init.method ?? "GET"} ${url.pathname} was answered with ${response.status} ${body}`.trim(),
    );
  }

  /**
   * @param {URL} url
   * @param {RequestInit} init
   */
  async #send(url, init) {
    const headers = new Headers(init.headers);
    if (this.#authorization) headers.set("authorization", this.#authorization);
    const controller = new AbortController();
    const late = setTimeout(() => controller.abort(), SECONDS_PER_ANSWER * 1000);
    // An upload's answer comes after its content, however long that takes.
    if (init.method === "PATCH") clearTimeout(late);
    try {
      return await fetch(url, { ...init, headers, signal: controller.signal });
    } catch (error) {
      const { cause, message } = /** @type {Error & { cause?: NodeJS.ErrnoException }} */ (error);
      throw this.#error(
        controller.signal.aborted
          ? `no answer within ${SECONDS_PER_ANSWER} s`
          : cause?.message || cause?.code || message,
      );
    } finally {
      clearTimeout(late);
    }
  }

  /** @param {Response} refusal */
  async #logIn(refusal) {
    const challenge = refusal.headers.get("www-authenticate") ?? "";
    if (!this.login) throw this.#error("it wants a login and there is none");
    const basic =
      "password" in this.login
        ? `Basic ${Buffer.from(`${this.login.username}:${this.login.password}`).toString("base64")}`
        : undefined;
    if (basic && /^basic\b/i.test(challenge)) {
      this.#authorization = basic;
      return;
    }
    /** @type {{ realm?: string, service?: string, scope?: string }} */
    const {
      realm = "",
      service,
      scope,
    } = Object.fromEntries(
      [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    );
    const url = URL.canParse(realm) ? new URL(realm) : undefined;
    if (!/^bearer\b/i.test(challenge) || url?.host !== this.base.host) {
      throw this.#error("it wants a kind of login that is not known here");
    }
    const wanted = new URLSearchParams();
    if (service) wanted.set("service", service);
    if (scope) wanted.set("scope", scope);
    this.#authorization = basic;
    const response = await ("identityToken" in this.login
      ? this.#send(url, { method: "POST", body: withToken(wanted, this.login.identityToken) })
      : this.#send(withSearch(url, wanted), {}));
    if (!response.ok) throw this.#error(`it does not accept the login (${response.status})`);
    const { token, access_token } = /** @type {{ token?: string, access_token?: string }} */ (
      await response.json()
    );
    this.#authorization = `Bearer ${access_token ?? token}`;
  }

  /** @param {string} what */
  #error(what) {
    return new RegistryError(`The registry ${this.server} (repository ${this.repository}): ${what}.`);
  }
}

/**
 * @param {URL} url
 * @param {URLSearchParams} parameters
 */
function withSearch(url, parameters) {
  for (const [name, value] of parameters) url.searchParams.set(name, value);
  return url;
}

/**
 * @param {URLSearchParams} parameters
 * @param {string} identityToken
 */
function withToken(parameters, identityToken) {
  parameters.set("grant_type", "refresh_token");
  parameters.set("client_id", "slipway");
  parameters.set("refresh_token", identityToken);
  return parameters;
}

// One by one, so that the compiler takes them for types too.
exports.RegistryClient = RegistryClient;
exports.RegistryError = RegistryError;
