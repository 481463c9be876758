import { OUTDIR, readSynthesizedStacks, SynthesizedStack } from "../check/synthesized-stack";
import * as path from "node:path";
import { synthesize, withCheckout } from "./base";
import { buildCauses } from "./build-causes";
import { buildReview } from "./build-review";
import { Side, sideOf } from "./effects/side";
import { planOffline } from "./plan/offline-plans";
import { pictureOf } from "./picture/picture";
import { svg } from "./picture/svg";
import { roleOf } from "./effects/roles";
import { StackPlan } from "./plan/stack-plan";
import { readTerraformPlan } from "./plan/terraform-plan";
import { Review } from "./review";

/** Terraform's plans by stack, as `terraform show -json` prints them. */
export type TerraformPlans = ReadonlyMap<string, unknown>;

/** What the sources here do to what was deployed from `ref`. With plans of some stacks, theirs is what is told. */
export async function reviewAgainst(
  ref: string,
  baseName: string,
  plans: TerraformPlans = new Map(),
): Promise<Review> {
  return withCheckout(ref, async (folder) => {
    await Promise.all([
      synthesize(folder, `What is compared with (${baseName})`),
      synthesize(".", "What is here"),
    ]);
    const [before, after] = [path.join(folder, OUTDIR), OUTDIR].map(readSynthesizedStacks);
    return reviewStacks(before!, after!, baseName, plans);
  });
}

/** The same for what is synthesized on both sides. */
export function reviewStacks(
  before: readonly SynthesizedStack[],
  after: readonly SynthesizedStack[],
  baseName: string,
  terraformPlans: TerraformPlans = new Map(),
): Review {
  const [base, head] = [sideOf(before), sideOf(after)];
  return buildReview({
    baseName,
    basis: terraformPlans.size > 0 ? "plans" : "synthesis",
    base,
    head,
    plans: merged(planOffline(base.stacks, head.stacks), head, terraformPlans),
    buildCauses: buildCauses(before, after),
    notes: movesOfState(base, head),
  });
}

/** What Terraform's plans do, in words: for whoever has them and no base to compare with, such as a deploy. */
export function reviewPlans(stacks: readonly SynthesizedStack[], terraformPlans: TerraformPlans): Review {
  const head = sideOf(stacks);
  const expected = planOffline(new Map(), head.stacks);
  const planned = expected.filter(({ stack }) => terraformPlans.has(stack));
  return buildReview({
    baseName: "what is deployed",
    basis: "plans",
    head,
    plans: merged(planned, head, terraformPlans),
  });
}

/** All that is declared as an SVG file, without a comparison. */
export function drawAll(stacks: readonly SynthesizedStack[]): string {
  const { stacks: models } = sideOf(stacks);
  const steps = planOffline(models, models).map((plan) => {
    const model = models.get(plan.stack)!;
    return { plan, model, role: roleOf(model) };
  });
  return svg(pictureOf(steps, false), "What is declared");
}

function merged(expected: readonly StackPlan[], { stacks }: Side, plans: TerraformPlans): StackPlan[] {
  return expected.map((plan) => {
    const json = plans.get(plan.stack);
    return json === undefined ? plan : readTerraformPlan(json, stacks.get(plan.stack)!, plan);
  });
}

/** A state that is to be kept elsewhere is no change to Terraform, but no deploy works until it has moved. */
function movesOfState(base: Side, head: Side): string[] {
  const kindOf = (backend: unknown) => Object.keys(backend as object).join() || "cloud";
  const moved = [...head.stacks.values()].filter((stack) => {
    const was = base.stacks.get(stack.name);
    return was !== undefined && JSON.stringify(was.backend) !== JSON.stringify(stack.backend);
  });
  if (moved.length === 0) return [];
  const [first] = moved;
  const [from, to] = [kindOf(base.stacks.get(first!.name)!.backend), kindOf(first!.backend)];
  return [
    `The state of ${moved.length === 1 ? first!.name : `${moved.length} stacks`} is kept elsewhere (${from}${from === to ? ", other settings" : ` → ${to}`}): it moves with the next deploy and --migrate-state. See docs/state.md.`,
  ];
}
