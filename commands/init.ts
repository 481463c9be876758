import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { CommandError, runCommand } from "./support/command-line";

const help = `Makes a project of your own: a main.ts, an app to begin with, a test, workflows.

  slipway init FOLDER

The folder is made if there is none. One that holds something is left alone. Nothing is installed yet.`;

/** The package that this is a part of. */
const PACKAGE = path.join(__dirname, "..");

/** Each file's text by its name. As files npm would leave some of them out, such as .gitignore. */
const TEMPLATE = path.join(PACKAGE, "template.json");

void runCommand({
  help,
  positionals: ["FOLDER"],
  options: {},
  run: ([folder]) => {
    const isTaken = existsSync(folder!) && !(statSync(folder!).isDirectory() && isEmpty(folder!));
    if (isTaken) throw new CommandError(`${folder} is not empty. Fix: name a new folder, or an empty one.`);
    if (!existsSync(TEMPLATE)) {
      throw new CommandError(
        "Slipway's sources hold no template. Fix: npm run package, and call the package's.",
      );
    }
    const template = JSON.parse(readFileSync(TEMPLATE, "utf8")) as Record<string, string>;
    if (template["package.json"]!.includes('"file:vendor/')) takePackageAlong(path.join(folder!, "vendor"));
    const base = path.basename(path.resolve(folder!));
    for (const [name, text] of Object.entries(template)) {
      const file = path.join(folder!, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, filled(text, name.endsWith(".json") ? JSON.stringify(base).slice(1, -1) : base));
    }
    console.log(`${base} is ready. What is deployed is written in its main.ts. Next:

  cd ${/^[\w./-]+$/.test(folder!) ? folder : JSON.stringify(folder)}
  npm install && npm start`);
    return Promise.resolve(0);
  },
});

/** A folder that was just cloned is empty too. */
function isEmpty(folder: string): boolean {
  return readdirSync(folder).every((name) => name === ".git");
}

/** A file of the template, with what cdktf init fills in as well. */
function filled(text: string, base: string): string {
  return text
    .replaceAll("{{ $base }}", () => base)
    .replace("{{ Description }}", "What is deployed to Azure")
    .replace("{{ projectId }}", randomUUID())
    .replace("{{ sendCrashReports }}", "false");
}

/** A package that is in no registry is kept with the project, so that it installs on other machines too. */
function takePackageAlong(vendor: string): void {
  mkdirSync(vendor, { recursive: true });
  const command = `npm pack ${JSON.stringify(PACKAGE)} --silent`;
  const { status } = spawnSync(command, { cwd: vendor, shell: true, stdio: ["ignore", "ignore", "inherit"] });
  if (status === 0) return;
  rmSync(vendor, { recursive: true });
  throw new CommandError(`${command} ended with ${status}, so the project would lack the package.`);
}
