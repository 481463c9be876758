import { Platform } from "../../constructs/container-app/platform";
import { LogAnalytics } from "../../constructs/container-group/log-analytics";
import { Rollout } from "../../constructs/rollout/rollout";
import { Changes, appStack, onContainerApps } from "../support/container-apps";
import {
  exampleDeployment,
  onlyAddress,
  onlyResource,
  reviewed,
  StackJson,
  stacksOf,
} from "../support/synthesis";

const network = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/net/providers";
const subnetId = `${network}/Microsoft.Network/virtualNetworks/acme/subnets/apps`;
const environmentId = `${network}/Microsoft.App/managedEnvironments/shared`;

test("the example moves to Azure Container Apps by one line", () => {
  const [environment] = exampleDeployment().environments;
  const stacks = stacksOf(
    exampleDeployment({ environments: [{ ...environment!, platform: Platform.containerApps() }] }),
  );
  expect(Object.keys(stacks)).toEqual(["dev-registry", "dev-hello-image", "dev-platform", "dev-hello"]);
  expect(reviewed(stacks["dev-platform"])).toMatchSnapshot();
  expect(reviewed(stacks["dev-hello"])).toMatchSnapshot();
  const before = stacksOf(exampleDeployment());
  for (const untouched of ["dev-registry", "dev-hello-image"]) {
    expect(stacks[untouched]).toEqual(before[untouched]);
  }
});

test("Platform.containerInstances() is what an environment has unless told otherwise", () => {
  const [environment] = exampleDeployment().environments;
  const said = exampleDeployment({
    environments: [{ ...environment!, platform: Platform.containerInstances() }],
  });
  expect(stacksOf(said)).toEqual(stacksOf(exampleDeployment()));
});

test("both stacks have azurerm register the service", () => {
  const stacks = stacksOf(onContainerApps());
  for (const name of ["prod-platform", "prod-api"]) {
    expect(stacks[name].provider.azurerm[0].resource_providers_to_register).toEqual(["Microsoft.App"]);
  }
});

describe("the Container Apps environment", () => {
  const environmentOf = (platform: Changes["platform"], environment: Changes["environment"] = {}) =>
    onlyResource(
      stacksOf(onContainerApps({}, { platform, environment }))["prod-platform"],
      "azurerm_container_app_environment",
    );

  test("has what the platform is told", () => {
    const logs = LogAnalytics.create("acme-logs", { retentionDays: 90 });
    const platform = { subnetId, internal: true, zoneRedundancy: true, logs };
    expect(environmentOf(platform, { location: "northeurope", tags: { team: "api" } })).toMatchObject({
      name: "acme-prod",
      location: "northeurope",
      infrastructure_subnet_id: subnetId,
      internal_load_balancer_enabled: true,
      zone_redundancy_enabled: true,
      // Azure's own name for it would replace the whole.
      lifecycle: { ignore_changes: ["infrastructure_resource_group_name"] },
      logs_destination: "log-analytics",
      log_analytics_workspace_id: expect.stringMatching(/^\$\{azurerm_log_analytics_workspace\..*\.id\}$/),
      tags: { owner: "team", team: "api" },
    });
  });

  test("logs into a workspace that exists", () => {
    const environment = environmentOf({ logs: LogAnalytics.existing("acme-logs", "ops") });
    expect(environment.log_analytics_workspace_id).toMatch(
      /^\$\{data\.azurerm_log_analytics_workspace\..*\.id\}$/,
    );
  });

  test("is none where one exists", () => {
    const stacks = stacksOf(onContainerApps({}, { platform: { existing: environmentId } }));
    expect(Object.keys(stacks)).toEqual(["main-registry", "prod-api"]);
    const app = onlyResource(stacks["prod-api"], "azurerm_container_app");
    expect(app.container_app_environment_id).toBe(environmentId);
    expect(Object.values(stacks["prod-api"].data.azurerm_container_app_environment)).toEqual([
      expect.objectContaining({ name: "shared", resource_group_name: "net" }),
    ]);
  });

  test("is none where every app is on container instances", () => {
    const stacks = stacksOf(onContainerApps({ platform: Platform.containerInstances() }));
    expect(Object.keys(stacks)).toEqual(["main-registry", "prod-api"]);
    onlyResource(stacks["prod-api"], "azurerm_container_group");
  });
});

describe("a gated rollout", () => {
  const gated = { environment: { rollout: Rollout.gated() } };

  test("asks the newest revision by its own name, read anew after a change", () => {
    const stack = appStack({}, gated);
    const [[name, revision]] = Object.entries<StackJson>(stack.data.azurerm_container_app) as [
      [string, StackJson],
    ];
    expect(revision.depends_on).toEqual([onlyAddress(stack, "azurerm_container_app")]);
    const healthy = onlyResource(stack, "terraform_data");
    expect(healthy.triggers_replace).toEqual({
      revision: `\${data.azurerm_container_app.${name}.latest_revision_name}`,
    });
    const { environment } = healthy.provisioner[0]["local-exec"];
    expect(environment).toMatchObject({
      PROBE_HOST: `\${data.azurerm_container_app.${name}.latest_revision_fqdn}`,
      PROBE_PORT: "443",
      PROBE_PATH: "/health",
    });
  });

  test("leaves what is read of a revision out of the outputs: they would differ at the next plan", () => {
    expect(Object.keys(appStack({}, gated).output)).toEqual(["fqdn", "image", "url"]);
    expect(JSON.stringify(appStack({}, gated).output)).not.toContain("latest_revision");
  });
});
