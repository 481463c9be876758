import { spawn, spawnSync } from "node:child_process";

/**
 * `describe` for tests that run a program: skipped by name where there is none, failing where CI says so.
 * @param version arguments that make it print something and end
 */
export function describeWith(program: string, version: string[], name: string, tests: () => void): void {
  const { error } = spawnSync(program, version, { stdio: "ignore" });
  if (!error) return describe(name, tests);
  if (process.env.CI !== "true")
    return describe.skip(`${name} (skipped: ${program} is not installed)`, tests);
  describe(name, () =>
    test(`${program} is installed`, () => {
      throw error;
    }),
  );
}

/** The same for tests that run Terraform. */
export function describeWithTerraform(name: string, tests: () => void): void {
  describeWith("terraform", ["version"], name, tests);
}

/** How a program ended, and all that it wrote. */
export interface Ended {
  readonly status: number | null;
  readonly output: string;
}

/** Runs a program to its end, while servers of this process can answer it. */
export function run(
  command: readonly [string, ...string[]],
  options: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Promise<Ended> {
  const [program, ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (text) => (output += text));
    child.stderr.on("data", (text) => (output += text));
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, output }));
  });
}
