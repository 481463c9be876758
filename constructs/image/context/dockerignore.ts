import * as path from "node:path";
import { BuildContextError } from "./build-context-error";
import { checkPattern, compilePattern, InvalidPatternError } from "./dockerignore-pattern";

/** What Go calls white space, which is not what JavaScript does: a byte order mark, for one, is none. */
const WHITE_SPACE = "[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const SURROUNDING_SPACE = new RegExp(`^${WHITE_SPACE}|${WHITE_SPACE}$`, "gu");

/** Which patterns matched a folder, in the order of the file. What lies in the folder inherits them. */
export type Matches = readonly boolean[];

/**
 * The rules of a `.dockerignore` file, as `docker build` without BuildKit applies them when it packs the context. Sources: moby/patternmatcher `ignorefile/ignorefile.go` (how a line
 * becomes a pattern) and `patternmatcher.go` (`New`, `MatchesUsingParentResults`), moby `pkg/archive/archive.go`
 * (which excluded folders are entered).
 *
 * On Windows a backslash separates folders, elsewhere it escapes, as in Docker itself.
 */
export class Dockerignore {
  private constructor(private readonly rules: readonly Rule[]) {}

  /**
   * Reads the text of a `.dockerignore` file.
   * @param file what errors call it
   * @throws BuildContextError if a line is no pattern, with the line's number.
   */
  static parse(text: string, file = ".dockerignore"): Dockerignore {
    const rules: Rule[] = [];
    const lines = text.replace(/^\ufeff/, "").split("\n");
    lines.forEach((raw, i) => {
      const line = raw.replace(/\r$/, "");
      if (line.startsWith("#")) return;
      const pattern = patternOf(line);
      if (pattern !== "") rules.push(new Rule(pattern, `${file}, line ${i + 1}`));
    });
    return new Dockerignore(rules);
  }

  /**
   * Whether Docker leaves out the file or folder at a path from the context's root.
   * @param parent what the parent folder matched; empty at the root
   * @param own filled with what this path matches, for what lies below it
   */
  excludes(file: string, parent: Matches, own?: boolean[]): boolean {
    let isExcluded = false;
    for (let i = 0; i < this.rules.length; i++) {
      const rule = this.rules[i]!;
      // A rule that would change nothing is not asked, and what it might have matched is not inherited.
      const isMatch = parent[i] === true || (rule.isException === isExcluded && rule.matches(file));
      if (isMatch) isExcluded = !rule.isException;
      if (own) own[i] = isMatch;
    }
    return isExcluded;
  }

  /**
   * Whether an excluded folder is entered all the same: only if an exception begins with the folder's path. Docker
   * compares the letters, so an exception that begins with a wildcard opens no excluded folder.
   */
  mayExceptBelow(folder: string): boolean {
    return this.rules.some((rule) => rule.isException && `${rule.pattern}/`.startsWith(`${folder}/`));
  }
}

class Rule {
  readonly isException: boolean;
  readonly pattern: string;
  private matcher?: (file: string) => boolean;

  constructor(
    text: string,
    private readonly place: string,
  ) {
    this.isException = text.startsWith("!");
    this.pattern = this.isException ? text.slice(1) : text;
    if (this.pattern === "") throw this.refusal();
    this.orRefuse(() => checkPattern(this.pattern));
  }

  /** Compiled only when asked, as in Docker: what is never asked is never refused. */
  matches(file: string): boolean {
    this.matcher ??= this.orRefuse(() => compilePattern(this.pattern));
    return this.matcher(file);
  }

  private orRefuse<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      throw error instanceof InvalidPatternError ? this.refusal() : error;
    }
  }

  private refusal(): BuildContextError {
    return new BuildContextError({
      property: `context (${this.place})`,
      given: this.isException ? `!${this.pattern}` : this.pattern,
      allowed:
        'a pattern that Docker can read: after "!" a path, every "[" closed, every "\\" before a character',
      fix: "correct the pattern, or escape the character that is meant literally with a backslash",
    });
  }
}

/** A line as a pattern: trimmed and with its path cleaned, twice, since Docker does both when reading and matching. */
function patternOf(line: string): string {
  let pattern = trim(line);
  if (pattern === "") return "";
  const isException = pattern.startsWith("!");
  if (isException) pattern = trim(pattern.slice(1));
  if (pattern !== "") {
    pattern = clean(pattern);
    if (pattern.length > 1 && pattern.startsWith("/")) pattern = pattern.slice(1);
  }
  const whole = trim(isException ? `!${pattern}` : pattern);
  return whole === "" ? "" : clean(whole);
}

function trim(text: string): string {
  return text.replace(SURROUNDING_SPACE, "");
}

/** Go's `filepath.Clean`. */
function clean(pattern: string): string {
  const slashed = path.sep === "\\" ? pattern.replaceAll("\\", "/") : pattern;
  const normal = path.posix.normalize(slashed);
  return normal.length > 1 && normal.endsWith("/") ? normal.slice(0, -1) : normal;
}
