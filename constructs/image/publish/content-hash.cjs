"use strict";
const { createHash } = require("node:crypto");
const fs = require("node:fs");

/**
 * Something that is sent to the builder, by its path from the context's root, with slashes.
 * @typedef {{ readonly kind: "directory", readonly path: string }
 *   | { readonly kind: "file", readonly path: string }
 *   | { readonly kind: "link", readonly path: string, readonly target: string }} SentEntry
 */

/**
 * What a content hash is of.
 * @typedef {object} Content
 * @property {string} options the options that shape the image, as JSON with sorted keys
 * @property {string} dockerfile where the Dockerfile is
 * @property {string} root the folder that the entries are in
 * @property {Iterable<SentEntry>} entries in the order of the tree
 */

/** What stood in the way of reading a file. */
class UnreadableError extends Error {
  /**
   * @param {string} file where it is
   * @param {unknown} reason what reading it ended with; undefined for a file that shrank meanwhile
   */
  constructor(file, reason) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (reason ?? {});
    super(`${file}: ${code ?? message ?? "it became shorter while it was read"}`);
    this.file = file;
    this.reason = reason;
  }
}

/** Names the way of computing. Another way needs another name, and with it every image gets a new hash once. */
const ALGORITHM = "slipway-build-context-1";

/** Bytes gathered before they are hashed; also the most of a file that is in memory at once. */
const CHUNK = 256 * 1024;

/** Bytes that a length is written in. Files end at 2^48 bytes, 256 TiB. */
const LENGTH_BYTES = 6;

/** The first byte of each record. */
const KINDS = {
  algorithm: 0,
  options: 1,
  dockerfile: 2,
  directory: 3,
  path: 4,
  file: 5,
  executable: 6,
  link: 7,
};

/**
 * The hash of all that shapes an image: 64 hexadecimal digits. Reads each file once, in pieces of 256 KiB.
 * @param {Content} content
 * @throws {UnreadableError} if a file cannot be read
 */
function hashContent({ options, dockerfile, root, entries }) {
  const hash = new RecordHash();
  hash.text("algorithm", ALGORITHM);
  hash.text("options", options);
  hash.file("dockerfile", dockerfile);
  for (const entry of entries) {
    if (entry.kind === "directory") {
      hash.text("directory", entry.path);
      continue;
    }
    hash.text("path", entry.path);
    if (entry.kind === "link") hash.text("link", entry.target);
    else hash.file("file", `${root}/${entry.path}`);
  }
  return hash.digest();
}

/**
 * Whether the owner may execute a file of this mode: of its permissions, what git keeps and every checkout shares.
 * @param {number} mode
 */
function isExecutable(mode) {
  return (mode & 0o100) !== 0;
}

/**
 * SHA-256 over records of kind, length and bytes: two different sequences of records never have the same bytes.
 * One buffer gathers many small records, since every call of the hash costs more than hashing a small file.
 */
class RecordHash {
  #hash = createHash("sha256");
  #buffer = Buffer.allocUnsafe(CHUNK);
  #used = 0;

  /**
   * @param {keyof typeof KINDS} kind
   * @param {string} value
   */
  text(kind, value) {
    // UTF-8 needs at most three bytes for a UTF-16 code unit.
    if (value.length * 3 > CHUNK / 2) {
      const bytes = Buffer.from(value);
      this.#start(kind, bytes.length);
      this.#flush();
      this.#hash.update(bytes);
      return;
    }
    this.#reserve(1 + LENGTH_BYTES + value.length * 3);
    const length = this.#buffer.write(value, this.#used + 1 + LENGTH_BYTES);
    this.#start(kind, length);
    this.#used += length;
  }

  /**
   * The bytes of a file. An executable one is of a kind of its own.
   * @param {"dockerfile" | "file"} kind
   * @param {string} file
   */
  file(kind, file) {
    let descriptor;
    try {
      descriptor = fs.openSync(file, "r");
      const { mode, size } = fs.fstatSync(descriptor);
      this.#reserve(1 + LENGTH_BYTES + Math.min(size, CHUNK / 2));
      this.#start(kind === "file" && isExecutable(mode) ? "executable" : kind, size);
      let left = size;
      while (left > 0) {
        if (this.#used === CHUNK) this.#flush();
        const room = Math.min(left, CHUNK - this.#used);
        const read = fs.readSync(descriptor, this.#buffer, this.#used, room, null);
        if (read === 0) throw new UnreadableError(file, undefined);
        this.#used += read;
        left -= read;
      }
    } catch (error) {
      throw error instanceof UnreadableError ? error : new UnreadableError(file, error);
    } finally {
      if (descriptor !== undefined) fs.closeSync(descriptor);
    }
  }

  digest() {
    this.#flush();
    return this.#hash.digest("hex");
  }

  /**
   * @param {keyof typeof KINDS} kind
   * @param {number} length
   */
  #start(kind, length) {
    this.#buffer[this.#used] = KINDS[kind];
    this.#buffer.writeUIntBE(length, this.#used + 1, LENGTH_BYTES);
    this.#used += 1 + LENGTH_BYTES;
  }

  /** @param {number} bytes */
  #reserve(bytes) {
    if (this.#used + bytes > CHUNK) this.#flush();
  }

  #flush() {
    this.#hash.update(this.#buffer.subarray(0, this.#used));
    this.#used = 0;
  }
}

module.exports = { hashContent, isExecutable, UnreadableError };
