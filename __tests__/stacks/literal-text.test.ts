import { AzureFileShare } from "../../constructs/container-group/azure-file-share";
import { LogAnalytics } from "../../constructs/container-group/log-analytics";
import { Port } from "../../constructs/container-group/port";
import { Probe } from "../../constructs/container-group/probe";
import { Volume } from "../../constructs/container-group/volume";
import { Https } from "../../constructs/https/https";
import { Rollout } from "../../constructs/rollout/rollout";
import { notSecret } from "../../core/secrets/plain-value";
import { ImageSource } from "../../deployment/image-source";
import { exampleDeployment, stacksOf } from "../support/synthesis";

/** What Terraform would put something else in the place of. */
const GIVEN = "a ${cost.center} %{if true}b%{endif}";
const LITERAL = "a $${cost.center} %%{if true}b%%{endif}";

const app = {
  image: ImageSource.fromBuild("examples/hello"),
  ports: [Port.tcp(8080)],
  livenessProbe: Probe.httpGet("/health", { headers: { "X-Given": GIVEN } }),
  command: ["app", GIVEN],
  environmentVariables: { GIVEN },
};

/** All stacks and, among them, every kind of resource that takes tags. */
const stacks = stacksOf(
  exampleDeployment({
    tags: { cost: GIVEN },
    stateStorage: { storageAccountName: "slipwaystate", containerName: "tfstate", location: "westeurope" },
    registries: [
      {
        name: "dev",
        location: "westeurope",
        sku: "Premium",
        geoReplications: [{ location: "northeurope" }],
        webhooks: [{ name: "onpush", actions: ["push"], serviceUri: "https://example.com/hook" }],
      },
    ],
    environments: [
      { name: "dev", registry: "dev" },
      { name: "prod", registry: "dev", rollout: Rollout.gated() },
    ],
    apps: [
      { ...app, name: "hello" },
      { ...app, name: "secure", https: Https.automatic() },
      {
        ...app,
        name: "files",
        environments: ["dev"],
        logAnalytics: LogAnalytics.create("slipway-logs"),
        volumeMounts: [
          Volume.azureFileShare(
            "uploads",
            AzureFileShare.create({ storageAccountName: "slipwayfiles", shareName: "uploads" }),
          ).mountAt("/uploads"),
          Volume.secret("settings", { "app.conf": notSecret(GIVEN, "a setting") }).mountAt("/settings"),
        ],
      },
    ],
  }),
);

const tagged = Object.entries(stacks).flatMap(([stack, { resource }]) =>
  Object.entries<Record<string, { tags?: unknown }>>(resource ?? {}).flatMap(([type, byName]) =>
    Object.entries(byName)
      .filter(([, { tags }]) => tags !== undefined)
      .map(([name, { tags }]) => ({ address: `${stack}: ${type}.${name}`, type, tags })),
  ),
);

test.each(tagged)("a tag is literal on $address", ({ tags }) => {
  expect(tags).toEqual({ cost: LITERAL });
});

test("every kind of resource that takes tags is among them", () => {
  expect([...new Set(tagged.map(({ type }) => type))].sort()).toEqual([
    "azurerm_container_group",
    "azurerm_container_registry",
    "azurerm_container_registry_webhook",
    "azurerm_log_analytics_workspace",
    "azurerm_resource_group",
    "azurerm_storage_account",
    "azurerm_traffic_manager_profile",
    "azurerm_user_assigned_identity",
  ]);
});

test.each(Object.entries(stacks))("every other name and value of %s is literal too", (_, stack) => {
  const others = JSON.stringify(stack).replaceAll(LITERAL, "");
  expect(others.match(/cost\.center|if true/)).toBeNull();
});
