/*
 * One pattern of a .dockerignore file, with Docker's own meaning: Docker writes the pattern as a regular expression
 * of Go, and so inherits what that expression says where the documentation is silent (`**txt` matches any ending,
 * `\d` is a digit, `[^a]` matches a slash). Sources: moby/patternmatcher `patternmatcher.go` (how the expression is
 * written), Go `path/filepath` Match (which patterns are refused), Go `regexp/syntax` (what the expression means).
 */

/** A pattern that Docker refuses. */
export class InvalidPatternError extends Error {}

type Matcher = (path: string) => boolean;

/**
 * Compiles a pattern, cleaned and without its `!`.
 * @throws InvalidPatternError if Docker cannot compile it either.
 */
export function compilePattern(pattern: string): Matcher {
  const chars = [...pattern];
  let kind: "exact" | "prefix" | "suffix" | "expression" = "exact";
  let expression = "^";
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i]!;
    if (char === "*" && chars[i + 1] === "*") {
      const isFirst = i === 0;
      i += chars[i + 2] === "/" ? 2 : 1;
      if (i < chars.length - 1) {
        expression += "(.*/)?";
        kind = "expression";
      } else if (kind === "exact") {
        kind = "prefix";
      } else {
        expression += ".*";
        kind = "expression";
      }
      if (isFirst) kind = "suffix";
    } else if (char === "*" || char === "?") {
      expression += char === "*" ? "[^/]*" : "[^/]";
      kind = "expression";
    } else if (".+()|{}$".includes(char)) {
      expression += `\\${char}`;
    } else if (char === "\\") {
      expression += `\\${chars[++i] ?? ""}`;
      kind = "expression";
    } else {
      expression += char;
      if (char === "[" || char === "]") kind = "expression";
    }
  }
  if (kind === "expression") {
    // A backslash at the end of the pattern escapes this dollar, in Docker too.
    const compiled = new ExpressionReader(`${expression}$`).read();
    return (path) => compiled.test(path);
  }
  if (kind === "prefix") {
    const start = pattern.slice(0, -2);
    return (path) => path.startsWith(start);
  }
  if (kind === "suffix") {
    const end = pattern.slice(2);
    return (path) => path.endsWith(end) || (end.startsWith("/") && path === end.slice(1));
  }
  return (path) => path === pattern;
}

/**
 * Refuses what Docker refuses before it compiles anything: it asks Go's `filepath.Match` whether the pattern matches
 * ".", and that reads a pattern from star to star only as far as it still matches.
 * @throws InvalidPatternError
 */
export function checkPattern(pattern: string): void {
  const chars = [...pattern];
  let name = ".";
  let start = 0;
  while (start < chars.length) {
    while (chars[start] === "*") start++;
    const end = endOfChunk(chars, start);
    const left = start === end ? undefined : matchChunk(chars.slice(start, end), name);
    if (left === undefined) return;
    name = left;
    start = end;
  }
}

/** Where the part of a pattern up to the next star ends. A star in a class is none. */
function endOfChunk(chars: readonly string[], start: number): number {
  let isInClass = false;
  for (let i = start; i < chars.length; i++) {
    if (chars[i] === "\\") i++;
    else if (chars[i] === "[") isInClass = true;
    else if (chars[i] === "]") isInClass = false;
    else if (chars[i] === "*" && !isInClass) return i;
  }
  return chars.length;
}

/** What a part without stars leaves of a name of at most one character; undefined if it does not match. */
function matchChunk(chunk: readonly string[], name: string): string | undefined {
  const invalid = () => new InvalidPatternError(chunk.join(""));
  let at = 0;
  const classCharacter = (): string => {
    if (chunk[at] === "-" || chunk[at] === "]") throw invalid();
    if (chunk[at] === "\\") at++;
    // The class is still to be closed behind it.
    if (at + 1 >= chunk.length) throw invalid();
    return chunk[at++]!;
  };
  let consumed = 0;
  let isMatch = true;
  while (at < chunk.length) {
    const char = chunk[at++]!;
    if (consumed++ >= name.length) isMatch = false;
    if (char === "[") {
      const isNegated = chunk[at] === "^";
      if (isNegated) at++;
      let isInClass = false;
      do {
        const low = classCharacter();
        let high = low;
        if (chunk[at] === "-") {
          at++;
          high = classCharacter();
        }
        if (low <= name && name <= high) isInClass = true;
      } while (chunk[at] !== "]");
      at++;
      if (isInClass === isNegated) isMatch = false;
    } else if (char === "\\") {
      if (at >= chunk.length) throw invalid();
      if (chunk[at++] !== name) isMatch = false;
    } else if (char !== "?" && char !== name) {
      isMatch = false;
    }
  }
  return isMatch ? name.slice(consumed) : undefined;
}

/** The ranges of Go's named classes, such as `[[:alpha:]]`. */
const NAMED_CLASSES: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\x00-\\x7F",
  blank: "\\t ",
  cntrl: "\\x00-\\x1F\\x7F",
  digit: "0-9",
  graph: "!-~",
  lower: "a-z",
  print: " -~",
  punct: "!-\\/:-@\\[-`\\{-~",
  space: "\\t-\\r ",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};

