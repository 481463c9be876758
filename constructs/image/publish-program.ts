import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

const SOURCES = path.join(__dirname, "publish");

let program: string | undefined;

/**
 * What publishes, in one file of plain Node.js. Every image's stack takes a copy with it, so that it works wherever
 * Terraform runs: one file of it is written several times faster than its modules one by one.
 */
export function publishProgram(): string {
  return (program ??= programText());
}

/** The modules as functions, and a `require` that knows them. */
function programText(): string {
  const modules = readdirSync(SOURCES)
    .filter((name) => name.endsWith(".cjs"))
    .sort()
    .map((name) => {
      const text = readFileSync(path.join(SOURCES, name), "utf8");
      return `${JSON.stringify(`./${name}`)}: (module, exports, require) => {\n${text}},\n`;
    });
  return `const modules = {
${modules.join("")}};
const loaded = {};
function load(name) {
  if (!(name in modules)) return require(name);
  if (!(name in loaded)) {
    const module = (loaded[name] = { exports: {} });
    modules[name](module, module.exports, load);
  }
  return loaded[name].exports;
}
load("./publish.cjs");
`;
}
