import * as fs from "node:fs";
import * as path from "node:path";
import type { SentEntry } from "../publish/content-hash.cjs";
import { inWords } from "../../../core/fault";
import { BuildContextError } from "./build-context-error";
import { Dockerignore, Matches } from "./dockerignore";

const DOCKERIGNORE = ".dockerignore";

/** A folder to build from, and its Dockerfile. */
export interface BuildContextProps {
  /** The folder, absolute or relative to the working directory. It may be a link to the folder. */
  readonly context: string;
  /**
   * The Dockerfile, absolute or relative to the context. It may lie outside.
   * @default "Dockerfile"
   */
  readonly dockerfile?: string;
  /**
   * What becomes of links that point out of the context: absolute ones, and those that climb out with `..`. Most are
   * mistakes that work on this machine only, so they are refused; Docker would `keep` them as they are, and in the
   * image they point to what lies there.
   * @default "refuse"
   */
  readonly outsideLinks?: "refuse" | "keep";
}

/**
 * The files that a builder is sent: those of a folder that its ignore file leaves. That is `<Dockerfile>.dockerignore`
 * beside the Dockerfile if there is one, else the folder's `.dockerignore`, as for BuildKit.
 *
 * The rules are those of `docker build` without BuildKit; {@link Dockerignore} has their sources. The Dockerfile and the
 * ignore file are files like any other: what is excluded is not in the image. Folders count, empty ones too, and so do
 * those that an excluded parent lost and an exception in it brings back. A link is taken as a link, never followed.
 *
 * Refused, unless the ignore file excludes it: what cannot be read and sockets, which Docker leaves out in silence;
 * pipes and devices; a name that is not UTF-8; a loop of links; and, unless they are wanted, links out of the context.
 * A link to nothing is kept: what it points to may be made in the image.
 */
export class BuildContext {
  /** Where it is, links resolved. */
  readonly root: string;
  /** Where the Dockerfile is, links resolved. */
  readonly dockerfile: string;
  private readonly rules: Dockerignore;
  /** The ignore file as errors call it. */
  private readonly ignoreFile: string;

  /**
   * @throws BuildContextError if there is no such folder or Dockerfile, or the ignore file cannot be read.
   */
  constructor(private readonly props: BuildContextProps) {
    const { context, dockerfile = "Dockerfile" } = props;
    this.root = findContext(context);
    const given = path.resolve(this.root, dockerfile);
    this.dockerfile = findDockerfile(given, dockerfile);

    const own = `${given}${DOCKERIGNORE}`;
    const isOwn = fs.existsSync(own);
    this.ignoreFile = isOwn ? `${dockerfile}${DOCKERIGNORE}` : DOCKERIGNORE;
    const file = isOwn ? own : `${this.root}/${DOCKERIGNORE}`;
    const text = this.attempt(this.ignoreFile, () =>
      fs.statSync(file, { throwIfNoEntry: false }) ? fs.readFileSync(file, "utf8") : "",
    );
    this.rules = Dockerignore.parse(text, this.ignoreFile);
  }

  /**
   * Everything that is sent, in the order of the tree, names sorted by their UTF-16 code units. Excluded folders are not
   * read unless an exception begins with their path.
   * @throws BuildContextError at the first entry that is refused.
   */
  entries(): SentEntry[] {
    const entries: SentEntry[] = [];
    /** Excluded folders on the way to the current one: the builder makes them if something below is sent. */
    const missing: string[] = [];

    const enter = (folder: string, inherited: Matches) => {
      const prefix = folder === "" ? "" : `${folder}/`;
      for (const item of this.attempt(folder || ".", () => list(`${this.root}/${folder}`))) {
        const file = prefix + item.name;
        const isFolder = item.isDirectory();
        const matches: boolean[] | undefined = isFolder ? [] : undefined;
        const isExcluded = this.rules.excludes(file, inherited, matches);
        if (isExcluded && !(isFolder && this.rules.mayExceptBelow(file))) continue;

        if (isExcluded) {
          missing.push(file);
        } else {
          while (missing.length > 0) entries.push({ kind: "directory", path: missing.shift()! });
          entries.push(this.entry(file, item));
        }
        if (matches) enter(file, matches);
        if (isExcluded && missing.at(-1) === file) missing.pop();
      }
    };
    enter("", []);
    return entries;
  }

