import { ContainerRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import { DataAzurermClientConfig } from "@cdktf/provider-azurerm/lib/data-azurerm-client-config";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { Image } from "@cdktf/provider-docker/lib/image";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { RegistryImage } from "@cdktf/provider-docker/lib/registry-image";
import {
  type App,
  AzurermBackend,
  CloudBackend,
  DataResource,
  NamedCloudWorkspace,
  TerraformOutput,
  TerraformStack,
  TerraformVariable,
} from "cdktf";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type CheckOptions, checkStacks } from "../../check/check-stacks";
import { azureStack, containerGroup, synthesized } from "./support";
import { makeFolder } from "../support/folders";
import { describeWithTerraform } from "../support/programs";

jest.setTimeout(60_000);

/** A registry, an image pushed to it and a group that runs it: three stacks, each reading the one before. */
function declareThreeStacks(app: App): void {
  const { stack: platform, group } = azureStack(app, "registry");
  const { location, name: resourceGroupName } = group;
  const registry = new ContainerRegistry(platform, "registry", {
    name: "hello",
    location,
    resourceGroupName,
    sku: "Basic",
    adminEnabled: true,
    timeouts: { create: "30m" },
    lifecycle: { preventDestroy: true },
  });

  const build = new TerraformStack(app, "image");
  const password = new TerraformVariable(build, "push_password", { type: "string", sensitive: true });
  new DockerProvider(build, "docker", {
    registryAuth: [
      { address: registry.loginServer, username: registry.adminUsername, password: password.stringValue },
    ],
  });
  const image = new Image(build, "image", {
    name: `${registry.loginServer}/hello:v1`,
    buildAttribute: { context: "/app", buildArgs: { A: "b" } },
    triggers: { content: "abc" },
  });
  const pushed = new RegistryImage(build, "pushed", { name: image.name, keepRemotely: true });

  const { stack: run, group: runGroup } = azureStack(app, "group");
  const web = containerGroup(runGroup, {
    container: [{ name: "web", image: `x@${pushed.sha256Digest}`, cpu: 0.5, memory: 0.5 }],
    dependsOn: [runGroup],
  });
  new TerraformOutput(run, "url", { value: `http://${web.fqdn}`, staticId: true });
  new TerraformOutput(run, "image", { value: web.container.get(0).image, staticId: true });
  new TerraformOutput(run, "secret", { value: "made-up", sensitive: true, staticId: true });
}

