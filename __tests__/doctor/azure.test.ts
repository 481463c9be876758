import { Cpu } from "../../constructs/container-group/cpu";
import { IpAddress } from "../../constructs/container-group/ip-address";
import { Rollout } from "../../constructs/rollout/rollout";
import { AzureFileShare } from "../../constructs/container-group/azure-file-share";
import { Volume } from "../../constructs/container-group/volume";
import { Deployment } from "../../deployment/deployment";
import { CONTRIBUTOR, OWNER, startAzure, SUBSCRIPTION } from "../support/azure-server";
import { askAzure as ask, diagnose } from "../support/examination";
import { exampleDeployment } from "../support/synthesis";

const [hello] = exampleDeployment().apps;
const GATED: Partial<Deployment> = {
  environments: [{ name: "dev", registry: "dev", rollout: Rollout.gated() }],
};

test("an Azure with nothing in the way passes every check of it, and is only read", async () => {
  const { cloud, log, env } = await startAzure();
  const registries = [{ name: "dev", location: "westeurope", deleteLock: true }];
  const share = AzureFileShare.create({ storageAccountName: "acmefiles", shareName: "uploads" });
  const apps = [{ ...hello!, volumeMounts: [Volume.azureFileShare("files", share).mountAt("/files")] }];
  const found = await diagnose({
    deployment: { registries, apps },
    cloud,
    env: { PATH: process.env.PATH, ...env },
  });
  const all = Object.values(found).filter(
    ({ place, id }) => place === "azure" && id !== "traffic-manager-name",
  );
  expect(all.length).toBeGreaterThan(10);
  expect(all.filter(({ status }) => status !== "pass")).toEqual([]);
  for (const { method, path } of log) {
    const isSignIn = path.endsWith("/oauth2/v2.0/token");
    if (!isSignIn && method !== "GET")
      expect([method, path]).toEqual(["POST", expect.stringMatching(/\/check\w*NameAvailability/)]);
  }
  expect(log.length).toBeGreaterThan(15);
});

describe("resource providers", () => {
  const unregistered = ["Microsoft.ContainerInstance"];
  const fix = ["az provider register --namespace Microsoft.ContainerInstance --wait"];

  test("which are asked for depends on what is declared", async () => {
    const { message } = await ask("resource-providers");
    expect(message).toBe(
      "Microsoft.ContainerInstance, Microsoft.ContainerRegistry, Microsoft.ManagedIdentity",
    );
    const { message: gated } = await ask("resource-providers", { deployment: { ...GATED } });
    expect(gated).toContain("Microsoft.Network");
  });

  test("one that is not registered and that Terraform may not register fails", async () => {
    const roles = [{ name: "Reader", actions: ["*/read"] }];
    expect(await ask("resource-providers", { state: { unregistered, roles } })).toMatchObject({
      status: "fail",
      fix,
    });
  });

  test("one that Terraform registers by itself is a warning", async () => {
    expect(await ask("resource-providers", { state: { unregistered } })).toMatchObject({
      status: "warn",
      fix,
    });
  });
});

describe("rights", () => {
  test("a Contributor may make all, and may not assign roles", async () => {
    const state = { roles: [CONTRIBUTOR] };
    expect(await ask("may-write", { state })).toMatchObject({
      status: "pass",
      message: "by the roles Contributor",
    });
    const { status, message, fix } = await ask("may-assign-roles", { state });
    expect(status).toBe("fail");
    expect(message).toBe(
      "You may not do Microsoft.Authorization/roleAssignments/write in slipway-dev-registry. Your roles: Contributor.",
    );
    expect(fix![0]).toContain(
      '--role "Role Based Access Control Administrator" --scope /subscriptions/$ARM_SUBSCRIPTION_ID/resourceGroups/slipway-dev-registry',
    );
  });

  test("nobody needs to assign roles where a ready identity pulls", async () => {
    const pullIdentityId = `/subscriptions/${SUBSCRIPTION}/resourceGroups/platform/providers/Microsoft.ManagedIdentity/userAssignedIdentities/pull`;
    const registries = [{ name: "dev", location: "westeurope", pullIdentityId }];
    const state = { roles: [CONTRIBUTOR] };
    expect(await ask("may-assign-roles", { state, deployment: { registries } })).toMatchObject({
      status: "skipped",
    });
  });

  test("what one role excepts, another may allow", async () => {
    const roles = [
      CONTRIBUTOR,
      { name: "User Access Administrator", actions: ["*/read", "Microsoft.Authorization/*"] },
    ];
    expect(await ask("may-assign-roles", { state: { roles } })).toMatchObject({ status: "pass" });
  });

  test("a condition is a warning", async () => {
    const roles = [
      CONTRIBUTOR,
      { ...OWNER, condition: "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})))" },
    ];
    expect(await ask("may-assign-roles", { state: { roles } })).toMatchObject({
      status: "warn",
      message: expect.stringContaining("under a condition only"),
    });
  });

  test("a role on another resource group, or none at all", async () => {
    const elsewhere = { ...OWNER, scope: `/subscriptions/${SUBSCRIPTION}/resourceGroups/slipway-dev` };
    expect(await ask("may-write", { state: { roles: [elsewhere] } })).toMatchObject({
      status: "fail",
      message: expect.stringContaining("slipway-dev-registry"),
    });
    const above = { ...OWNER, scope: "/providers/Microsoft.Management/managementGroups/acme" };
    expect(await ask("may-write", { state: { roles: [above] } })).toMatchObject({ status: "pass" });
    // Guests and whoever comes by Azure Lighthouse see an empty list: that says nothing.
    expect(await ask("may-write", { state: { roles: [] } })).toMatchObject({ status: "skipped" });
  });

  test("a lock needs a right of its own", async () => {
    const deployment = { registries: [{ name: "dev", location: "westeurope", deleteLock: true }] };
    expect(await ask("may-lock", { state: { roles: [CONTRIBUTOR] }, deployment })).toMatchObject({
      status: "fail",
      fix: expect.arrayContaining(["Or leave the lock out: deleteLock: false on the registry."]),
    });
    expect(await ask("may-lock", { deployment })).toMatchObject({ status: "pass" });
  });
});

