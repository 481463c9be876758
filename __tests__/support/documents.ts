import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

const filesIn = (folder: string) => readdirSync(folder).map((name) => path.join(folder, name));

/** What tells a user what to type. */
export const documents = ["README.md", "help", ...filesIn("docs"), ...filesIn("examples/workflows")];

/** The block of TypeScript that follows a marker in a document. */
export function block(document: string, marker: string): string {
  const found = new RegExp(`<!-- ${marker} -->\n\n\`\`\`ts\n(.*?)\`\`\``, "s").exec(
    readFileSync(document, "utf8"),
  );
  if (!found) throw new Error(`${document} has no block of TypeScript after <!-- ${marker} -->.`);
  return found[1]!;
}

/**
 * What an expression in a document gives.
 * @param names what it would import
 */
export function evaluate<T>(expression: string, names: Readonly<Record<string, unknown>> = {}): T {
  return new Function(...Object.keys(names), `return ${expression}`)(...Object.values(names)) as T;
}

/** Everything in a document that is typed into a shell: code spans, shell blocks, steps, and help's own lines. */
export function commandsIn(document: string): string[] {
  const text = readFileSync(document, "utf8");
  if (document === "help") return text.match(/^ {2}\S.*?(?= {2}|$)/gm) ?? [];
  if (document.endsWith(".yml")) return text.match(/(?<=^ *- run: ).+/gm) ?? [];
  const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block]) => block!.split("\n"));
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, span]) => span!);
  return [...blocks, ...spans].flatMap((line) => line.split("&&"));
}

/** The arguments of each command of a tool in the documents, for example of `npx cdktf`; each once. */
export function argumentsOf(tool: string): string[] {
  const found = documents.flatMap((document) =>
    commandsIn(document).flatMap((command) => {
      const [, rest] = new RegExp(`^\\s*(?:[A-Z_]+=\\S+ )*${tool} (\\S.*?)\\s*$`).exec(command) ?? [];
      return rest === undefined ? [] : [rest];
    }),
  );
  return [...new Set(found)];
}
