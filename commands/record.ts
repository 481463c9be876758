import { readSynthesizedStacks } from "../check/synthesized-stack";
import { OUTDIR, synthesize } from "../review/base";
import { writeRecord, recordFiles } from "../review/record";
import { ReviewError } from "../review/review-error";
import { CommandError, runCommand } from "./support/command-line";

const help = `Writes down what main.ts declares, stack by stack, for the reviewers of a pull request.

  npm run record

Commit the files of record/ with the change of main.ts. npm test fails as long as they are not what is declared.`;

void runCommand({
  help,
  positionals: [],
  options: {},
  run: async () => {
    try {
      await synthesize(".", "What is here");
    } catch (error) {
      throw error instanceof ReviewError ? new CommandError(error.message) : error;
    }
    const changed = writeRecord(recordFiles(readSynthesizedStacks(OUTDIR)));
    console.log(
      changed.length > 0 ? `Written:\n${changed.map((file) => `  ${file}`).join("\n")}` : "Nothing changed.",
    );
    return 0;
  },
});
