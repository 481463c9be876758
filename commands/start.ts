import { writeFileSync } from "node:fs";
import { checkStacks } from "../check/check-stacks";
import { OUTDIR, readSynthesizedStacks } from "../check/synthesized-stack";
import { planDeployment } from "../deployment/plan";
import { drawAll } from "../review/reviews";
import { runCommand } from "./support/command-line";
import { projectDeployment } from "./support/project-deployment";
import { messagesOn, tableOfStacks } from "./support/stack-overview";
import { synthesizeProject } from "./support/synthesis";

const help = `Synthesizes all that main.ts declares, has Terraform check it offline, and shows what to do next.

  npm start
  npm start -- --picture FILE.svg     draws all of it as well`;

/** Milliseconds between two lines that tell how far the check is. */
const PROGRESS_INTERVAL = 5_000;

/**
 * `npm start`: synthesizes all that is declared, has Terraform check it, and shows what there is and what to do next.
 * Without Terraform it still synthesizes and says that nothing was checked.
 */
async function start(picture: string | undefined): Promise<number> {
  const synthesis = await synthesizeProject();
  if (synthesis !== 0) return synthesis;

  const stacks = readSynthesizedStacks(OUTDIR);
  if (picture !== undefined) writeFileSync(picture, drawAll(stacks));
  console.log(`Synthesized ${stacks.length} stacks into ${OUTDIR}. Terraform checks them …\n`);
  let told = Date.now();
  const checks = await checkStacks(OUTDIR, {
    keepVerdicts: true,
    onProgress: (done, of) => {
      if (Date.now() - told < PROGRESS_INTERVAL) return;
      told = Date.now();
      console.log(`${done} of ${of} stacks are checked …`);
    },
  });
  console.log(tableOfStacks(stacks, checks));
  for (const line of awaitingPromotion()) console.log(`\n${line}`);
  const { warnings, errors } = messagesOn(stacks, checks);
  for (const warning of warnings) console.log(`\n${warning}`);
  for (const error of errors) console.error(`\n${error}`);
  if (checks.some(({ status }) => status === "failed")) return 1;
  console.log("\nNext: az login, start Docker, and deploy all of it in order: npm run deploy -- --all");
  return 0;
}

/** What has no stack yet because its environment takes promoted images only. */
function awaitingPromotion(): string[] {
  return planDeployment(projectDeployment()).awaitingPromotion.map(
    ({ stack, app, environment }) =>
      `${stack} has no stack yet: promote an image, npm run promote -- ${app.name} FROM ${environment.name}`,
  );
}

void runCommand({
  help,
  positionals: [],
  options: { picture: { type: "string" } },
  run: (_, { picture }) => start(picture),
});
