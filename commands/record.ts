import { OUTDIR, readSynthesizedStacks } from "../check/synthesized-stack";
import { writeRecord, recordFiles } from "../review/record";
import { runCommand } from "./support/command-line";
import { synthesizeProject } from "./support/synthesis";

const help = `Writes down what main.ts declares, stack by stack, for the reviewers of a pull request.

  npm run record

Commit the files of record/ with the change of main.ts. npm test fails as long as they are not what is declared.`;

void runCommand({
  help,
  positionals: [],
  options: {},
  run: async () => {
    const synthesis = await synthesizeProject();
    // It has said what is wrong.
    if (synthesis !== 0) return synthesis;
    const changed = writeRecord(recordFiles(readSynthesizedStacks(OUTDIR)));
    console.log(
      changed.length > 0 ? `Written:\n${changed.map((file) => `  ${file}`).join("\n")}` : "Nothing changed.",
    );
    return 0;
  },
});
