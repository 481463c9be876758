import ts from "typescript";
import { isOwn, openProgram } from "./program";

/** An example of the reference. */
export interface Example {
  /** The type whose doc comment has it. */
  readonly name: string;
  readonly code: string;
}

/**
 * What the compiler finds wrong in examples, each a module of its own: `TYPE, line N: message`. What the project exports
 * is imported where an example names it, so that examples show only what matters.
 */
export function faultsIn(examples: readonly Example[], project: ts.Program): string[] {
  const homes = homesOfExports(project);
  const files = new Map(
    examples.map(({ code }, i) => [`reference-example-${i}.ts`, `${importsFor(code, homes)}\n${code}\n`]),
  );
  const program = openProgram(files, project);
  return [...files.keys()].flatMap((name, i) => {
    const file = program.getSourceFiles().find(({ fileName }) => fileName.endsWith(`/${name}`));
    if (!file) throw new Error(`The compiler did not read ${name}.`);
    const faults = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return faults.map(({ start = 0, messageText }) => {
      // The first line is the imports'.
      const { line } = file.getLineAndCharacterOfPosition(start);
      return `${examples[i]!.name}, line ${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    });
  });
}

/** The file of each name that the project exports. */
function homesOfExports(program: ts.Program): Map<string, string> {
  const checker = program.getTypeChecker();
  const own = program.getSourceFiles().filter((file) => !file.isDeclarationFile && isOwn(file));
  return new Map(
    own.flatMap((file) => {
      const module = checker.getSymbolAtLocation(file);
      const names = module ? checker.getExportsOfModule(module) : [];
      return names.map(({ name }) => [name, file.fileName.replace(/\.ts$/, "")] as const);
    }),
  );
}

/** On one line, so that the lines of an example are easily found. */
function importsFor(code: string, homes: ReadonlyMap<string, string>): string {
  // Capitalized names and functions that are called: a prop may be called as a function is.
  const named = new Set([...code.matchAll(/\b([A-Z]\w*|\w+(?=\())/g)].map(([name]) => name));
  const imports = [...named]
    .filter((name) => homes.has(name))
    .map((name) => `import { ${name} } from ${JSON.stringify(homes.get(name))};`);
  return [...imports, "export {};"].join(" ");
}
