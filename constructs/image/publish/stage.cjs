"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { hashContent, isExecutable } = require("./content-hash.cjs");

/**
 * What a {@link stage} copies.
 * @typedef {object} Staged
 * @property {string} context the folder of the entries
 * @property {string} dockerfile
 * @property {string} options the options that shape the image, as they were hashed
 * @property {string} content the hash that the copy must have
 * @property {readonly import("./content-hash.cjs").SentEntry[]} entries
 */

/**
 * What a {@link stage} made.
 * @typedef {object} Copies
 * @property {string} context the folder to send
 * @property {string} dockerfile the Dockerfile, beside that folder
 * @property {string} [sentDockerfile] the Dockerfile in that folder, if it is sent too
 */

/** The context is not what it was when the project was synthesized. */
class ChangedContextError extends Error {
  /** @param {string} context */
  constructor(context) {
    super(
      `${context} is no longer what it was when the project was synthesized, so it would not be the image that its ` +
        "tag says. Deploy again.",
    );
  }
}

/** How copying ends when a file or folder is gone, or has become the other. */
const CHANGED = ["ENOENT", "ENOTDIR", "EISDIR"];

/**
 * Copies what the builder is sent to a folder of its own, and the Dockerfile beside it: so no ignore file and no
 * Dockerfile reaches the image that is not meant to, whichever builder reads them in whichever way.
 *
 * The copy has what the hash counts and nothing else: files may be read by all and written by their owner, executable
 * ones executed, whatever the umask of a checkout was. Times are those of the copy. (A fixed one would make web servers
 * call a changed page unchanged.)
 * @param {Staged} staged
 * @param {string} folder an empty one
 * @returns {Copies}
 * @throws {ChangedContextError} if the copy has another hash
 */
function stage(staged, folder) {
  const context = path.join(folder, "context");
  const dockerfile = path.join(folder, "Dockerfile");
  try {
    copy(staged.dockerfile, dockerfile);
    // BuildKit reads this one before any other; nothing that was copied is to be left out.
    fs.writeFileSync(`${dockerfile}.dockerignore`, "# Everything here is sent.\n");
    makeFolder(context);
    for (const entry of staged.entries) {
      const to = path.join(context, entry.path);
      if (entry.kind === "directory") makeFolder(to);
      else if (entry.kind === "link") fs.symlinkSync(entry.target, to);
      else copy(path.join(staged.context, entry.path), to);
    }
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code !== undefined && CHANGED.includes(code)) throw new ChangedContextError(staged.context);
    throw error;
  }
  const { options, content, entries } = staged;
  if (hashContent({ options, dockerfile, root: context, entries }) !== content) {
    throw new ChangedContextError(staged.context);
  }
  const file = path.relative(staged.context, staged.dockerfile).split(path.sep).join("/");
  const isSent = entries.some((entry) => entry.kind === "file" && entry.path === file);
  return { context, dockerfile, sentDockerfile: isSent ? path.join(context, file) : undefined };
}

/** @param {string} folder */
function makeFolder(folder) {
  // A file's folder may be none of the entries: an excluded one with an exception in it.
  fs.mkdirSync(folder, { recursive: true });
  fs.chmodSync(folder, 0o755);
}

/**
 * @param {string} from
 * @param {string} to
 */
function copy(from, to) {
  // The copy shares the original's blocks where the file system can do that.
  fs.copyFileSync(from, to, fs.constants.COPYFILE_FICLONE);
  fs.chmodSync(to, isExecutable(fs.statSync(from).mode) ? 0o755 : 0o644);
  const now = new Date();
  fs.utimesSync(to, now, now);
}

module.exports = { stage, ChangedContextError };
