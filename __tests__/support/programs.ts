import { spawn, spawnSync } from "node:child_process";

/**
 * `describe` for tests that need more than Node.js. Where that is missing they are skipped, by name and with the reason;
 * where CI is set they fail, since there nobody would notice.
 * @param missing why the tests cannot run; undefined if they can
 */
export function describeUnless(missing: string | undefined, name: string, tests: () => void): void {
  if (missing === undefined) return describe(name, tests);
  if (process.env.CI) {
    test(name, () => {
      throw new Error(missing);
    });
    return;
  }
  // Jest itself does not name the tests of a file that is skipped as a whole.
  process.stderr.write(`Skipped: ${name}. ${missing}\n`);
  describe.skip(name, tests);
}

/**
 * For tests that run a program.
 * @param version arguments that make it print something and end
 */
export function describeWith(program: string, version: string[], name: string, tests: () => void): void {
  const { error } = spawnSync(program, version, { stdio: "ignore" });
  describeUnless(error && `${program} is not installed`, name, tests);
}

export function describeWithTerraform(name: string, tests: () => void): void {
  describeWith("terraform", ["version"], name, tests);
}

/** For tests that need a Docker engine: the one that the `docker` command reaches (DOCKER_HOST, or its default). */
export function describeWithEngine(name: string, tests: () => void): void {
  const { status, stderr, error } = spawnSync("docker", ["version", "--format", "{{.Server.Version}}"], {
    encoding: "utf8",
    timeout: 10_000,
  });
  const missing = `No Docker engine (start one, or set DOCKER_HOST): ${error?.message ?? stderr}`;
  describeUnless(status === 0 ? undefined : missing, name, tests);
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