/** Escapes that stand for a set, in JavaScript's words. JavaScript's own `\s` holds far more than Go's. */
const SETS: Readonly<Record<string, string>> = {
  d: "\\d",
  D: "\\D",
  w: "\\w",
  W: "\\W",
  s: "\\t\\n\\f\\r ",
  S: "\\0-\\x08\\x0B\\x0E-\\x1F!-\\u{10FFFF}",
};

/** Escapes that stand for a place. */
const PLACES: Readonly<Record<string, string>> = { A: "^", z: "$", b: "\\b", B: "\\B" };

const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** Reads a Go expression, of those that patterns are written as, into a JavaScript one. */
class ExpressionReader {
  private readonly chars: readonly string[];
  private at = 0;

  constructor(private readonly source: string) {
    this.chars = [...source];
  }

  read(): RegExp {
    let result = "";
    while (this.at < this.chars.length) {
      const char = this.next();
      if (char === "[") result += this.readClass();
      else if (char === "\\") result += this.readEscape();
      else if (char === ".") result += "[^\\n]";
      // "^" may be the pattern's own: Docker leaves it as it is, so past the start it matches nothing.
      else if ("^$*?()".includes(char)) result += char;
      else result += literal(char.codePointAt(0)!);
    }
    return new RegExp(result, "u");
  }

  /** A class, from behind its "[" to its "]". A "]" that comes first is one of its characters. */
  private readClass(): string {
    let result = "[";
    if (this.chars[this.at] === "^") result += this.next();
    let isFirst = true;
    while (isFirst || this.chars[this.at] !== "]") {
      isFirst = false;
      const set = this.readNamedClass() ?? this.readEscapedSet();
      if (set !== undefined) {
        result += set;
        continue;
      }
      const low = this.readCharacter();
      let high = low;
      if (this.chars[this.at] === "-" && this.chars[this.at + 1] !== "]") {
        this.at++;
        high = this.readCharacter();
      }
      if (high < low) throw this.invalid();
      result += low === high ? literal(low) : `${literal(low)}-${literal(high)}`;
    }
    this.at++;
    return `${result}]`;
  }

  private readNamedClass(): string | undefined {
    if (this.chars[this.at] !== "[" || this.chars[this.at + 1] !== ":") return undefined;
    const rest = this.chars.slice(this.at + 2).join("");
    const end = rest.indexOf(":]");
    if (end < 0) return undefined;
    const isNegated = rest.startsWith("^");
    const ranges = NAMED_CLASSES[rest.slice(isNegated ? 1 : 0, end)];
    // A negated name inside a class has no counterpart in JavaScript, and none was seen in an ignore file.
    if (ranges === undefined || isNegated) throw this.invalid();
    this.at += [...rest.slice(0, end)].length + 4;
    return ranges;
  }

  /** `\d` and the like, which mean the same inside a class and outside. */
  private readEscapedSet(): string | undefined {
    if (this.chars[this.at] !== "\\") return undefined;
    const name = this.chars[this.at + 1] ?? "";
    const category = this.chars[this.at + 2] ?? "";
    if (/^[pP]$/.test(name) && /^[CLMNPSZ]$/.test(category)) {
      this.at += 3;
      return `\\${name}{${category}}`;
    }
    const set = SETS[name];
    if (set !== undefined) this.at += 2;
    return set;
  }

  /** An escape outside a class, from behind its backslash. */
  private readEscape(): string {
    const place = PLACES[this.chars[this.at] ?? ""];
    this.at--;
    if (place !== undefined) {
      this.at += 2;
      return place;
    }
    const set = this.readEscapedSet();
    return set === undefined ? literal(this.readCharacter()) : `[${set}]`;
  }

  /** A character, which may be escaped. Letters and digits with no meaning of their own may not. */
  private readCharacter(): number {
    const char = this.next();
    if (char !== "\\") return char.codePointAt(0)!;
    const escaped = this.next();
    if (/^[^0-9A-Za-z\u0080-\u{10FFFF}]$/u.test(escaped)) return escaped.codePointAt(0)!;
    const control = CONTROLS[escaped];
    if (control !== undefined) return control;
    const following = this.chars.slice(this.at, this.at + 2).join("");
    const digits =
      escaped === "x"
        ? /^[0-9A-Fa-f]{2}/.exec(following)?.[0]
        : /^(0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(escaped + following)?.[0];
    if (digits === undefined) throw this.invalid();
    this.at += escaped === "x" ? 2 : digits.length - 1;
    return Number.parseInt(digits, escaped === "x" ? 16 : 8);
  }

  private next(): string {
    const char = this.chars[this.at++];
    if (char === undefined) throw this.invalid();
    return char;
  }

  private invalid(): InvalidPatternError {
    return new InvalidPatternError(this.source);
  }
}

function literal(codePoint: number): string {
  const char = String.fromCodePoint(codePoint);
  return /[0-9A-Za-z/]/.test(char) ? char : `\\u{${codePoint.toString(16)}}`;
}
