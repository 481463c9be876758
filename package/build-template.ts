import { zipSync } from "fflate";
import { cpSync, lstatSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";

/** What only a project made from the template has. */
const OWN = "package/template";

/** What cdktf init runs. */
const HOOK = ".hooks.sscaff.js";

/** What it has in common with this one: the example, and the record of what main.ts declares. */
const SHARED = ["examples/hello", "examples/workflows", "record", "releases.json"];

/**
 * Builds the folder that `cdktf init --template` copies. What it declares is what this project declares.
 * @param version of the package that it is made for
 */
export function buildTemplate(folder: string, version: string): void {
  cpSync(OWN, folder, { recursive: true });
  for (const name of SHARED) cpSync(name, path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, "main.ts"), fromPackage(readFileSync("main.ts", "utf8")));
  writeFileSync(path.join(folder, "cdktf.json"), ofProject(readFileSync("cdktf.json", "utf8")));
  const manifest = path.join(folder, "package.json");
  writeFileSync(manifest, pinned(readFileSync(manifest, "utf8"), version));
  const files = filesOf(folder);
  for (const file of files.filter((name) => name.endsWith(".yml"))) {
    writeFileSync(file, withoutCli(readFileSync(file, "utf8")));
  }
  checkCopies(files);
}

/**
 * Writes the template for `slipway init`, which finds it in the package: one file, with each file's text by its name.
 * @param dependency on the package: its version, or its tarball that the command puts into the project
 */
export function writeTemplate(folder: string, file: string, dependency: string): void {
  const texts = filesOf(folder)
    .filter((name) => !name.endsWith(HOOK))
    .map((name) => [nameIn(folder, name), readFileSync(name, "utf8")] as const);
  const template = Object.fromEntries(texts);
  const manifest = JSON.parse(template["package.json"]!) as { dependencies: Record<string, string> };
  manifest.dependencies.slipway = dependency;
  template["package.json"] = `${JSON.stringify(manifest, null, 2)}\n`;
  writeFileSync(file, JSON.stringify(template));
}

/**
 * Writes the zip file that `cdktf init --template` wants.
 * @param carried the package's tarball, if the zip file is to bring it: beside the folder, since all in there is text
 */
export function zipTemplate(folder: string, file: string, carried: readonly string[]): void {
  const files = [...filesOf(folder), ...carried];
  const entries = files.map((name) => [nameIn(path.dirname(folder), name), readFileSync(name)] as const);
  writeFileSync(file, zipSync(Object.fromEntries(entries)));
}

function nameIn(folder: string, file: string): string {
  return path.relative(folder, file).replaceAll(path.sep, "/");
}

/** A program whose imports of this project's files are of the package. */
function fromPackage(program: string): string {
  const own = /^import \{ (.+) \} from "\.\/(?!releases).*";\n/gm;
  const names = [...program.matchAll(own)].flatMap(([, list]) => list!.split(", ")).sort();
  return program
    .replaceAll(own, "")
    .replace(/^(?=import releases)/m, `import { ${names.join(", ")} } from "slipway";\n`);
}

/** This project's cdktf.json for another one: cdktf fills in what stands in braces. */
function ofProject(settings: string): string {
  return settings
    .replace("./check/types.mjs", "slipway/types")
    .replace(/"projectId": ".*"/, '"projectId": "{{ projectId }}"')
    .replace(/"sendCrashReports": ".*"/, '"sendCrashReports": "{{ sendCrashReports }}"');
}

/** The template's package.json with the versions that this project is tested with. */
function pinned(text: string, version: string): string {
  const { dependencies, devDependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };
  const tested: Record<string, string> = {
    ...dependencies,
    ...devDependencies,
    typescript: dependencies["typescript-7"]!.replace("npm:typescript@", ""),
    slipway: version,
  };
  const template = JSON.parse(text) as Record<string, Record<string, string>>;
  for (const kind of ["dependencies", "devDependencies"]) {
    for (const name of Object.keys(template[kind] ?? {})) template[kind]![name] = tested[name]!;
  }
  return `${JSON.stringify(template, null, 2)}\n`;
}

/** Steps of a workflow for a project without cdktf's CLI, which is larger than all else and which few steps need. */
function withoutCli(workflow: string): string {
  const { devDependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
    devDependencies: Record<string, string>;
  };
  const cli = `cdktf-cli@${devDependencies["cdktf-cli"]}`;
  return workflow.replaceAll("npx cdktf ", `npx --yes --package ${cli} cdktf `);
}

/** The files of a folder. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/**
 * cdktf copies a template's files as texts, and what a link names in its place.
 * @throws for a file that would not come out as it is
 */
function checkCopies(files: readonly string[]): void {
  for (const file of files) {
    if (lstatSync(file).isSymbolicLink())
      throw new Error(`${file} is a link: cdktf would copy what it names.`);
    const bytes = readFileSync(file);
    if (!bytes.equals(Buffer.from(bytes.toString("utf8")))) throw new Error(`${file} is no text.`);
  }
}
