import { App } from "cdktf";
import { checkStacks } from "../../../check/check-stacks";
import { Rollout } from "../../../constructs/rollout/rollout";
import { createStacks } from "../../../stacks/create-stacks";
import { makeFolder } from "../../support/folders";
import { describeWithTerraform } from "../../support/programs";
import { exampleDeployment } from "../../support/synthesis";

describeWithTerraform("A gated rollout of a promoted image", () => {
  test("passes Terraform's check, and its url is the public name", async () => {
    const app = new App({ outdir: makeFolder() });
    const prod = {
      name: "prod",
      registry: "dev",
      images: "promoted" as const,
      rollout: Rollout.gated(),
    };
    const releases = { prod: { hello: `sha256:${"a".repeat(64)}` } };
    createStacks(app, exampleDeployment({ environments: [prod], releases }));
    app.synth();
    const mocks = {
      azurerm_container_group: { fqdn: "revision.azurecontainer.example" },
      azurerm_traffic_manager_profile: { fqdn: "slipway-prod-hello.trafficmanager.example" },
    };
    const checks = await checkStacks(app.outdir, { expectations: { "prod-hello": { mocks } } });
    expect(checks.map(({ stack, status, diagnostics }) => ({ stack, status, diagnostics }))).toEqual(
      ["dev-registry", "prod-hello"].map((stack) => ({ stack, status: "ok", diagnostics: [] })),
    );
    expect(checks.find(({ stack }) => stack === "prod-hello")!.outputs).toMatchObject({
      url: "http://slipway-prod-hello.trafficmanager.example:8080",
      fqdn: "revision.azurecontainer.example",
    });
  });
});
