import { existsSync, readdirSync } from "node:fs";
import * as path from "node:path";
import { Check, fail, NotAsked, pass, warn } from "../examination/check";
import { isKnown } from "../examination/declared";
import { imagesToBuild } from "../examination/images-to-build";

/** What a clone is called before anyone has chosen a name. */
const EXAMPLE = "slipway";

export const declaration: Check = {
  id: "main",
  name: "main.ts",
  remedy: "npm start",
  run: async (on) => {
    const faults = await on.faults();
    if (faults === undefined) return pass(`main.ts is sound: ${(await on.declared()).stacks.length} stacks`);
    const lines = faults.split("\n").map((line) => line.trim());
    const found = lines.filter((line) => line.startsWith("- ")).map((line) => line.slice(2));
    const more = found.length > 1 ? ` (and ${found.length - 1} more)` : "";
    return fail(`${found[0] ?? lines[0]}${more}`, ["npm start shows all that is wrong."]);
  },
};

export const projectName: Check = {
  id: "project-name",
  name: "project name",
  remedy: "choose another project in main.ts",
  run: async (on) => {
    const groups = (await on.declared())
      .of("azurerm_resource_group")
      .map(({ attributes }) => attributes.name);
    const own = groups.filter(isKnown).filter((name) => name.startsWith(`${EXAMPLE}-`));
    if (own.length === 0) return pass("It is your own.");
    return warn(
      `The project is still called "${EXAMPLE}" as in the example: the names that Azure wants unique are likely taken.`,
      [`In main.ts, change project: "${EXAMPLE}" to a name of your own.`],
    );
  },
};

export const variables: Check = {
  id: "variables",
  name: "secret variables",
  remedy: "export TF_VAR_NAME=…",
  run: async (on) => {
    const { variables: wanted, backends, stacks } = await on.declared();
    if (wanted.size === 0) throw new NotAsked("no stack takes a variable");
    const missing = [...wanted].filter(([name]) => on.env[`TF_VAR_${name}`] === undefined);
    if (missing.length === 0) return pass([...wanted.keys()].map((name) => `TF_VAR_${name}`).join(", "));
    const told = missing.map(([name, stacks]) => `${name} (${stacks.join(", ")})`).join(", ");
    const fix = missing.map(([name]) => `read -rs TF_VAR_${name} && export TF_VAR_${name}`);
    // A workspace of HCP Terraform may have it, and so may a file that Terraform reads.
    const isRemote = backends.some(({ kind }) => kind === "cloud");
    if (isRemote || namesFiles(on.env) || stacks.some(({ name }) => hasVariableFile(on.folder, name))) {
      return warn(`This shell has no value for ${told}.`, fix);
    }
    return fail(`There is no value for ${told}.`, fix);
  },
};

export const buildSecrets: Check = {
  id: "build-secrets",
  name: "secrets of the build",
  remedy: "export NAME=…, or put the file there",
  run: async (on) => {
    const wanted = imagesToBuild(await on.declared()).flatMap(({ directory, options }) =>
      Object.values(options.secrets ?? {}).map(({ src, env }) => ({
        env,
        file: src && path.resolve(directory, src),
      })),
    );
    if (wanted.length === 0) throw new NotAsked("no build takes a secret");
    const missing = wanted.filter(({ env, file }) => (env ? on.env[env] === undefined : !existsSync(file!)));
    if (missing.length === 0) return pass(`${wanted.length} of ${wanted.length} are there`);
    const told = missing.map(({ env, file }) => env ?? path.relative(on.folder, file!));
    return fail(
      `There is no ${told.join(", no ")}, which the build reads.`,
      missing.map(({ env, file }) =>
        env ? `read -rs ${env} && export ${env}` : `Put the file there: ${path.relative(on.folder, file!)}`,
      ),
    );
  },
};

/** Source: Terraform documentation, "Input Variables" (variable definitions files) and "Environment Variables" (TF_CLI_ARGS). */
function namesFiles(env: NodeJS.ProcessEnv): boolean {
  return Object.entries(env).some(
    ([name, value = ""]) => name.startsWith("TF_CLI_ARGS") && value.includes("-var"),
  );
}

function hasVariableFile(folder: string, stack: string): boolean {
  const directory = path.join(folder, "cdktf.out", "stacks", stack);
  return (
    existsSync(directory) &&
    readdirSync(directory).some((name) => /^terraform\.tfvars|\.auto\.tfvars/.test(name))
  );
}
