import { Backend } from "../../backends/backend";
import { Deployment } from "../../deployment/deployment";
import { exampleDeployment, faultsOf, onlyResource, reviewed, stacksOf } from "../support/synthesis";

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

test("the bootstrap stack", () => {
  expect(
    reviewed(bootstrapStack({ users: [ANNA], groups: [TEAM], pipelines: [PIPELINE] })),
  ).toMatchSnapshot();
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

test("wrong input is reported together", () => {
  const faults = faultsOf(
    deployment({
      storageAccountName: "Slipway",
      containerName: "tf_state",
      replication: "zrs" as never,
      retentionDays: 0,
      users: [ANNA, "anna@example.com"],
      pipelines: [ANNA],
    }),
  );
  expect(faults).toEqual(
    [
      'storageAccountName is "Slipway". Allowed: 3–24 lower-case letters and digits. Fix: choose another name.',
      'containerName is "tf_state". Allowed: 3–63 lower-case letters, digits and hyphens, with no hyphen first, last ' +
        "or doubled. Fix: choose another name.",
      'replication is "zrs". Allowed: LRS, ZRS, GRS, RAGRS, GZRS, RAGZRS. Fix: choose one that the region has, or ' +
        "leave it out for ZRS.",
      "retentionDays is 0. Allowed: a whole number of days from 1 to 365. Fix: choose such a number, or leave it out " +
        "for 30.",
      'users[1] is "anna@example.com". Allowed: an Entra ID object id, such as 11111111-2222-3333-4444-555555555555. ' +
        "Fix: give the object id, not the name or mail address.",
      `pipelines[0] is "${ANNA}". Allowed: each object id once. Fix: remove it here or at users[0].`,
    ].map((fault) => `[bootstrap/state-storage] ${fault}`),
  );
});
