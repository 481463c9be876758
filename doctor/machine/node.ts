import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { Check, fail, pass, warn } from "../examination/check";

/** The oldest Node.js that the packages here run on. */
const OLDEST = [20, 19] as const;

export const nodeVersion: Check = {
  id: "node",
  name: "Node.js",
  remedy: "install Node.js 20.19 or newer",
  run: async () => {
    const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
    const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
    if (!isOld) return pass(`Node.js ${process.versions.node}`);
    return fail(`Node.js is ${process.versions.node}, and 20.19 is needed.`, [
      "Install Node.js 20.19 or newer: https://nodejs.org",
    ]);
  },
};

export const packagesInstalled: Check = {
  id: "packages",
  name: "npm packages",
  remedy: "npm ci",
  run: async ({ folder }) => {
    const wanted = versionsIn(path.join(folder, "package-lock.json"));
    if (wanted.size === 0) return pass("There is no package-lock.json to compare with.");
    const versions = [...wanted].map(([place, version]) => ({
      place,
      version,
      found: versionIn(folder, place),
    }));
    const missing = versions.filter(({ found }) => found === undefined);
    const differing = versions.filter(({ found, version }) => found !== undefined && found !== version);
    if (missing.length > 0) return fail(`Missing: ${namesOf(missing)}.`, ["npm ci"]);
    if (differing.length > 0) {
      return warn(`Of another version than in package-lock.json: ${namesOf(differing)}.`, ["npm ci"]);
    }
    return pass(`${wanted.size} packages, as package-lock.json names them`);
  },
};

/** The packages that the project itself names, by their folders: what they need comes with them. */
function versionsIn(lockFile: string): Map<string, string> {
  if (!existsSync(lockFile)) return new Map();
  const { packages = {} } = JSON.parse(readFileSync(lockFile, "utf8")) as {
    packages?: Record<string, { version?: string; dependencies?: object }>;
  };
  const own = Object.keys({ ...packages[""]?.dependencies }).map((name) => `node_modules/${name}`);
  return new Map(
    own.flatMap((place) => (packages[place]?.version ? [[place, packages[place].version]] : [])),
  );
}

function versionIn(folder: string, place: string): string | undefined {
  const file = path.join(folder, place, "package.json");
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, "utf8")) as { version?: string }).version;
}

function namesOf(packages: readonly { readonly place: string }[]): string {
  return packages.map(({ place }) => place.replace("node_modules/", "")).join(", ");
}
