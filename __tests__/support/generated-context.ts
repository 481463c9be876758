import fc from "fast-check";
import * as fs from "node:fs";
import * as path from "node:path";
import { Build } from "./docker";

/** A context and its ignore file, drawn at random from few names, so that patterns and paths meet. */
export interface GeneratedContext {
  readonly dockerignore: string;
  readonly dockerfile: string;
  readonly items: readonly Item[];
}

interface Item {
  readonly path: string;
  readonly kind: "file" | "executable" | "directory" | "link";
  readonly target: string;
}

const name = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom("a", "b", "ab", "ba", "aab", "a.b") },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ".a",
      "A",
      "é",
      "a b",
      "a+b",
      "[a]",
      "a*",
      "!a",
      "#a",
      "a\\b",
      "(a)",
      "a\nb",
      "7",
    ),
  },
);

const filePath = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join("/"));

const item: fc.Arbitrary<Item> = fc.record({
  path: filePath,
  kind: fc.constantFrom("file", "file", "file", "executable", "directory", "link"),
  target: fc.oneof(filePath, filePath, fc.constantFrom("/a/b", "missing", ".", "../a", "../../a", "..")),
});

// No parentheses: engines before 23.0 read them as a regular expression's when they look for the Dockerfile to remove.
const segment = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("a", "b", "ab", "ba", "aab", "a.b", ".a") },
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      "*",
      "**",
      "?",
      "a*",
      "*b",
      "?b",
      "a?b",
      "*a*",
      "**a",
      "a**",
      "**b*",
      "[ab]",
      "[^a]*",
      "a[.-z]b",
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ".",
      "..",
      "",
      "é",
      "a b",
      "a+b",
      "\\[a\\]",
      "\\a",
      "a\\*",
      "\\!a",
      "\\#a",
      "a]",
      "[]a]",
      "a\\\\b",
      "\\d",
      "\\w*",
      "\\x61*",
      "[*]",
      "[?]*",
      "^a",
      "*^b",
      "***",
      "[[:alpha:]]",
      "[\\d]",
    ),
  },
);

const pattern = fc
  .tuple(
    fc.constantFrom("", "", "", "", "!", "!", "!", "/", "! ", " ", "!/", "#", "!!", "/!"),
    fc.array(segment, { minLength: 1, maxLength: 3 }),
    fc.constantFrom("", "", "", "", "/", " ", "\t", "/**", "/*"),
  )
  .map(([before, segments, after]) => before + segments.join("/") + after);

const line = fc.oneof(
  { weight: 20, arbitrary: pattern },
  {
    weight: 2,
    arbitrary: fc.constantFrom("", "# a", "Dockerfile", ".dockerignore", "*", "**", "!", "!Dockerfile"),
  },
);

const lines = fc.oneof(
  { weight: 14, arbitrary: fc.array(line, { maxLength: 6 }) },
  // Alone: an engine finds fault with a pattern only when it comes to use it, and older ones do so more often.
  {
    weight: 1,
    arbitrary: fc.constantFrom("[a", "a[", "[b-a]", "\\e", "b\\", "a/\\8", "[[:none:]]").map((bad) => [bad]),
  },
);

export const generatedContext: fc.Arbitrary<GeneratedContext> = fc.record({
  dockerignore: fc
    .tuple(fc.constantFrom("", "", "", "\ufeff"), lines, fc.constantFrom("\n", "\n", "\r\n"))
    .map(([mark, lines, end]) => mark + lines.join(end)),
  dockerfile: fc.constantFrom(
    "Dockerfile",
    "Dockerfile",
    "a/Dockerfile",
    "a/b/Dockerfile",
    "../outside.Dockerfile",
  ),
  items: fc.array(item, { maxLength: 14 }),
});

/** Writes a context into `folder/context`. An item that has no place beside those before it is left out. */
export function writeContext({ dockerignore, dockerfile, items }: GeneratedContext, folder: string): Build {
  const context = path.join(folder, "context");
  const dockerfilePath = path.join(context, dockerfile);
  fs.mkdirSync(context, { recursive: true });
  fs.mkdirSync(path.dirname(dockerfilePath), { recursive: true });
  fs.writeFileSync(dockerfilePath, "FROM scratch\nCOPY . /\n");
  fs.writeFileSync(path.join(context, ".dockerignore"), dockerignore);
  for (const one of items) writeItem(context, one);
  return { context, dockerfile };
}

function writeItem(context: string, { path: file, kind, target }: Item): void {
  const names = file.split("/");
  const folders = names.slice(0, -1).map((_, depth) => path.join(context, ...names.slice(0, depth + 1)));
  // Never through a link: it may lead out of the context.
  if (folders.some((folder) => !(fs.lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? true)))
    return;
  const full = path.join(context, file);
  if (fs.lstatSync(full, { throwIfNoEntry: false })) return;

  fs.mkdirSync(path.dirname(full), { recursive: true });
  if (kind === "directory") fs.mkdirSync(full);
  else if (kind === "link") writeLink(full, target);
  else fs.writeFileSync(full, file, { mode: kind === "executable" ? 0o755 : 0o644 });
}

/** Loops are left out: Docker takes them, this project refuses them. */
function writeLink(full: string, target: string): void {
  fs.symlinkSync(target, full);
  try {
    fs.statSync(full, { throwIfNoEntry: false });
  } catch {
    fs.unlinkSync(full);
  }
}
