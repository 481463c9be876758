import { BuildContext, BuildContextProps } from "./build-context";
import { BuildContextError } from "./build-context-error";
import { hashContent, type SentEntry, UnreadableError } from "../publish/content-hash.cjs";
import { inWords } from "../../../core/fault";

/** What a {@link fingerprint} is of. */
export interface FingerprintProps extends BuildContextProps {
  /**
   * The build's options that shape the image: plain JSON. Keys count in any order, one that is undefined not at all.
   * @default - none
   */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** All that shapes an image, and a name for it. */
export interface Fingerprint {
  /** 64 hexadecimal digits, the SHA-256 of the Dockerfile, the options and the entries with their content. */
  readonly content: string;
  /** What the builder is sent, in the order in which it was hashed. */
  readonly entries: readonly SentEntry[];
  /** The options as they were hashed: JSON with sorted keys. */
  readonly options: string;
}

/**
 * Names everything that shapes an image: its Dockerfile, its options and its {@link BuildContext}.
 *
 * The name changes with any file's bytes, path or executable bit, a link's target, an empty folder, the Dockerfile
 * wherever it lies, and any option. It does not change with times, owners, other permissions (they follow the umask of
 * whoever checked out), the folder's own place, excluded files or the order of reading. Windows knows no executable bit,
 * so there a context with an executable file has another fingerprint, as it has another image.
 *
 * A file that shrinks while it is read is reported, not guessed.
 * @throws BuildContextError at the first thing that stands in the way.
 */
export function fingerprint({ options = {}, ...props }: FingerprintProps): Fingerprint {
  const context = new BuildContext(props);
  const { root, dockerfile } = context;
  const entries = context.entries();
  const json = canonicalJson(options, "options");
  try {
    return {
      content: hashContent({ options: json, dockerfile, root, entries }),
      entries,
      options: json,
    };
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    const { file, reason } = error;
    const name = file === dockerfile ? (props.dockerfile ?? "Dockerfile") : file.slice(root.length + 1);
    throw reason === undefined ? changedWhileRead(name) : context.unreadable(name, reason);
  }
}

function changedWhileRead(path: string): BuildContextError {
  return new BuildContextError({
    property: `context (${path})`,
    given: inWords("shorter than when it was opened"),
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