describe("names that Azure wants unique", () => {
  const registry =
    "/resourceGroups/slipway-dev-registry/providers/Microsoft.ContainerRegistry/registries/slipwaydev";

  test("a registry's: free, somebody else's, ours, and ours that the state does not know", async () => {
    const taken = ["slipwaydev"];
    expect(await ask("registry-name")).toMatchObject({ status: "pass", message: "slipwaydev is free" });
    expect(await ask("registry-name", { state: { taken } })).toMatchObject({
      status: "fail",
      message: "The name slipwaydev is taken by somebody else.",
      fix: [expect.stringContaining("registryName")],
    });
    const own = { taken, resources: { [registry]: { properties: {} } } };
    const deployed = { outputsOf: async () => ({}) };
    expect(await ask("registry-name", { state: own, change: deployed })).toMatchObject({
      status: "pass",
      message: "slipwaydev is yours",
    });
    expect(await ask("registry-name", { state: own })).toMatchObject({
      status: "warn",
      message: expect.stringContaining("was never deployed by this state"),
    });
  });

  test("a storage account's", async () => {
    const share = AzureFileShare.create({ storageAccountName: "acmefiles", shareName: "uploads" });
    const deployment = {
      apps: [{ ...hello!, volumeMounts: [Volume.azureFileShare("files", share).mountAt("/files")] }],
    };
    expect(await ask("storage-name", { deployment })).toMatchObject({
      status: "pass",
      message: "acmefiles is free",
    });
    expect(await ask("storage-name", { deployment, state: { taken: ["acmefiles"] } })).toMatchObject({
      status: "fail",
      fix: [expect.stringContaining("storageAccountName")],
    });
  });

  test("one in Traffic Manager", async () => {
    const name = "slipway-dev-hello";
    expect(await ask("traffic-manager-name", { deployment: GATED })).toMatchObject({
      status: "pass",
      message: `${name} is free`,
    });
    expect(await ask("traffic-manager-name", { deployment: GATED, state: { taken: [name] } })).toMatchObject({
      status: "fail",
      message: `The name ${name} is taken by somebody else.`,
    });
    expect(await ask("traffic-manager-name")).toMatchObject({ status: "skipped" });
  });

  test("a public name: DNS is asked, and whether it is ours", async () => {
    const fqdn = "slipway-dev-hello.westeurope.azurecontainer.io";
    const env = { SLIPWAY_RESOLVER: "echo 192.0.2.7" };
    expect(await ask("dns-label")).toMatchObject({
      status: "pass",
      message: `${fqdn} is free, as far as DNS knows`,
    });
    expect(await ask("dns-label", { env })).toMatchObject({
      status: "fail",
      message: `The public name ${fqdn} is taken by somebody else.`,
    });
    const group = {
      id: "/resourceGroups/slipway-dev-hello/providers/Microsoft.ContainerInstance/containerGroups/slipway-dev-hello",
      fqdn,
    };
    expect(await ask("dns-label", { env, state: { groups: [group] } })).toMatchObject({
      status: "pass",
      message: `${fqdn} is yours`,
    });
  });
});

test("a region must offer what is declared there", async () => {
  expect(await ask("regions")).toMatchObject({ status: "pass", message: "westeurope" });
  expect(await ask("regions", { state: { regions: ["North Europe", "West US 3"] } })).toMatchObject({
    status: "fail",
    message: expect.stringMatching(/^westeurope has no Microsoft\./),
    fix: [expect.stringContaining("northeurope, westus3")],
  });
  expect(await ask("regions", { state: { regions: [] } })).toMatchObject({ status: "skipped" });
});

