import { App } from "cdktf";
import { spawnSync } from "node:child_process";
import { checkStacks } from "../../check/check-stacks";
import { createStacks } from "../../stacks/create-stacks";
import { synthesize } from "../../stacks/synthesize";
import { deployments } from "../support/deployments";
import { makeFolder } from "../support/folders";

const isThere = spawnSync("tofu", ["version"], { stdio: "ignore" }).error === undefined;
// No package registry has it, so CI goes without it too.
if (!isThere) process.stderr.write("Skipped: what OpenTofu says of every stack. tofu is not installed.\n");

(isThere ? describe : describe.skip)("OpenTofu", () => {
  test.each(Object.entries(deployments))(
    "accepts every stack of the deployment %s",
    async (_, deployment) => {
      const app = new App({ outdir: makeFolder(), stackTraces: false });
      createStacks(app, deployment);
      synthesize(app);
      const checks = await checkStacks(app.outdir, { terraform: "tofu" });
      expect(checks.filter(({ status }) => status !== "ok")).toEqual([]);
    },
  );
});
