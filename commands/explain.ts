import { OUTDIR } from "../check/synthesized-stack";
import { causeAndRemedy, wordsOfTerraform } from "../deploy/explain/write-explanation";
import { readFailures } from "../deploy/explain/last-failures";
import { runCommand } from "./support/command-line";

const help = `Says why the last npm run deploy or destroy failed and what to do about it, with Terraform's own words below.

  npm run explain
  npm run explain < FILE               explains what another tool, such as cdktf or a CI job, has printed`;

async function explain(): Promise<number> {
  const given = process.stdin.isTTY ? "" : await readInput();
  const failures = given.trim()
    ? [
        {
          stack: "the stack",
          directory: `${OUTDIR}/stacks/STACK`,
          phase: "apply" as const,
          text: given.trim(),
        },
      ]
    : readFailures(OUTDIR);
  if (failures.length === 0) console.log("The last deploy did not fail, or none was run here.");
  for (const failure of failures) {
    console.log([...causeAndRemedy(failure), "", ...wordsOfTerraform(failure), ""].join("\n"));
  }
  return 0;
}

async function readInput(): Promise<string> {
  let text = "";
  for await (const chunk of process.stdin.setEncoding("utf8")) text += String(chunk);
  // What terminals show as colours and frames.
  // eslint-disable-next-line no-control-regex
  return text.replaceAll(/\u001b\[[0-9;]*[A-Za-z]/g, "").replaceAll(/^[│╷╵]? ?/gm, "");
}

void runCommand({ help, positionals: [], options: {}, run: explain });
