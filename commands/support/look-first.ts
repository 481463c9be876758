import { OUTDIR, readSynthesizedStacks } from "../../check/synthesized-stack";
import { PlannedStack } from "../../deployment/planned-stacks";
import { Concealer } from "../../doctor/conceal";
import { examine } from "../../doctor/examine";
import { checks } from "../../doctor/index";
import { reportInWords } from "../../doctor/report";
import { examinationOf } from "./examination";

/** What is asked here answers in a second, or is not waited for. */
const SECONDS = 10;

const CLOSING =
  "Nothing was deployed. When that is done, run the same command again; to go on all the same, add --skip-doctor.";

/** Looks at this machine and the sign-in before stacks are deployed that are synthesized. What would fail is told. */
export async function wouldFail(stacks: readonly PlannedStack[]): Promise<boolean> {
  const concealer = new Concealer(process.env, false);
  const abort = new AbortController();
  const names = stacks.map(({ stack }) => stack);
  const chosen = readSynthesizedStacks(OUTDIR).filter(({ name }) => names.includes(name));
  const on = examinationOf({
    stacks: Promise.resolve({ stacks: chosen }),
    signal: abort.signal,
    network: true,
    conceal: (secret) => concealer.add(secret),
  });
  const quick = checks.filter(({ place }) => place === "machine" || place === "sign-in");
  const results = await examine(quick, (check) => check.run(on), { seconds: SECONDS, abort });
  abort.abort();
  const bad = results.filter(({ status }) => status === "fail");
  if (bad.length > 0) console.error(concealer.conceal(reportInWords(bad, CLOSING)));
  return bad.length > 0;
}
