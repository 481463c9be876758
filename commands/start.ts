import { checkStacks, StackCheck } from "../check/check-stacks";
import { readSynthesizedStacks, SynthesizedStack } from "../check/synthesized-stack";
import { planDeployment } from "../deployment/plan";
import { deployment } from "../main";
import { OUTDIR, synthesizeProject } from "./support/synthesis";
import { formatTable } from "./support/table";

/** How many kinds of resource a row of the table names before it counts the rest. */
const KINDS_SHOWN = 3;

/** The kinds that say nothing about what a stack is for. */
const UNREMARKABLE = ["resource group", "data", "remote state"];

/**
 * `npm start`: synthesizes all that is declared, has Terraform check it, and shows what there is and what to do next.
 * Without Terraform it still synthesizes and says that nothing was checked.
 */
async function start(): Promise<number> {
  const synthesis = await synthesizeProject();
  if (synthesis !== 0) return synthesis;

  const stacks = inDeployOrder(readSynthesizedStacks(OUTDIR));
  console.log(`Synthesized ${stacks.length} stacks into ${OUTDIR}. Terraform checks them …\n`);
  const checks = await checkStacks(OUTDIR);
  console.log(
    formatTable(
      ["Stack", "Holds", "Check", "Deploy"],
      stacks.map((stack) => [
        stack.name,
        holdings(stack),
        checks.find((check) => check.stack === stack.name)?.status ?? "unchecked",
        `npm run deploy -- ${stack.name}`,
      ]),
    ),
  );
  for (const line of awaitingPromotion()) console.log(`\n${line}`);
  for (const { name, warnings } of stacks) {
    for (const warning of warnings) console.log(`\nwarning: ${name}: ${warning}`);
  }
  for (const check of checks) report(check, checks);
  if (checks.some(({ status }) => status === "failed")) return 1;
  console.log("\nNext: az login, start Docker, and deploy all of it in order: npm run deploy -- --all");
  return 0;
}

/** Each stack after those whose outputs it reads. */
function inDeployOrder(stacks: readonly SynthesizedStack[]): SynthesizedStack[] {
  const ordered = new Set<SynthesizedStack>();
  const add = (stack: SynthesizedStack) => {
    stacks.filter(({ name }) => stack.dependencies.includes(name)).forEach(add);
    ordered.add(stack);
  };
  stacks.forEach(add);
  return [...ordered];
}

/** What has no stack yet because its environment takes promoted images only. */
function awaitingPromotion(): string[] {
  return planDeployment(deployment).awaitingPromotion.map(
    ({ stack, app, environment }) =>
      `${stack} has no stack yet: promote an image, npm run promote -- ${app.name} FROM ${environment.name}`,
  );
}

/** The kinds of resource in a stack, the most particular ones first. */
function holdings({ json }: SynthesizedStack): string {
  // An image is no resource of Terraform's: what the registry holds is read.
  const kinds = Object.keys({ ...(json.data as object), ...(json.resource as object) })
    .map((type) => type.replace(/^[a-z]+_/, "").replaceAll("_", " "))
    .filter((kind) => !UNREMARKABLE.includes(kind));
  const more = kinds.length - KINDS_SHOWN;
  return kinds.slice(0, KINDS_SHOWN).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** Terraform's words on a stack. A missing Terraform is said once, not for every stack. */
function report(check: StackCheck, all: readonly StackCheck[]): void {
  if (check.status === "unchecked" && check !== all[0]) return;
  for (const { severity, summary, detail, address } of check.diagnostics) {
    const place = check.status === "unchecked" ? "" : `${check.stack}${address ? ` ${address}` : ""}: `;
    const text = `\n${severity}: ${place}${summary}\n  ${detail.replaceAll("\n", "\n  ")}`;
    if (severity === "error") console.error(text);
    else console.log(text);
  }
}

void start().then((status) => {
  process.exitCode = status;
});
