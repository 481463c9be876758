import * as path from "node:path";
import { Platform } from "../../../constructs/container-app/platform";
import { HealthCheck } from "../../../constructs/rollout/health-check";
import { Rollout } from "../../../constructs/rollout/rollout";
import { Secret } from "../../../core/secrets/secret";
import { ImageSource } from "../../../deployment/image-source";
import { leaveState } from "../../support/left-state";
import { makeFolder } from "../../support/folders";
import { describeWith, describeWithTerraform, run } from "../../support/programs";
import { AppInAzure, DOMAIN } from "./container-apps-without-azure";
import { Applied, apply, helloStack } from "./without-azure";

let azure: AppInAzure;
let stack: string;
beforeEach(async () => {
  azure = await AppInAzure.start();
  const project = makeFolder();
  stack = path.join(project, "cdktf.out", "stacks", "dev-hello");
  leaveState(project, "dev-platform", { environment_id: "/environment", default_domain: DOMAIN });
});
afterEach(() => azure.stop());

const digest = (letter: string) => `ghcr.io/acme/hello@sha256:${letter.repeat(64)}`;

/** Applies the stack of an app with a gated rollout; says which revisions were asked meanwhile. */
async function deploy(
  letter: string,
  { token = "one", args = [] }: { token?: string; args?: string[] } = {},
): Promise<Applied & { readonly asked: readonly string[] }> {
  azure.asked = [];
  const json = helloStack(
    { platform: Platform.containerApps(), rollout: Rollout.gated() },
    {
      image: ImageSource.fromReference(digest(letter)),
      health: HealthCheck.http("/health", { attempts: 2, intervalSeconds: 1 }),
      environmentVariables: { TOKEN: Secret.fromVariable("token") },
    },
  );
  const env = { ...azure.env, TF_VAR_token: token, TF_CLI_ARGS_apply: args.join(" ") };
  const applied = await apply(stack, azure.withoutAzure(json), azure.resolver, env);
  return { ...applied, asked: azure.asked };
}

/** What was done to what by an apply, without the stand-in's own. */
const inWords = ({ steps }: Applied) =>
  steps.filter(({ to }) => to !== "put").map(({ action, to }) => `${action} ${to}`);

const images = () => azure.revisions.map(({ container: [main] }) => main.image);
const ASKS = ["delete rollout_healthy", "create rollout_healthy"];

/** What a plan of the same has to say: 0 for no changes, 2 for some. */
async function plan(): Promise<number | null> {
  const command = ["terraform", "plan", "-detailed-exitcode", "-input=false"] as const;
  return (await run(command, { cwd: stack, env: { ...process.env, TF_VAR_token: "one" } })).status;
}

describeWith("curl", ["--version"], "A gated rollout on Azure Container Apps,", () => {
  describeWithTerraform("applied by Terraform,", () => {
    test("asks the new revision of a changed image, and not the old one", async () => {
      const first = await deploy("a");
      expect([first.status, first.asked]).toEqual([0, ["hello--1/health"]]);
      expect(await plan()).toBe(0);

      azure.answers[0] = 500;
      const change = await deploy("b");
      expect([change.status, change.asked]).toEqual([0, ["hello--2/health"]]);
      expect(inWords(change)).toEqual([ASKS[0], "update container-app", ASKS[1]]);
      expect(images()).toEqual([digest("a"), digest("b")]);

      const same = await deploy("b");
      expect([same.status, inWords(same), same.asked]).toEqual([0, [], []]);
    });

    test("makes a revision of a changed secret alone, and asks it", async () => {
      await deploy("a");
      const change = await deploy("a", { token: "two" });
      expect([change.status, change.asked]).toEqual([0, ["hello--2/health"]]);
      expect(inWords(change)).toContain("update container-app");
      expect(images()).toEqual([digest("a"), digest("a")]);
      expect(JSON.stringify(azure.revisions)).not.toMatch(/"(one|two)"/);

      const same = await deploy("a", { token: "two" });
      expect([same.status, inWords(same), azure.revisions.length]).toEqual([0, [], 2]);
    });

    test("asks again after it failed, until the revision answers; then there is nothing to do", async () => {
      await deploy("a");
      azure.answers[1] = 500;
      const failed = await deploy("b");
      expect([failed.status, failed.asked]).toEqual([1, Array(2).fill("hello--2/health")]);
      expect(failed.output).toContain(`Asked https://hello--2.${DOMAIN}/health for status 200`);
      expect(failed.output).toContain(
        "az containerapp logs show --resource-group slipway-dev-hello --name hello --revision hello--2",
      );

      const again = await deploy("b");
      expect([again.status, again.asked]).toEqual([1, Array(2).fill("hello--2/health")]);

      azure.answers[1] = 200;
      const good = await deploy("b");
      expect([good.status, inWords(good), good.asked]).toEqual([0, ASKS, ["hello--2/health"]]);
      expect(await plan()).toBe(0);
    });

    test("goes back to the previous image by a revision of its own, which it asks", async () => {
      await deploy("a");
      azure.answers[1] = 500;
      await deploy("b");
      const back = await deploy("a");
      expect([back.status, back.asked]).toEqual([0, ["hello--3/health"]]);
      expect(images()).toEqual([digest("a"), digest("b"), digest("a")]);
      expect(await plan()).toBe(0);
    });

    test("asks a revision that an update left behind when it failed, although the app has no change", async () => {
      await deploy("a");
      // Terraform then knows the new settings, and has not come to the question.
      await deploy("b", { args: ["-target=terraform_data.put"] });
      azure.answers[1] = 500;
      const again = await deploy("b");
      expect([again.status, again.asked]).toEqual([1, Array(2).fill("hello--2/health")]);
      expect(inWords(again)).toEqual(["delete rollout_healthy"]);

      azure.answers[1] = 200;
      expect((await deploy("b")).status).toBe(0);
      expect(await plan()).toBe(0);
    });
  });
});
