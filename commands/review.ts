import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { defaultBase } from "../review/base";
import { FAIL_ON, FailOn, reasonsToFail } from "../review/fail-on";
import { svg } from "../review/picture/svg";
import { markdown } from "../review/render/markdown";
import { text } from "../review/render/text";
import { Review } from "../review/review";
import { reviewAgainst, TerraformPlans } from "../review/reviews";
import { CommandError, runCommand } from "./support/command-line";

const help = `Says what the changes here do to what runs, before anyone deploys them.

  npm run review -- [BASE]       against a git ref; by default where this branch left its main branch
  npm run review -- --json       the review as data; everything else is made from it
  npm run review -- --markdown   for a comment or a job's summary
  npm run review -- --stacks     only the stacks to deploy, in order, one a line
  npm run review -- --picture FILE.svg              a picture of it
  npm run review -- --fail-on ${FAIL_ON.join(",")}
                                 ends with status 3 if one of these would happen
  npm run review -- --plans FOLDER                  what Terraform plans is told where there is a plan:
                                 FOLDER/STACK.json, made by terraform show -json

It compares what is synthesized, as if BASE were deployed. It needs no credentials, no network and no Docker. Uncommitted
changes count.`;

const FAILED = 3;

void runCommand({
  help,
  positionals: ["[BASE]"],
  options: {
    json: { type: "boolean" },
    markdown: { type: "boolean" },
    stacks: { type: "boolean" },
    picture: { type: "string" },
    plans: { type: "string" },
    failOn: { type: "string" },
  },
  run: async ([base], values) => {
    const failOn = failOnOf(values.failOn);
    const review = await reviewOf(base, plansIn(values.plans));
    if (values.picture !== undefined) writeFileSync(values.picture, svg(review.picture, review.headline));
    process.stdout.write(rendered(review, values));
    const reasons = reasonsToFail(review, failOn);
    for (const reason of reasons) console.error(reason);
    return reasons.length > 0 ? FAILED : 0;
  },
});

async function reviewOf(base: string | undefined, plans: TerraformPlans): Promise<Review> {
  const ref = base ?? (await defaultBase());
  return reviewAgainst(ref, base ?? ref.slice(0, 8), plans);
}

function rendered(review: Review, values: Record<"json" | "markdown" | "stacks", boolean>): string {
  if (values.json) return `${JSON.stringify(review, undefined, 2)}\n`;
  if (values.markdown) return markdown(review);
  if (values.stacks) return review.deploy.stacks.map((stack) => `${stack}\n`).join("");
  return text(review);
}

function failOnOf(given: string | undefined): FailOn[] {
  const asked = (given ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean);
  const unknown = asked.filter((one) => !FAIL_ON.includes(one as FailOn));
  if (unknown.length > 0 || (given !== undefined && asked.length === 0)) {
    throw new CommandError(
      `--fail-on is ${JSON.stringify(given)}. Allowed: ${FAIL_ON.join(", ")}, with commas between them.`,
    );
  }
  return asked as FailOn[];
}

function plansIn(folder: string | undefined): TerraformPlans {
  if (folder === undefined) return new Map();
  if (!existsSync(folder)) throw new CommandError(`--plans ${folder}: there is no such folder.`);
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  if (files.length === 0) throw new CommandError(`--plans ${folder}: no file in it ends in .json.`);
  return new Map(files.map((file) => [file.slice(0, -".json".length), readPlan(path.join(folder, file))]));
}

/** A parser's own words would quote what is in the file. */
function readPlan(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new CommandError(`${file} is not JSON. Make it with: terraform show -json PLAN`);
  }
}
