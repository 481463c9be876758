import * as fs from "node:fs";
import * as path from "node:path";
import { BuildContextError } from "./build-context-error";
import { Dockerignore, Matches } from "./dockerignore";

const DOCKERIGNORE = ".dockerignore";

/** Something that `COPY . /` brings into an image, by its path from the context's root, with slashes. */
export type ContextEntry =
  | { readonly kind: "directory"; readonly path: string }
  | { readonly kind: "file"; readonly path: string; readonly isExecutable: boolean }
  | { readonly kind: "link"; readonly path: string; readonly target: string };

/** What a {@link BuildContext.walk} meets, in the order of the tree, names sorted by their UTF-16 code units. */
export interface ContextVisitor {
  directory(path: string): void;
  /** A regular file; one of several hard links is a file like any other. */
  file(path: string, absolutePath: string): void;
  link(path: string, target: string): void;
}

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
 * The files that a Docker engine has to build from: those of a folder that its `.dockerignore` leaves.
 *
 * Exactly what `COPY . /` of a build without BuildKit brings into an image. A build through the docker provider packs
 * the same files; where the engine uses BuildKit for them, an excluded Dockerfile or `.dockerignore` stays in the
 * context, against the file's own word, and is not counted here. `<Dockerfile>.dockerignore` is not read, as the
 * provider does not. Folders count, empty ones too, and so do those that an excluded parent lost and an exception in
 * it brings back. A link is taken as a link, never followed.
 *
 * Refused, unless `.dockerignore` excludes it: what cannot be read and sockets, which Docker leaves out in silence;
 * pipes and devices; a name that is not UTF-8; a loop of links; and, unless they are wanted, links out of the context.
 * A link to nothing is kept: what it points to may be made in the image.
 */
export class BuildContext {
  /** Where the Dockerfile is, links resolved. */
  readonly dockerfile: string;
  private readonly root: string;
  private readonly rules: Dockerignore;
  /** The Dockerfile and the `.dockerignore`, if excluded: sent, read by the engine and then removed from the context. */
  private readonly removed: ReadonlySet<string>;

  /**
   * @throws BuildContextError if there is no such folder or Dockerfile, or the `.dockerignore` cannot be read.
   */
  constructor(private readonly props: BuildContextProps) {
    const { context, dockerfile = "Dockerfile" } = props;
    this.root = findContext(context);
    this.dockerfile = findDockerfile(path.resolve(this.root, dockerfile), dockerfile);

    const rules = readRules(this.root);
    this.removed = new Set(
      [DOCKERIGNORE, this.dockerfileInContext].filter((file) => rules.excludesBuildFile(file)),
    );
    // Sources: docker/cli TrimBuildFilesFromExcludes; moby builder/remotecontext/detect.go, removeDockerfile.
    this.rules = rules.withExceptions([...this.removed]);
  }

  /** The Dockerfile's path from the root. Outside the context it begins with `..` and is no entry's path. */
  private get dockerfileInContext(): string {
    return slashed(path.relative(this.root, this.dockerfile));
  }

  /**
   * Everything covered.
   * @throws BuildContextError at the first entry that is refused.
   */
  entries(): ContextEntry[] {
    const entries: ContextEntry[] = [];
    this.walk({
      directory: (path) => entries.push({ kind: "directory", path }),
      file: (path, absolutePath) => {
        const { mode } = attempt(path, () => fs.statSync(absolutePath));
        entries.push({ kind: "file", path, isExecutable: isExecutable(mode) });
      },
      link: (path, target) => entries.push({ kind: "link", path, target }),
    });
    return entries;
  }

  /**
   * Visits everything covered. Excluded folders are not read unless an exception begins with their path.
   * @throws BuildContextError at the first entry that is refused.
   */
  walk(visitor: ContextVisitor): void {
    const dockerfile = this.dockerfileInContext;
    let isDockerfileSent = isOutside(dockerfile);
    /** Excluded folders on the way to the current one: the engine makes them if something below is sent. */
    const missing: string[] = [];

    const enter = (folder: string, inherited: Matches) => {
      const prefix = folder === "" ? "" : `${folder}/`;
      for (const item of list(this.root, folder)) {
        const file = prefix + item.name;
        const isFolder = item.isDirectory();
        const matches: boolean[] | undefined = isFolder ? [] : undefined;
        const isExcluded = this.rules.excludes(file, inherited, matches);
        if (isExcluded && !(isFolder && this.rules.mayExceptBelow(file))) continue;

        if (isExcluded) {
          missing.push(file);
        } else {
          while (missing.length > 0) visitor.directory(missing.shift()!);
          if (file === dockerfile) isDockerfileSent = true;
          if (!this.removed.has(file)) this.visit(visitor, file, item);
        }
        if (matches) enter(file, matches);
        if (isExcluded && missing.at(-1) === file) missing.pop();
      }
    };
    enter("", []);
    if (!isDockerfileSent) throw unsent(dockerfile);
  }

