import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { asContextError, BuildContext, BuildContextProps, isExecutable } from "./build-context";
import { BuildContextError } from "./build-context-error";

/** What a fingerprint is of. */
export interface FingerprintProps extends BuildContextProps {
  /**
   * The build's options that shape the image: plain JSON. Keys count in any order, one that is undefined not at all.
   * @default - none
   */
  readonly options?: Readonly<Record<string, unknown>>;
}

/**
 * Names the way of computing. Another way needs another name, and with it every image gets a new fingerprint once.
 */
const ALGORITHM = "slipway-build-context-1";

/** Bytes gathered before they are hashed; also the most of a file that is in memory at once. */
const CHUNK = 256 * 1024;

/** Bytes that a length is written in. Files end at 2^48 bytes, 256 TiB. */
const LENGTH_BYTES = 6;

/**
 * A name for everything that shapes an image: 64 hexadecimal digits, the SHA-256 of its Dockerfile, its options and
 * its {@link BuildContext}.
 *
 * It changes with any file's bytes, path or executable bit, a link's target, an empty folder, the Dockerfile wherever
 * it lies, and any option. It does not change with times, owners, other permissions (they follow the umask of whoever
 * checked out), the folder's own place, excluded files or the order of reading. Windows knows no executable bit, so
 * there a context with an executable file has another fingerprint, as it has another image.
 *
 * Reads each file once, in pieces of 256 KiB. A file that shrinks meanwhile is reported, not guessed.
 * @throws BuildContextError at the first thing that stands in the way.
 */
export function fingerprint({ options = {}, ...props }: FingerprintProps): string {
  const context = new BuildContext(props);
  const hash = new RecordHash();
  hash.text("algorithm", ALGORITHM);
  hash.text("options", canonicalJson(options, "options"));
  hash.file("dockerfile", props.dockerfile ?? "Dockerfile", context.dockerfile);
  context.walk({
    directory: (path) => hash.text("directory", path),
    file: (path, absolutePath) => {
      hash.text("path", path);
      hash.file("file", path, absolutePath);
    },
    link: (path, target) => {
      hash.text("path", path);
      hash.text("link", target);
    },
  });
  return hash.digest();
}

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
 * SHA-256 over records of kind, length and bytes: two different sequences of records never have the same bytes.
 * One buffer gathers many small records, since every call of the hash costs more than hashing a small file.
 */
class RecordHash {
  private readonly hash = createHash("sha256");
  private readonly buffer = Buffer.allocUnsafe(CHUNK);
  private used = 0;

  text(kind: keyof typeof KINDS, value: string): void {
    // UTF-8 needs at most three bytes for a UTF-16 code unit.
    if (value.length * 3 > CHUNK / 2) {
      const bytes = Buffer.from(value);
      this.start(kind, bytes.length);
      this.flush();
      this.hash.update(bytes);
      return;
    }
    this.reserve(1 + LENGTH_BYTES + value.length * 3);
    const length = this.buffer.write(value, this.used + 1 + LENGTH_BYTES);
    this.start(kind, length);
    this.used += length;
  }

  /** The bytes of a file. An executable one is of a kind of its own. */
  file(kind: "dockerfile" | "file", path: string, absolutePath: string): void {
    let descriptor: number | undefined;
    try {
      descriptor = fs.openSync(absolutePath, "r");
      const { mode, size } = fs.fstatSync(descriptor);
      this.reserve(1 + LENGTH_BYTES + Math.min(size, CHUNK / 2));
      this.start(kind === "file" && isExecutable(mode) ? "executable" : kind, size);
      let left = size;
      while (left > 0) {
        if (this.used === CHUNK) this.flush();
        const read = fs.readSync(descriptor, this.buffer, this.used, Math.min(left, CHUNK - this.used), null);
        if (read === 0) throw changedWhileRead(path);
        this.used += read;
        left -= read;
      }
    } catch (error) {
      throw asContextError(path, error);
    } finally {
      if (descriptor !== undefined) fs.closeSync(descriptor);
    }
  }

  digest(): string {
    this.flush();
    return this.hash.digest("hex");
  }

  private start(kind: keyof typeof KINDS, length: number): void {
    this.buffer[this.used] = KINDS[kind];
    this.buffer.writeUIntBE(length, this.used + 1, LENGTH_BYTES);
    this.used += 1 + LENGTH_BYTES;
  }

  private reserve(bytes: number): void {
    if (this.used + bytes > CHUNK) this.flush();
  }

  private flush(): void {
    this.hash.update(this.buffer.subarray(0, this.used));
    this.used = 0;
  }
}

function changedWhileRead(path: string): BuildContextError {
  return new BuildContextError({
    property: `context (${path})`,
    given: "shorter than when it was opened",
    allowed: "files that do not change while they are read",
    fix: "let what writes it finish first, or name it in .dockerignore",
  });
}

/** JSON with sorted keys. What JSON would drop or alter, and what only Terraform knows, is refused. */
function canonicalJson(value: unknown, property: string): string {
  if (Array.isArray(value)) {
    return `[${value.map((item, i) => canonicalJson(item, `${property}[${i}]`)).join()}]`;
  }
  if (isPlainObject(value)) {
    const present = Object.keys(value).filter((key) => value[key] !== undefined);
    const pairs = present
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key], `${property}.${key}`)}`);
    return `{${pairs.join()}}`;
  }
  const isToken = typeof value === "string" && /[$#]\{TfToken\[/.test(value);
  const isJson =
    value === null || typeof value === "boolean" || typeof value === "string" || Number.isFinite(value);
  if (isJson && !isToken) return JSON.stringify(value);
  throw new BuildContextError({
    property,
    given: isToken ? "a value that only Terraform knows" : String(value),
    allowed: "text, numbers, true and false, in lists and plain objects",
    fix: "give a value that is known when the program runs, since the image's name follows from it",
  });
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
