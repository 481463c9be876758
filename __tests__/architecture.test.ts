import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";

/** What is no part of the program itself. */
const ASIDE = [
  "__tests__",
  "bench",
  "coverage",
  "docs",
  "dist",
  "examples",
  "node_modules",
  "package/template",
];

const document = readFileSync("docs/architecture.md", "utf8");

/** The rooms of the document's table, and what each may import. */
const rooms = new Map(
  [...document.matchAll(/^\| `(\S+)` +\|[^|]*\|([^|]*)\|$/gm)].map(([, room, imports]) => [
    room!,
    [...imports!.matchAll(/`(\S+)`/g)].map(([, other]) => other!),
  ]),
);

const files = sources(".");

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory())
      return /^\.|^cdktf\.out/.test(entry.name) || ASIDE.includes(file) ? [] : sources(file);
    return /\.(ts|js|[cm]js)$/.test(entry.name) && !/\.config\./.test(entry.name) ? [file] : [];
  });
}

/** The project's own files that a file imports, types included. */
function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"));
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith("."))
    .map(({ fileName }) => path.join(path.dirname(file), fileName))
    .flatMap((target) =>
      [target, `${target}.ts`, path.join(target, "index.ts")].filter((one) => files.includes(one)),
    );
}

function roomOf(file: string): string {
  const folder = path.dirname(file);
  return folder === "." ? file : folder;
}

test("every room is in docs/architecture.md, and every room there exists", () => {
  expect([...rooms.keys()].sort()).toEqual([...new Set(files.map(roomOf))].sort());
  for (const other of [...rooms.values()].flat()) expect(rooms.keys()).toContain(other);
});

test("every file that docs/architecture.md names exists", () => {
  const named = [...document.matchAll(/`([\w./-]+\.(?:ts|sh|json))`/g)].map(([, file]) => file!);
  const known = [...files, "package.json", "releases.json"].map((file) => path.basename(file));
  expect(named.filter((file) => !(file.includes("/") ? existsSync(file) : known.includes(file)))).toEqual([]);
});

/** Ways from a place by others back to it. */
function circles(places: Iterable<string>, targetsOf: (place: string) => readonly string[]): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (place: string, above: readonly string[]): void => {
    if (above.includes(place)) found.push([...above.slice(above.indexOf(place)), place].join(" -> "));
    else if (!done.has(place)) {
      for (const target of targetsOf(place)) visit(target, [...above, place]);
      done.add(place);
    }
  };
  for (const place of places) visit(place, []);
  return found;
}

test("no files import each other in a circle", () => {
  expect(circles(files, importsOf)).toEqual([]);
});

test("no rooms import each other in a circle", () => {
  const others = (room: string) => rooms.get(room)!.filter((other) => other !== room);
  expect(circles(rooms.keys(), others)).toEqual([]);
});

test("the linter lets a room import what its row says, and nothing else", () => {
  const names = [...rooms.keys()];
  const specifier = (room: string, other: string) => {
    const relative = path.posix.relative(
      room === "main.ts" ? "." : room,
      other === "main.ts" ? "main" : `${other}/file`,
    );
    return relative.startsWith(".") ? relative : `./${relative}`;
  };
  const imports = names.map((room) => ({
    filePath: room === "main.ts" ? room : `${room}/file.ts`,
    text: names.map((other) => `import ${JSON.stringify(specifier(room, other))};`).join("\n"),
  }));
  // In a program of its own: the linter loads its configuration as a module, which jest cannot.
  const program = `
    import { ESLint } from "eslint";
    const linter = new ESLint();
    const results = JSON.parse(process.argv[1]).map(({ text, filePath }) => linter.lintText(text, { filePath }));
    const messages = (await Promise.all(results)).map(([{ messages }]) =>
      messages.filter(({ ruleId }) => ruleId === "no-restricted-imports").map(({ line }) => line - 1));
    console.log(JSON.stringify(messages));`;
  const output = execFileSync(
    process.execPath,
    ["--input-type=module", "-e", program, JSON.stringify(imports)],
    { encoding: "utf8" },
  );
  const refused = (JSON.parse(output) as number[][]).map((lines) => lines.map((line) => names[line]));
  expect(refused).toEqual(
    names.map((room) => names.filter((other) => other !== room && !rooms.get(room)!.includes(other))),
  );
});
