import { Concealer } from "../doctor/conceal";
import { examine, statusOf } from "../doctor/examine";
import { checks } from "../doctor/index";
import { reportAsJson, reportInWords } from "../doctor/report";
import { synthesizeAside } from "../doctor/synthesis";
import { runCommand } from "./support/command-line";
import { examinationOf } from "./support/examination";

const help = `Finds out beforehand why a deploy would fail: on this machine, in the sign-in, and in Azure. Nothing is changed.

  npm run doctor                        all that main.ts declares
  npm run doctor -- APP ENVIRONMENT     what that deploy needs, for example: npm run doctor -- hello dev
  npm run doctor -- --local             this machine only, without any network

  --json       print what was found as JSON
  --show-ids   show the ids of subscriptions, tenants and people, and login names, instead of ********

Asks all at once and ends within 30 seconds. docs/doctor.md lists what is looked at, with the remedies, and what nobody can
know before a deploy. Ends with 1 if something fails, with 2 if nothing could be asked, else with 0.`;

/** How long all of it may take. */
const SECONDS = 30;

async function doctor(
  words: readonly string[],
  options: { local: boolean; json: boolean; showIds: boolean },
) {
  const concealer = new Concealer(process.env, options.showIds);
  const abort = new AbortController();
  const write = (text: string) => console.log(concealer.conceal(text));
  const synthesis = synthesizeAside(process.cwd(), process.env);
  const names = await namesOf(words);
  const on = examinationOf({
    stacks: synthesis.then((found) =>
      "stacks" in found
        ? { stacks: found.stacks.filter(({ name }) => names?.includes(name) ?? true) }
        : found,
    ),
    signal: abort.signal,
    network: !options.local,
    conceal: (secret) => concealer.add(secret),
  });
  const chosen = checks.filter(({ place }) => !options.local || place === "machine");
  const results = await examine(chosen, (check) => check.run(on), {
    seconds: SECONDS,
    abort,
    onSlow: (names) => options.json || console.error(`Waiting for: ${names.join(", ")} …`),
  });
  const status = statusOf(results);
  const what = words.length > 0 ? words.join(" ") : "--all";
  const closing = status === 1 ? "Then look again: npm run doctor" : `Next: npm run deploy -- ${what}`;
  write(options.json ? reportAsJson(results, status) : reportInWords(results, closing));
  abort.abort();
  return status;
}

/**
 * The names of the stacks that are meant, with all that they need; undefined for all, and while main.ts is not sound.
 * @throws CommandError for a word that names nothing
 */
async function namesOf(words: readonly string[]): Promise<readonly string[] | undefined> {
  if (words.length === 0) return undefined;
  const { planDeployment } = await import("../deployment/plan.js");
  const { findStacks, withDependencies } = await import("./support/find-stacks.js");
  const { projectDeployment } = await import("./support/project-deployment.js");
  const plan = planDeployment(projectDeployment());
  if (plan.faults.length > 0) return undefined;
  return withDependencies(plan, findStacks(plan, { words, all: false })).map(({ stack }) => stack);
}

void runCommand({
  help,
  positionals: ["[APP]", "[ENVIRONMENT]"],
  options: { local: { type: "boolean" }, json: { type: "boolean" }, showIds: { type: "boolean" } },
  run: doctor,
});
