import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { buildTemplate, writeTemplate, zipTemplate } from "./build-template";

/** Where all of it is built. */
export const DIST = "dist";

/** The folder of the package as it is packed. */
const PACKAGE = path.join(DIST, "slipway");

/** The file that `import … from "slipway"` means. */
const ENTRY = "package/index";

/** Folders and files at the top that are no part of what is installed. */
const LEFT_OUT = [
  DIST,
  "__tests__",
  "bench",
  "cdktf.out",
  "coverage",
  "docs",
  "examples",
  "node_modules",
  "package",
  "record",
];

/** What a project has only once, whoever needs it. The successor of cdktf goes by its name (docs/successor.md). */
const PEERS: Readonly<Record<string, string>> = {
  "@cdktf/provider-azurerm": "^14.23.1",
  "@cdktf/provider-docker": "^12.0.3",
  cdktf: ">=0.21.0 <0.25.0",
  constructs: "^10.4.2",
};

/** Says nothing to whoever uses the package. */
const INTERNAL_DOCUMENTS = ["architecture.md"];

interface Manifest {
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly engines: object;
  readonly dependencies: Readonly<Record<string, string>>;
}

/**
 * Builds the npm package, its tarball and the template, in a folder that git ignores.
 * @param inRegistry whether the package will be in the registry of npm; otherwise a project made from the template keeps it
 */
export function build(inRegistry: boolean): void {
  rmSync(DIST, { recursive: true, force: true });
  const project = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
  run("npx", "tsc", "--project", "package/tsconfig.json");
  removePrivateTypes();
  copyWhatRunsAsItIs(".");
  copyDocuments();
  write("package.json", `${JSON.stringify(manifest(project), null, 2)}\n`);
  const template = path.join(DIST, "template");
  const tarball = `slipway-${project.version}.tgz`;
  buildTemplate(template, project.version);
  const dependency = inRegistry ? project.version : `file:vendor/${tarball}`;
  writeTemplate(template, path.join(PACKAGE, "template.json"), dependency);
  run("npm", "pack", `./${PACKAGE}`, "--silent", "--pack-destination", DIST);
  const carried = inRegistry ? [] : [path.join(DIST, tarball)];
  zipTemplate(template, path.join(DIST, "slipway-template.zip"), carried);
}

/** The package's package.json: of the project's only what a user of it needs. */
function manifest({ version, description, license, engines, dependencies }: Manifest): object {
  return {
    name: "slipway",
    version,
    description,
    license,
    keywords: ["azure", "cdktf", "cdktn", "containers", "docker", "opentofu", "terraform"],
    engines,
    type: "commonjs",
    bin: { slipway: "commands/slipway.js" },
    exports: {
      ".": { types: `./${ENTRY}.d.ts`, default: `./${ENTRY}.js` },
      // For cdktf.json: node --import slipway/types main.ts
      "./types": "./check/types.mjs",
      "./package.json": "./package.json",
    },
    dependencies: Object.fromEntries(Object.entries(dependencies).filter(([name]) => !(name in PEERS))),
    peerDependencies: PEERS,
  };
}

/** Keeps the type declarations that the entry leads to. */
function removePrivateTypes(): void {
  const reached = new Set<string>();
  const visit = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    const text = readFileSync(file, "utf8");
    for (const [, specifier] of text.matchAll(/(?:from |import\(|import )"(\.[^"]+)"/g)) {
      const target = path.join(path.dirname(file), specifier!);
      visit(
        [`${target}.d.ts`, target.replace(/\.([cm])js$/, ".d.$1ts"), path.join(target, "index.d.ts")].find(
          (one) => existsSync(one),
        )!,
      );
    }
  };
  visit(path.join(PACKAGE, `${ENTRY}.d.ts`));
  for (const file of filesIn(PACKAGE)) {
    if (/\.d\.[cm]?ts$/.test(file) && !reached.has(file)) rmSync(file);
  }
}

/** Scripts and data that the program reads, and JavaScript: the compiler's copy of that is not what was tested. */
function copyWhatRunsAsItIs(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.name.startsWith(".") || LEFT_OUT.includes(file)) continue;
    if (entry.isDirectory()) copyWhatRunsAsItIs(file);
    else if (folder !== "." && !file.endsWith(".ts")) cpSync(file, path.join(PACKAGE, file));
  }
}

function copyDocuments(): void {
  for (const file of ["CHANGELOG.md", "LICENSE", "README.md", "SECURITY.md"])
    cpSync(file, path.join(PACKAGE, file));
  for (const file of readdirSync("docs").filter((name) => !INTERNAL_DOCUMENTS.includes(name))) {
    cpSync(path.join("docs", file), path.join(PACKAGE, "docs", file));
  }
}

function write(file: string, text: string): void {
  const full = path.join(PACKAGE, file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, text);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { stdio: ["ignore", "inherit", "inherit"] });
}

if (require.main === module) {
  build(process.argv.includes("--in-registry"));
  console.log(`Built in ${DIST}: ${readdirSync(DIST).join(", ")}`);
}