  /** A fault in a file of the context: what the reason was when it was read. */
  unreadable(file: string, reason: unknown): BuildContextError {
    if (reason instanceof BuildContextError) return reason;
    const allowed = "what the user who synthesizes may read";
    return this.refusal(
      file,
      inWords(`unreadable (${errorCode(reason)})`),
      allowed,
      "grant the read permission",
    );
  }

  /** A fault in a file of the context, which is none if the ignore file excludes it. */
  refusal(file: string, given: symbol, allowed: string, fix: string): BuildContextError {
    return new BuildContextError({
      property: `context (${file})`,
      given,
      allowed,
      fix: `${fix}; or name it in ${this.ignoreFile}, if the image does not need it`,
    });
  }

  private entry(file: string, item: fs.Dirent): SentEntry {
    if (item.name.includes("\ufffd")) {
      throw this.refusal(file, inWords("named in another encoding"), "names in UTF-8", "rename it");
    }
    if (item.isFile()) return { kind: "file", path: file };
    if (item.isDirectory()) return { kind: "directory", path: file };
    if (item.isSymbolicLink()) return { kind: "link", path: file, target: this.readLink(file) };
    const kind = item.isSocket() ? "a socket" : item.isFIFO() ? "a named pipe" : "a device";
    throw this.refusal(file, inWords(kind), "files, folders and links", "remove it");
  }

  private readLink(file: string): string {
    const absolutePath = `${this.root}/${file}`;
    const target = slashed(this.attempt(file, () => fs.readlinkSync(absolutePath)));
    const given = inWords(`a link to ${target}`);
    const reached = path.isAbsolute(target) ? target : path.posix.join(path.posix.dirname(file), target);
    if (isOutside(reached)) {
      if (this.props.outsideLinks === "keep") return target;
      throw this.refusal(
        file,
        given,
        "relative links that stay in the context",
        'copy what it points to into the context; or set outsideLinks to "keep", if it is meant to point into the image',
      );
    }
    try {
      fs.statSync(absolutePath);
    } catch (error) {
      if (errorCode(error) === "ELOOP") {
        throw this.refusal(
          file,
          inWords(`a link to ${target}, in a loop`),
          "links that lead somewhere",
          "break the loop",
        );
      }
    }
    return target;
  }

  private attempt<T>(file: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw this.unreadable(file, error);
    }
  }
}

/** Whether a path from the context's root leads out of it. */
function isOutside(file: string): boolean {
  return file === ".." || file.startsWith("../") || path.isAbsolute(file);
}

function errorCode(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}

function slashed(file: string): string {
  return path.sep === "\\" ? file.replaceAll("\\", "/") : file;
}

function findContext(context: string): string {
  const refusal = (given: unknown, allowed: string, fix: string) =>
    new BuildContextError({ property: "context", given, allowed, fix });
  try {
    const root = fs.realpathSync(context);
    if (fs.statSync(root).isDirectory()) return root;
  } catch (error) {
    if (!["ENOENT", "ENOTDIR"].includes(errorCode(error))) {
      const given = inWords(`unreadable (${errorCode(error)}): ${context}`);
      throw refusal(given, "what the user who synthesizes may read", "grant the read permission");
    }
  }
  throw refusal(
    context,
    "a folder that exists",
    "create it, or correct the path: it is relative to the folder that the program runs in",
  );
}

function findDockerfile(absolutePath: string, dockerfile: string): string {
  try {
    const file = fs.realpathSync(absolutePath);
    if (fs.statSync(file).isFile()) return file;
  } catch {
    // Reported below: whatever the reason, Docker would not find it either.
  }
  throw new BuildContextError({
    property: "dockerfile",
    given: dockerfile,
    allowed: "a file that exists, by its path from the context",
    fix: "create it, or correct the path",
  });
}

function list(folder: string): fs.Dirent[] {
  return fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}
