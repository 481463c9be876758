import {
  checkPattern,
  compilePattern,
  InvalidPatternError,
} from "../../../../constructs/image/context/dockerignore-pattern";

const matches = (pattern: string, file: string) => compilePattern(pattern)(file);

describe("a pattern", () => {
  test.each([
    ["a.txt", "a.txt"],
    ["a(b)c", "a(b)c"],
    ["*", "a"],
    ["a*b?c*x", "abxbbxdbxebxczzx"],
    ["a?b", "a☺b"],
    ["?", "😀"],
    ["**", "a/b/c"],
    ["**/**", "a/b/c"],
    ["a/**", "a/b/c"],
    ["a**", "ab/c"],
    ["**/a", "a"],
    ["**/a", "b/c/a"],
    ["**a", "b/ca"],
    ["**/a*", "b/ac"],
    ["**/a/**", "b/a/c"],
    ["a**/*.txt", "a/b/c.txt"],
    ["a/**/b", "a/b"],
    ["a/**/b", "a/c/d/b"],
    ["[a-c]", "b"],
    ["[^a-c]", "/"],
    ["[a-ζ]", "α"],
    ["[\\]a]", "]"],
    ["[x\\-]", "-"],
    ["[[:upper:][:digit:]]", "7"],
    ["[\\d]", "7"],
    ["[\\s]", "\t"],
    ["[?]", "^]"],
    ["[*]", "[^/]"],
    ["a]", "a]"],
    ["\\*", "*"],
    ["\\\\*", "\\a"],
    ["\\d*", "7a"],
    ["\\pL*", "é"],
    ["\\x41*", "Ab"],
    ["\\101*", "Ab"],
    ["\\n*", "\na"],
    ["\\Aa*\\z", "ab"],
    ["a*\\b", "ab"],
    ["^a*", "ab"],
    ["a*b\\", "ab$c"],
    ["*$", "a$"],
  ])("%s matches %s", (pattern, file) => {
    expect(matches(pattern, file)).toBe(true);
  });

  test.each([
    ["a.txt", "A.txt"],
    ["a.txt", "sub/a.txt"],
    ["*", "a/b"],
    ["a?b", "a/b"],
    ["a*b", "a/b"],
    ["?", "ab"],
    ["a/**", "a"],
    ["**/a", "ba"],
    ["**/a", "b/ac"],
    ["**/a*", "b/ca"],
    ["a/**/b", "a/bc"],
    ["a.b*", "axb"],
    ["[a-c]", "d"],
    ["[^a-c]", "b"],
    ["[!a]", "b"],
    ["[\\s]", "\u00a0"],
    ["[\\S]", "\n"],
    ["\\*", "a"],
    ["\\d*", "d"],
    ["\\a*", "a"],
    ["*^b", "a^b"],
    ["**/b/*", "a\n/b/c"],
    ["/", "a"],
    [".", "a"],
  ])("%s does not match %s", (pattern, file) => {
    expect(matches(pattern, file)).toBe(false);
  });

  test.each(["[", "[a", "[^", "[]a]", "[-a]", "[a-", "[a-]", "\\", "ab\\", "*[", ".[", "?[a"])(
    "%s is refused before it is used",
    (pattern) => {
      expect(() => checkPattern(pattern)).toThrow(InvalidPatternError);
    },
  );

  test.each(["a*[b", "[b-a]", "\\e", "a*\\8", "\\é", "[[:none:]]", "\\Qa\\E*"])(
    "%s is refused when used",
    (pattern) => {
      expect(() => checkPattern(pattern)).not.toThrow();
      expect(() => compilePattern(pattern)).toThrow(InvalidPatternError);
    },
  );

  test.each(["a*b\\", "a/*[-]", "[a]*[]b]", "[^a-c]", "\\[", "a]"])("%s is not", (pattern) => {
    expect(() => checkPattern(pattern)).not.toThrow();
    expect(() => compilePattern(pattern)).not.toThrow();
  });
});
