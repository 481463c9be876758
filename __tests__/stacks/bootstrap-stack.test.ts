import { Backend } from "../../backends/backend";
import { Deployment } from "../../deployment/deployment";
import { exampleDeployment, faultsOf, onlyAddress, onlyResource, stacksOf } from "../support/synthesis";

const ANNA = "11111111-2222-3333-4444-555555555555";
const TEAM = "22222222-2222-3333-4444-555555555555";
const PIPELINE = "33333333-2222-3333-4444-555555555555";

function deployment(changes: Partial<NonNullable<Deployment["stateStorage"]>> = {}): Deployment {
  return exampleDeployment({
    stateStorage: {
      storageAccountName: "slipwaystate",
      containerName: "tfstate",
      location: "westeurope",
      ...changes,
    },
  });
}

function bootstrapStack(changes: Partial<NonNullable<Deployment["stateStorage"]>> = {}) {
  return stacksOf(deployment(changes))["bootstrap"];
}

describe("The state", () => {
  const stack = bootstrapStack({ users: [ANNA], groups: [TEAM], pipelines: [PIPELINE] });
  const account = onlyAddress(stack, "azurerm_storage_account");
  const container = onlyAddress(stack, "azurerm_storage_container");

  test("lies where no key opens it, nobody reads it unasked, and what was deleted comes back", () => {
    expect(onlyResource(stack, "azurerm_storage_account")).toEqual({
      account_replication_type: "ZRS",
      account_tier: "Standard",
      allow_nested_items_to_be_public: false,
      blob_properties: {
        container_delete_retention_policy: { days: 30 },
        delete_retention_policy: { days: 30 },
        versioning_enabled: true,
      },
      default_to_oauth_authentication: true,
      https_traffic_only_enabled: true,
      lifecycle: { prevent_destroy: true },
      local_user_enabled: false,
      location: "westeurope",
      min_tls_version: "TLS1_2",
      name: "slipwaystate",
      resource_group_name: "${azurerm_resource_group.resource-group.name}",
      shared_access_key_enabled: false,
      tags: { project: "slipway" },
    });
    expect(onlyResource(stack, "azurerm_storage_container")).toEqual({
      container_access_type: "private",
      lifecycle: { prevent_destroy: true },
      name: "tfstate",
      storage_account_id: `\${${account}.id}`,
    });
    expect(onlyResource(stack, "azurerm_resource_group").name).toBe("slipway-state");
  });

  test("cannot be deleted by hand either", () => {
    expect(onlyResource(stack, "azurerm_management_lock")).toMatchObject({
      depends_on: [container],
      lock_level: "CanNotDelete",
      scope: `\${${account}.id}`,
    });
  });

  test("is opened to each who is named, as what it is", () => {
    const role = {
      role_definition_name: "Storage Blob Data Contributor",
      scope: `\${${container}.id}`,
    };
    expect(Object.values(stack.resource.azurerm_role_assignment)).toEqual([
      { ...role, principal_id: ANNA, principal_type: "User" },
      { ...role, principal_id: TEAM, principal_type: "Group" },
      {
        ...role,
        principal_id: PIPELINE,
        principal_type: "ServicePrincipal",
        skip_service_principal_aad_check: true,
      },
    ]);
  });

  test("is made with the sign-in alone, and its place is told", () => {
    expect(stack.provider.azurerm).toEqual([
      { features: [{ storage: [{ data_plane_available: false }] }], storage_use_azuread: true },
    ]);
    expect(stack.output).toMatchObject({
      container_name: { value: "tfstate" },
      storage_account_name: { value: "slipwaystate" },
    });
  });
});

test("there is none unless it is declared", () => {
  expect(Object.keys(stacksOf(exampleDeployment()))).not.toContain("bootstrap");
});

test("its own state moves with that of the others", () => {
  const backend = Backend.azurerm({ storageAccountName: "slipwaystate", containerName: "tfstate" });
  expect(stacksOf({ ...deployment(), backend })["bootstrap"].terraform.backend.azurerm.key).toBe(
    "slipway/bootstrap.tfstate",
  );
});

test("replication and retention are chosen", () => {
  const account = onlyResource(
    bootstrapStack({ replication: "GZRS", retentionDays: 365 }),
    "azurerm_storage_account",
  );
  expect(account.account_replication_type).toBe("GZRS");
  expect(account.blob_properties.delete_retention_policy).toEqual({ days: 365 });
  expect(account.blob_properties.container_delete_retention_policy).toEqual({ days: 365 });
});

test("tags are literal, whatever Terraform would read in them", () => {
  const stack = bootstrapStack({ tags: { "${a}": "%{b} ${terraform.workspace}" } });
  for (const type of ["azurerm_resource_group", "azurerm_storage_account"]) {
    expect(onlyResource(stack, type).tags).toEqual({
      project: "slipway",
      "$${a}": "%%{b} $${terraform.workspace}",
    });
  }
});

test("wrong input is reported together", () => {
  const faults = faultsOf(
    deployment({
      storageAccountName: "Slipway",
      containerName: "tf_state",
      location: "west europe!",
      replication: "zrs" as never,
      retentionDays: 0,
      users: [ANNA, "anna@example.com", "anna bell"],
      pipelines: [ANNA],
      tags: { ["x".repeat(129)]: "", "a<b": "" },
    }),
  );
  expect(faults).toEqual(
    [
      'storageAccountName is "Slipway". Allowed: 3–24 lower-case letters and digits. Fix: write for example "acmefiles".',
      'containerName is "tf_state". Allowed: 3–63 lower-case letters, digits and hyphens, with no hyphen first, last ' +
        'or doubled. Fix: write for example "tfstate".',
      'location is "west europe!". Allowed: an Azure region: letters, digits and spaces. Fix: write one that "az account ' +
        'list-locations" lists, for example "westeurope".',
      'replication is "zrs". Allowed: LRS, ZRS, GRS, GZRS, RAGRS, RAGZRS. Fix: write "ZRS".',
      "retentionDays is 0. Allowed: a whole number of 1 to 365 days. Fix: write for example 1.",
      `tags (name) is "${"x".repeat(129)}". Allowed: 1–128 bytes without < > % & \\ ? /. Fix: rename it, for example to ` +
        '"cost-center".',
      'tags (name) is "a<b". Allowed: 1–128 bytes without < > % & \\ ? /. Fix: rename it, for example to "cost-center".',
      ...["anna@example.com", "anna bell"].map(
        (name, i) =>
          `users[${i + 1}] is "${name}". Allowed: a UUID, 8-4-4-4-12 hexadecimal digits. Fix: give the object id, not ` +
          "the name or mail address.",
      ),
      `pipelines[0] is "${ANNA}". Allowed: each object id once. Fix: remove it here or at users[0].`,
    ].map((fault) => `[bootstrap/state-storage] ${fault}`),
  );
});
