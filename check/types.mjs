// @ts-check
/**
 * `node --import ./check/types.mjs PROGRAM.ts` runs a program in TypeScript, but only if the types of `main.ts`, and of all
 * that it imports, are right. Otherwise it says what is wrong and exits with 1, before anything of them has run. `main.ts`
 * is that of the folder it is called in; this file may lie elsewhere, in an installed package.
 *
 * The compiler works while `tsx` is loaded. Its verdict is kept until a file that it read changes.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { describeTypeFaults } from "./type-faults.mjs";
import { fingerprint, Verdicts } from "./verdicts.js";

const require = createRequire(import.meta.url);
const project = process.cwd();

/** What a verdict hangs on beside the sources; the last one changes with every install. */
const SETTINGS = ["tsconfig.json", "package.json", "node_modules/.package-lock.json"];

const verdicts = new Verdicts("types");
const started = Date.now();
const checked = check();
await import(import.meta.resolve("tsx"));
const fault = await checked;
if (fault !== undefined) {
  console.error(fault);
  process.exit(1);
}

/** @returns {Promise<string | undefined>} what is wrong */
async function check() {
  if (!existsSync("main.ts")) {
    return `There is no main.ts in ${project}. Call this in the project's folder: the one with main.ts and cdktf.json.`;
  }
  const compiler = await findCompiler();
  if (compiler === undefined) {
    return `Nothing was synthesized. The types of main.ts cannot be checked: there is no TypeScript compiler for \
${process.platform}-${process.arch}. Fix: npm ci, without --omit=optional.`;
  }
  // The same sources elsewhere, such as in a checkout to compare with, have the same verdict.
  const key = fingerprint(compiler, JSON.stringify(configuration("")), ...["main.ts", ...SETTINGS].map(read));
  if (isKept(verdicts.read(key))) return undefined;

  const { code, output } = await compile(compiler, JSON.stringify(configuration(project)));
  if (code !== 0) return describeTypeFaults(output);
  const files = output
    .split(/\r?\n/)
    .filter(Boolean)
    .map((file) => (path.relative(project, file).startsWith("..") ? file : path.relative(project, file)));
  const isUntouched = files.every((file) => statSync(path.resolve(project, file)).mtimeMs < started);
  if (isUntouched) verdicts.keep(key, state(files));
  return undefined;
}

/**
 * The project's own settings for the compiler, with `main.ts` and what it imports as all there is to check.
 * @param {string} folder the project's
 */
function configuration(folder) {
  const own = path.join(folder, "tsconfig.json");
  return {
    ...(existsSync(own) && { extends: own }),
    files: [path.join(folder, "main.ts")],
    include: [],
    compilerOptions: {
      ...(!existsSync(own) && {
        target: "es2023",
        module: "nodenext",
        strict: true,
        resolveJsonModule: true,
      }),
      // Of the packages only Node.js's types: those of a test's are missing where only the program is installed.
      types: ["node"],
      typeRoots: [path.dirname(path.dirname(require.resolve("@types/node/package.json")))],
      skipLibCheck: true,
      noEmit: true,
      noUnusedLocals: false,
      noUnusedParameters: false,
    },
  };
}

/**
 * @param {string} compiler
 * @param {string} config
 */
async function compile(compiler, config) {
  const folder = mkdtempSync(path.join(tmpdir(), "slipway-types-"));
  try {
    const file = path.join(folder, "tsconfig.json");
    writeFileSync(file, config);
    return await run(compiler, ["--project", file, "--pretty", "false", "--listFiles", "--singleThreaded"]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns {Promise<string | undefined>} the compiler's program */
async function findCompiler() {
  try {
    const home = path.dirname(require.resolve("typescript-7/package.json"));
    const { default: getExePath } = await import(pathToFileURL(path.join(home, "lib", "getExePath.js")).href);
    return getExePath();
  } catch {
    return undefined;
  }
}

/**
 * @param {string} program
 * @param {string[]} args
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function run(program, args) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: project,
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    }
    child.on("error", (error) => resolve({ code: null, output: String(error) }));
    child.on("close", (code) => resolve({ code, output }));
  });
}

/**
 * The contents of sources, and the names beside them, since a new file may take the place of one that an import meant.
 * @param {string[]} files
 */
function state(files) {
  const folders = new Set(
    files
      .filter((file) => !file.includes("node_modules") && !path.isAbsolute(file))
      .map((file) => path.dirname(file)),
  );
  return {
    files: Object.fromEntries(files.map((file) => [file, fingerprint(read(file))])),
    folders: Object.fromEntries([...folders].map((folder) => [folder, sourcesIn(folder)])),
  };
}

/** @param {ReturnType<typeof state> | undefined} kept */
function isKept(kept) {
  if (kept === undefined) return false;
  return (
    Object.entries(kept.files).every(([file, content]) => fingerprint(read(file)) === content) &&
    Object.entries(kept.folders).every(([folder, names]) => sourcesIn(folder) === names)
  );
}

/** @param {string} folder */
function sourcesIn(folder) {
  const full = path.join(project, folder);
  return existsSync(full)
    ? readdirSync(full)
        .filter((name) => /\.([cm]?[jt]sx?|json)$/.test(name))
        .sort()
        .join()
    : "";
}

/**
 * @param {string} file relative to the project, or absolute outside it
 * @returns {string | Buffer} nothing, if there is none
 */
function read(file) {
  try {
    return readFileSync(path.resolve(project, file));
  } catch {
    return "";
  }
}