  private visit(visitor: ContextVisitor, file: string, item: fs.Dirent): void {
    if (item.name.includes("\ufffd")) {
      throw refusal(file, "named in another encoding", "names in UTF-8", "rename it");
    }
    if (item.isFile()) visitor.file(file, `${this.root}/${file}`);
    else if (item.isDirectory()) visitor.directory(file);
    else if (item.isSymbolicLink()) visitor.link(file, this.readLink(file));
    else {
      const kind = item.isSocket() ? "a socket" : item.isFIFO() ? "a named pipe" : "a device";
      throw refusal(file, kind, "files, folders and links", "remove it");
    }
  }

  private readLink(file: string): string {
    const absolutePath = `${this.root}/${file}`;
    const target = slashed(attempt(file, () => fs.readlinkSync(absolutePath)));
    const reached = path.isAbsolute(target) ? target : path.posix.join(path.posix.dirname(file), target);
    if (isOutside(reached)) {
      if (this.props.outsideLinks === "keep") return target;
      throw refusal(
        file,
        `a link to ${target}`,
        "relative links that stay in the context",
        'copy what it points to into the context; or set outsideLinks to "keep", if it is meant to point into the image',
      );
    }
    try {
      fs.statSync(absolutePath);
    } catch (error) {
      if (errorCode(error) === "ELOOP") {
        throw refusal(file, `a link to ${target}, in a loop`, "links that lead somewhere", "break the loop");
      }
    }
    return target;
  }
}

/** Whether the owner may execute a file of this mode: of its permissions, what git keeps and every checkout shares. */
export function isExecutable(mode: number): boolean {
  return (mode & 0o100) !== 0;
}

/** What failed when a path of the context was read, saying which path and why. */
export function asContextError(file: string, error: unknown): BuildContextError {
  if (error instanceof BuildContextError) return error;
  const allowed = "what the user who synthesizes may read";
  return refusal(file, `unreadable (${errorCode(error)})`, allowed, "grant the read permission");
}

function attempt<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw asContextError(file, error);
  }
}

function refusal(file: string, given: string, allowed: string, fix: string): BuildContextError {
  return new BuildContextError({
    property: `context (${file})`,
    given,
    allowed,
    fix: `${fix}; or name it in ${DOCKERIGNORE}, if the image does not need it`,
  });
}

/** Docker looks for a Dockerfile that is in the context there, and only there. */
function unsent(dockerfile: string): BuildContextError {
  return new BuildContextError({
    property: "dockerfile",
    given: dockerfile,
    allowed: `a file that Docker is sent: its folder is left out by ${DOCKERIGNORE}`,
    fix: `add "!${dockerfile}" as the last line of ${DOCKERIGNORE}`,
  });
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
  try {
    const root = fs.realpathSync(context);
    if (fs.statSync(root).isDirectory()) return root;
  } catch (error) {
    if (!["ENOENT", "ENOTDIR"].includes(errorCode(error)))
      return attempt(context, () => fs.realpathSync(context));
  }
  throw new BuildContextError({
    property: "context",
    given: context,
    allowed: "a folder that exists",
    fix: "create it, or correct the path: it is relative to the folder that the program runs in",
  });
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

function readRules(root: string): Dockerignore {
  const file = `${root}/${DOCKERIGNORE}`;
  const text = attempt(DOCKERIGNORE, () =>
    fs.statSync(file, { throwIfNoEntry: false }) ? fs.readFileSync(file, "utf8") : "",
  );
  return Dockerignore.parse(text);
}

function list(root: string, folder: string): fs.Dirent[] {
  const items = attempt(folder || ".", () => fs.readdirSync(`${root}/${folder}`, { withFileTypes: true }));
  return items.sort((a, b) => (a.name < b.name ? -1 : 1));
}