describeWithTerraform("Three sound stacks", () => {
  const mocks = {
    azurerm_container_group: { fqdn: "by-type.example" },
    "azurerm_container_group.web": { fqdn: "hello.example" },
  };
  let outdir: string;
  beforeAll(() => {
    outdir = synthesized(declareThreeStacks);
    process.env.XDG_CACHE_HOME = makeFolder();
  });

  /** Checks the stacks of which something is expected, and of the others those that were not checked yet. */
  const check = (expectations: CheckOptions["expectations"]) =>
    checkStacks(outdir, { keepVerdicts: true, expectations });

  test("pass, with the outputs of the mocked apply", async () => {
    const checks = await check({ group: { mocks } });
    expect(checks.map(({ stack, status, diagnostics }) => ({ stack, status, diagnostics }))).toEqual(
      ["group", "image", "registry"].map((stack) => ({ stack, status: "ok", diagnostics: [] })),
    );
    const group = checks.find(({ stack }) => stack === "group")!;
    const image = checks.find(({ stack }) => stack === "image")!;
    expect(group.outputs).toEqual({
      url: "http://hello.example",
      // What the mocked push gave reaches the group through the other stack's output.
      image: `x@${Object.values(image.outputs)[0]}`,
      secret: "made-up",
    });
  });

  test("meet an assertion that holds, and one that does not fails with what was seen", async () => {
    const assertions = [
      { condition: 'output.url == "http://hello.example"', message: "the url is the group's" },
      { condition: 'output.url == "https://hello.example"', message: "the url is https" },
      {
        condition: 'azurerm_container_group.web.os_type == "Windows"',
        message: "Windows",
        during: "plan" as const,
      },
    ];
    const checks = await check({ group: { mocks, assertions } });
    const group = checks.find(({ stack }) => stack === "group")!;
    expect(group.status).toBe("failed");
    expect(group.diagnostics.map(({ summary, detail }) => [summary, detail])).toEqual([
      ["Test assertion failed", 'Windows (azurerm_container_group.web.os_type is "Linux")'],
      ["Test assertion failed", 'the url is https (output.url is "http://hello.example")'],
    ]);
  });

  test("do not show a sensitive value where an assertion fails", async () => {
    const assertions = [{ condition: 'var.push_password == "x"', message: "password" }];
    const expectations = { image: { variables: { push_password: "hunter2" }, assertions } };
    const image = (await check(expectations)).find(({ stack }) => stack === "image")!;
    expect(image.status).toBe("failed");
    expect(JSON.stringify(image)).not.toContain("hunter2");
  });

  test("leave no file behind, and none in the folder of the synthesis", async () => {
    // Other programs write to the machine's.
    const { TMPDIR } = process.env;
    const folder = (process.env.TMPDIR = makeFolder());
    try {
      await checkStacks(outdir);
    } finally {
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
    }
    expect(readdirSync(folder)).toEqual([]);
    expect(readdirSync(join(outdir, "stacks", "image"))).toEqual(["cdk.tf.json"]);
  });

  test("are not touched by the user's Terraform settings", async () => {
    const settings = {
      TF_CLI_ARGS: "-no-such-flag",
      TF_CLI_ARGS_test: "-no-such-flag",
      TF_CLI_CONFIG_FILE: "/no/such/file",
      TF_WORKSPACE: "production",
      TF_DATA_DIR: "/no/such/folder",
      TF_VAR_push_password: "from-the-environment",
      TF_LOG: "TRACE",
    };
    const saved = { ...process.env };
    Object.assign(process.env, settings);
    try {
      const assertions = [
        { condition: 'nonsensitive(var.push_password) != "from-the-environment"', message: "x" },
      ];
      const checks = await checkStacks(outdir, { expectations: { image: { assertions } } });
      expect(checks.map(({ diagnostics }) => diagnostics)).toEqual([[], [], []]);
    } finally {
      for (const name of Object.keys(settings)) delete process.env[name];
      Object.assign(process.env, saved);
    }
  });

  test("refuse an expectation of a stack that does not exist", async () => {
    await expect(checkStacks(outdir, { expectations: { web: {} } })).rejects.toThrow(
      `There is no stack "web" in ${outdir} to expect anything of.`,
    );
  });
});

