const { spawn } = require("node:child_process");
const { scripts } = require("../../../package.json");

/** What checks the sources without running them. Each keeps one processor busy; jest, beside them, waits now and then. */
const BESIDE = ["typecheck", "lint"];

/**
 * `npm test`: runs jest with the arguments that were given, and what else checks the sources, at the same time. Jest's output
 * is shown as it comes, and after it that of the others. Fails if any of them does.
 */
async function main() {
  const checks = BESIDE.map((name) =>
    run(scripts[name], [], { shell: true, stdio: ["ignore", "pipe", "pipe"] }),
  );
  const args = [require.resolve("jest/bin/jest"), ...process.argv.slice(2)];
  const jest = await run(process.execPath, args, { stdio: "inherit" });
  const ended = await Promise.all(checks);
  for (const [i, { status, output }] of ended.entries()) {
    if (output !== "") process.stdout.write(`\n${output}`);
    if (status !== 0) console.error(`\nnpm run ${BESIDE[i]} ended with ${status}.`);
  }
  process.exitCode = [jest, ...ended].every(({ status }) => status === 0) ? 0 : 1;
}

/** Runs a program to its end. */
function run(program, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, options);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text) => (output += text));
    }
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, output }));
  });
}

void main();
