import { Backend } from "../../backends/backend";
import { checkStacks } from "../../check/check-stacks";
import { Secret } from "../../core/secrets/secret";
import { ImageSource } from "../../deployment/image-source";
import { PullCredentials } from "../../deployment/pull-credentials";
import { PUSH_CREDENTIALS } from "../../deployment/registry";
import { createStacks } from "../../stacks/create-stacks";
import { synthesize } from "../../stacks/synthesize";
import { makeFolder } from "../support/folders";
import { describeWithTerraform } from "../support/programs";
import { exampleDeployment, testApp } from "../support/synthesis";

const digest = `sha256:${"1".repeat(64)}`;

describeWithTerraform("Terraform", () => {
  test("plans and applies the example's three stacks, and hands the image and the address on", async () => {
    const outdir = makeFolder();
    const app = testApp(outdir);
    createStacks(app, exampleDeployment());
    synthesize(app);
    const checks = await checkStacks(outdir, {
      expectations: {
        "dev-registry": {
          mocks: { azurerm_container_registry: { login_server: "slipwaydev.azurecr.io" } },
          assertions: [
            { condition: 'output.login_server == "slipwaydev.azurecr.io"', message: "login server" },
            { condition: 'output.push_usernames["hello"] == "push-hello"', message: "push token" },
          ],
        },
        "dev-hello-image": {
          mocks: { "data.docker_registry_image": { sha256_digest: digest } },
          assertions: [
            {
              condition: `output.image == "slipwaydev.azurecr.io/hello@${digest}"`,
              message: "image by digest",
            },
            { condition: 'join(",", slice(output.tags, 1, 3)) == "v1,latest"', message: "aliases" },
          ],
        },
        "dev-hello": {
          mocks: { azurerm_container_group: { fqdn: "slipway.example", ip_address: "192.0.2.1" } },
          assertions: [
            { condition: 'output.url == "http://slipway.example:8080"', message: "url" },
            { condition: 'output.ip_address == "192.0.2.1"', message: "IP address" },
          ],
        },
      },
    });
    expect(checks.map(({ stack, status, diagnostics }) => ({ stack, status, diagnostics }))).toEqual(
      ["dev-hello", "dev-hello-image", "dev-registry"].map((stack) => ({
        stack,
        status: "ok",
        diagnostics: [],
      })),
    );
  });

  test.each([
    ["Azure Storage", Backend.azurerm({ storageAccountName: "slipwaystate", containerName: "tfstate" })],
    ["HCP Terraform", Backend.hcpTerraform({ organization: "acme", project: "Web shop" })],
  ])("accepts the backend of %s in every stack, and the bootstrap stack", async (_, backend) => {
    const outdir = makeFolder();
    const app = testApp(outdir);
    const stateStorage = {
      storageAccountName: "slipwaystate",
      containerName: "tfstate",
      location: "westeurope",
      groups: ["11111111-2222-3333-4444-555555555555"],
      pipelines: ["22222222-2222-3333-4444-555555555555"],
    };
    createStacks(app, exampleDeployment({ backend, stateStorage }));
    synthesize(app);
    const checks = await checkStacks(outdir);
    expect(checks.map(({ stack, status, diagnostics }) => [stack, status, diagnostics])).toEqual([
      ["bootstrap", "ok", []],
      ["dev-hello", "ok", []],
      ["dev-hello-image", "ok", []],
      ["dev-registry", "ok", []],
    ]);
  });

  test("accepts every way to push, to pull, and to name an image", async () => {
    const pulls = [
      ImageSource.fromBuild("examples/hello", { pull: PullCredentials.adminUser() }),
      ImageSource.fromBuild("examples/hello", { pull: PullCredentials.none(), repository: "team/none" }),
      ImageSource.fromRepository("ci/hello", { digest }),
      ImageSource.fromReference("ghcr.io/me/app:1", {
        pull: PullCredentials.password("me", Secret.fromVariable("ghcr_password")),
      }),
      ImageSource.fromReference("nginx:1.29"),
    ];
    const [hello] = exampleDeployment().apps;
    const outdir = makeFolder();
    const app = testApp(outdir);
    createStacks(
      app,
      exampleDeployment({
        registries: PUSH_CREDENTIALS.map((push) => ({
          name: push.toLowerCase(),
          location: "westeurope",
          adminUser: true,
          push,
        })),
        environments: PUSH_CREDENTIALS.map((push) => ({
          name: `to-${push.toLowerCase()}`,
          registry: push.toLowerCase(),
        })),
        apps: pulls.map((image, i) => ({
          ...hello!,
          name: `app${i}`,
          image,
          environments: [`to-${PUSH_CREDENTIALS[i % 3]!.toLowerCase()}`],
        })),
      }),
    );
    synthesize(app);
    const checks = await checkStacks(outdir);
    expect(checks.filter(({ status }) => status !== "ok")).toEqual([]);
    expect(checks).toHaveLength(3 + 2 + pulls.length);
  });
});
