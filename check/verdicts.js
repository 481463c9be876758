// @ts-check
// JavaScript, since the check of the types runs before anything is there that reads TypeScript.
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const envPaths = require("env-paths");

/** Verdicts not asked for in that time are removed: milliseconds. */
const KEPT_FOR = 30 * 24 * 60 * 60 * 1000;

/**
 * Verdicts that hold while what they were given on stays the same: in the user's cache folder, one folder a kind. Any of
 * it may be deleted at any time. A folder that cannot be read or written keeps none, which costs time only.
 */
class Verdicts {
  /** @param {string} kind */
  constructor(kind) {
    this.folder = path.join(envPaths("slipway", { suffix: "" }).cache, kind);
  }

  /**
   * What was kept under a key.
   * @param {string} key
   * @returns {any} undefined if there is nothing
   */
  read(key) {
    const file = this.#file(key);
    try {
      const kept = JSON.parse(fs.readFileSync(file, "utf8"));
      const now = new Date();
      fs.utimesSync(file, now, now);
      return kept;
    } catch {
      return undefined;
    }
  }

  /**
   * @param {string} key
   * @param {unknown} verdict as JSON keeps it
   */
  keep(key, verdict) {
    try {
      fs.mkdirSync(this.folder, { recursive: true });
      // Renamed into place, so that nobody reads half of it.
      const half = `${this.#file(key)}.${process.pid}`;
      fs.writeFileSync(half, JSON.stringify(verdict), { mode: 0o600 });
      fs.renameSync(half, this.#file(key));
      this.#removeOld();
    } catch {
      // Not kept.
    }
  }

  /** @param {string} key */
  #file(key) {
    return path.join(this.folder, `${key}.json`);
  }

  #removeOld() {
    for (const name of fs.readdirSync(this.folder)) {
      const file = path.join(this.folder, name);
      if (Date.now() - fs.statSync(file).mtimeMs > KEPT_FOR) fs.rmSync(file);
    }
  }
}

/**
 * The fingerprint of contents, each told apart from the next.
 * @param {readonly (string | Buffer)[]} contents
 */
function fingerprint(...contents) {
  const hash = createHash("sha256");
  for (const content of contents) hash.update(`${content.length} `).update(content);
  return hash.digest("hex");
}

module.exports = { Verdicts, fingerprint };
