import * as path from "node:path";
import ts from "typescript";

/** What the reference starts from: everything a user writes is reached from here. */
export const ROOT = { file: "deployment/deployment.ts", type: "Deployment" };

const { options } = ts.convertCompilerOptionsFromJson(
  {
    target: "es2023",
    module: "nodenext",
    moduleResolution: "nodenext",
    types: ["node"],
    strict: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    noEmit: true,
  },
  ".",
);

/**
 * Opens the project for the compiler, from its folder.
 * @param extra texts that stand for files there, by path
 * @param old a program whose parsed files are taken over
 */
export function openProgram(extra: ReadonlyMap<string, string> = new Map(), old?: ts.Program): ts.Program {
  const texts = new Map([...extra].map(([file, text]) => [path.resolve(file), text]));
  const host = ts.createCompilerHost(options, true);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (file) => texts.has(path.resolve(file)) || fileExists(file);
  host.readFile = (file) => texts.get(path.resolve(file)) ?? readFile(file);
  host.getSourceFile = (file, ...rest) => {
    const text = texts.get(path.resolve(file));
    if (text !== undefined) return ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
    return old?.getSourceFile(file) ?? getSourceFile(file, ...rest);
  };
  return ts.createProgram([path.resolve(ROOT.file), ...texts.keys()], options, host, old);
}

/** Whether a file is the project's own, not a package's. */
export function isOwn(file: ts.SourceFile): boolean {
  return !path.relative(process.cwd(), file.fileName).startsWith("..") && !/node_modules/.test(file.fileName);
}