test("a group must fit the largest of its region", async () => {
  const deployment = { apps: [{ ...hello!, cpu: Cpu.cores(6) }] };
  expect(await ask("sizes", { deployment })).toMatchObject({ status: "pass" });
  expect(
    await ask("sizes", { deployment, state: { largest: { maxCpu: 4, maxMemoryInGB: 16 } } }),
  ).toMatchObject({
    status: "warn",
    message: "dev-hello takes 6 cores and 1.5 GB; Azure names 4 cores and 16 GB as the most in westeurope.",
  });
});

describe("quota", () => {
  const apps = ["one", "two"].map((name) => ({ ...hello!, name, cpu: Cpu.cores(4) }));
  const quota = (currentValue: number, limit: number) => ({ StandardCores: { currentValue, limit } });

  test("is compared with the sum of what is declared, in each region", async () => {
    expect(await ask("quota", { deployment: { apps }, state: { quota: quota(0, 8) } })).toMatchObject({
      status: "pass",
      message: "8 of 8 cores in westeurope",
    });
    expect(await ask("quota", { deployment: { apps }, state: { quota: quota(1, 8) } })).toMatchObject({
      status: "fail",
      message: "westeurope: 9 cores would be used, and the quota is 8.",
    });
    const environments = [
      { name: "dev", registry: "dev" },
      { name: "far", registry: "dev", location: "northeurope" },
    ];
    const both = await ask("quota", { deployment: { apps, environments }, state: { quota: quota(0, 8) } });
    expect(both.message).toBe("8 of 8 cores in westeurope, 8 of 8 cores in northeurope");
  });

  test("a gated rollout runs two at a time", async () => {
    const found = await ask("quota", { deployment: { apps, ...GATED }, state: { quota: quota(0, 8) } });
    expect(found.message).toBe(
      "westeurope: 16 cores would be used while a gated rollout runs both groups, and the quota is 8.",
    );
  });

  test("what runs already as declared is not counted twice", async () => {
    const groups = ["one", "two"].map((name) => ({
      id: `/resourceGroups/slipway-dev-${name}/providers/Microsoft.ContainerInstance/containerGroups/x`,
      cores: 4,
    }));
    expect(await ask("quota", { deployment: { apps }, state: { groups, quota: quota(8, 8) } })).toMatchObject(
      { status: "pass" },
    );
  });

  test("groups are counted too, and Spot has a quota of its own", async () => {
    const tooMany = await ask("quota", {
      deployment: { apps },
      state: { quota: { ContainerGroups: { currentValue: 99, limit: 100 } } },
    });
    expect(tooMany.message).toBe("westeurope: 101 groups would be used, and the quota is 100.");
    const spot = [
      {
        ...hello!,
        priority: "Spot" as const,
        ipAddress: IpAddress.none(),
        ports: undefined,
        livenessProbe: undefined,
      },
    ];
    const spotQuota = {
      StandardCores: { currentValue: 8, limit: 8 },
      StandardSpotCores: { currentValue: 0, limit: 1 },
    };
    const found = await ask("quota", { deployment: { apps: spot }, state: { quota: spotQuota } });
    expect(found).toMatchObject({ status: "pass", message: "1 of 1 Spot cores in westeurope" });
  });

  test("of 0 is Azure's guard, and an empty list is none", async () => {
    const { fix } = await ask("quota", { state: { quota: quota(0, 0) } });
    expect(fix![0]).toContain("only its support raises it");
    expect(await ask("quota", { state: { quota: {} } })).toMatchObject({ status: "skipped" });
  });
});

test("locks on our resource groups are in the way; others', and the registry's own, are not", async () => {
  const lock = (group: string, level: string, name = "keep") => ({
    id: `/resourceGroups/${group}/providers/Microsoft.Authorization/locks/${name}`,
    level,
  });
  expect(await ask("locks", { state: { locks: [lock("elsewhere", "ReadOnly")] } })).toMatchObject({
    status: "pass",
  });
  expect(await ask("locks", { state: { locks: [lock("slipway-dev-hello", "CanNotDelete")] } })).toMatchObject(
    {
      status: "warn",
      message:
        "A lock lets nothing be deleted, and a changed container group is: keep (CanNotDelete) on slipway-dev-hello.",
      fix: ["az lock delete --name keep --resource-group slipway-dev-hello", "az lock list --output table"],
    },
  );
  expect(await ask("locks", { state: { locks: [lock("slipway-dev-registry", "ReadOnly")] } })).toMatchObject({
    status: "fail",
  });
  const registries = [{ name: "dev", location: "westeurope", deleteLock: true }];
  const own = lock("slipway-dev-registry", "CanNotDelete", "delete-lock");
  expect(await ask("locks", { deployment: { registries }, state: { locks: [own] } })).toMatchObject({
    status: "pass",
  });
});
