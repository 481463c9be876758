import { App } from "cdktf";
import { checkStacks, createStacks, outdatedRecord, synthesize } from "slipway";
import { deployment } from "../main";

const app = new App({ stackTraces: false });

beforeAll(() => {
  createStacks(app, deployment);
  synthesize(app);
});

// If not: npm run record, then read the diff of record/ and commit it.
test("record/ is what main.ts declares", () => {
  expect(outdatedRecord(app.outdir)).toEqual([]);
});

test("Terraform accepts every stack", async () => {
  const checks = await checkStacks(app.outdir);
  expect(checks.filter(({ status }) => status !== "ok")).toEqual([]);
});