describeWithTerraform("A check", () => {
  const checkOne = async (declare: (app: App) => void) => (await checkStacks(synthesized(declare)))[0]!;

  test("runs no provisioner and survives prevent_destroy", async () => {
    const trace = join(makeFolder(), "ran");
    const check = await checkOne((app) => {
      const { stack, group } = azureStack(app, "drained");
      new DataResource(stack, "drained", {
        triggersReplace: group.id as never,
        lifecycle: { createBeforeDestroy: true, preventDestroy: true },
        provisioners: [{ type: "local-exec", command: `touch ${trace}` }],
      });
    });
    expect(check).toMatchObject({ status: "ok", diagnostics: [] });
    expect(existsSync(trace)).toBe(false);
  });

  test("still reports a fault inside a provisioner", async () => {
    const check = await checkOne((app) => {
      const { stack } = azureStack(app, "drained");
      const command = "probe ${azurerm_container_group.web.fqdn}";
      new DataResource(stack, "drained", { provisioners: [{ type: "local-exec", command }] });
    });
    expect(check.diagnostics[0]).toMatchObject({
      summary: "Reference to undeclared resource",
      address: "resource.terraform_data.drained",
    });
  });

  test("contacts no backend: azurerm and HCP Terraform pass without an account", async () => {
    const outdir = synthesized((app) => {
      const azure = azureStack(app, "azure").stack;
      new AzurermBackend(azure, {
        storageAccountName: "s",
        containerName: "c",
        key: "k",
        useAzureadAuth: true,
      });
      const cloud = azureStack(app, "cloud").stack;
      new CloudBackend(cloud, { organization: "o", workspaces: new NamedCloudWorkspace("w") });
    });
    expect((await checkStacks(outdir)).map(({ status }) => status)).toEqual(["ok", "ok"]);
  });

  test("takes a second configuration of a provider and mocked data", async () => {
    const outdir = synthesized((app) => {
      const { stack } = azureStack(app, "two");
      const provider = new AzurermProvider(stack, "other", { alias: "other", features: [{}] });
      new ResourceGroup(stack, "elsewhere", { name: "rg-2", location: "northeurope", provider });
      const client = new DataAzurermClientConfig(stack, "me", { provider });
      new TerraformOutput(stack, "tenant", { value: client.tenantId, staticId: true });
    });
    const mocks = { "data.azurerm_client_config": { tenant_id: "contoso" } };
    const [check] = await checkStacks(outdir, { expectations: { two: { mocks } } });
    expect(check).toMatchObject({ status: "ok", outputs: { tenant: "contoso" } });
  });

  test("makes up what it reads from a state that no stack here writes", async () => {
    const check = await checkOne((app) => {
      const { stack } = azureStack(app, "reader");
      stack.addOverride("data.terraform_remote_state.elsewhere", {
        backend: "local",
        config: { path: "/no/such" },
      });
      const read = "data.terraform_remote_state.elsewhere.outputs";
      new TerraformOutput(stack, "plain", { value: `\${${read}.server}`, staticId: true });
      new TerraformOutput(stack, "keyed", { value: `\${${read}.users["hello"]}`, staticId: true });
    });
    expect(check).toMatchObject({ status: "ok", outputs: { plain: "made-up", keyed: "made-up" } });
  });

  test("makes up a value for each variable without one", async () => {
    const check = await checkOne((app) => {
      const { stack } = azureStack(app, "variables");
      for (const type of ["string", "number", "bool", "list(string)", "map(string)"]) {
        const name = type.split("(")[0]!;
        const variable = new TerraformVariable(stack, `a_${name}`, { type, nullable: false });
        new TerraformOutput(stack, name, { value: variable.value, staticId: true });
      }
    });
    expect(check.outputs).toEqual({ string: "made-up", number: 1, bool: false, list: [], map: {} });
  });

  test("says which bindings to install for a provider that has none", async () => {
    const check = await checkOne((app) => {
      const { stack } = azureStack(app, "random");
      stack.addOverride("terraform.required_providers.random", { source: "hashicorp/random" });
    });
    expect(check).toMatchObject({
      status: "failed",
      diagnostics: [
        {
          summary: "Provider without bindings",
          detail:
            "The schema of registry.terraform.io/hashicorp/random comes from its npm bindings, and none of the " +
            "installed packages @cdktf/provider-* is of it. Install @cdktf/provider-random.",
        },
      ],
    });
  });

  test("downloads no provider that a stack uses without requiring it", async () => {
    const check = await checkOne((app) => {
      azureStack(app, "random").stack.addOverride("resource.random_pet.name", {});
    });
    expect(check.status).toBe("failed");
    expect(check.diagnostics[0]?.detail).toContain(
      "provider registry.terraform.io/hashicorp/random was not found",
    );
  });
});

test("A folder without a synthesis is refused by name", async () => {
  const folder = makeFolder();
  await expect(checkStacks(folder)).rejects.toThrow(
    `${join(folder, "manifest.json")} is missing. Synthesize the stacks first.`,
  );
});
