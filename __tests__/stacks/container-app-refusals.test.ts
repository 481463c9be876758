import { ContainerAppsOptions, Platform } from "../../constructs/container-app/platform";
import { Scale } from "../../constructs/container-app/scale";
import { Cpu } from "../../constructs/container-group/cpu";
import { IpAddress } from "../../constructs/container-group/ip-address";
import { LogAnalytics } from "../../constructs/container-group/log-analytics";
import { Port } from "../../constructs/container-group/port";
import { Rollout } from "../../constructs/rollout/rollout";
import { Secret } from "../../core/secrets/secret";
import { ImageSource } from "../../deployment/image-source";
import {
  faultsOnContainerApps,
  onContainerApps,
  onGroups,
  refused,
  withAgent,
} from "../support/container-apps";
import { faultsOf } from "../support/synthesis";

const network = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/net/providers";
const subnetId = `${network}/Microsoft.Network/virtualNetworks/acme/subnets/apps`;
const existing = `${network}/Microsoft.App/managedEnvironments/shared`;
const secret = Secret.fromVariable("secret");

refused([
  // What only groups have.
  ["a container that ends", { restartPolicy: "OnFailure" }, 'restartPolicy is "OnFailure"', onGroups],
  ["a container that never starts again", { restartPolicy: "Never" }, 'restartPolicy is "Never"', onGroups],
  ["Windows", { osType: "Windows" }, 'osType is "Windows"', onGroups],
  ["a zone", { zone: "1" }, "zone is given", "zoneRedundancy: true"],
  ["Spot", { priority: "Spot" }, 'priority is "Spot"', onGroups],
  ["Confidential", { sku: "Confidential" }, 'sku is "Confidential"', onGroups],
  ["a privileged container", { privileged: true }, "privileged is given", onGroups],
  ["a privileged sidecar", withAgent({ privileged: true }), "sidecars[0].privileged is given", onGroups],
  [
    "a privileged init container",
    { initContainers: [{ name: "init", image: "init:1", privileged: true }] },
    "initContainers[0].privileged is given",
    onGroups,
  ],
  [
    "a key of one's own",
    {
      customerManagedKey: {
        keyVaultKeyId: "https://acme.vault.azure.net/keys/a/1",
        userAssignedIdentityId: "x",
      },
    },
    "customerManagedKey is given",
    onGroups,
  ],
  [
    "a workspace of its own",
    { logAnalytics: LogAnalytics.create("acme-logs") },
    "logAnalytics is given",
    "Platform.containerApps({ logs: LogAnalytics.create(…) })",
  ],
  [
    "a workspace of its own, in an environment that exists",
    { logAnalytics: LogAnalytics.create("acme-logs") },
    "logAnalytics is given",
    "leave it out: the Container Apps environment has its own",
    { platform: { existing } },
  ],
  // Scale.
  ["no replica at all", { scale: Scale.fixed(0) }, "scale is 0", "write for example 1"],
  ["half a replica", { scale: Scale.fixed(1.5) }, "scale is 1.5", "write for example 2"],
  ["too many", { scale: Scale.between(1, 301) }, "scale.max is 301", "write for example 300"],
  ["less than nothing", { scale: Scale.between(-1, 2) }, "scale.min is -1", "write for example 0"],
  [
    "turned around",
    { scale: Scale.between(5, 2) },
    "scale is Scale.between(5, 2)",
    "write Scale.between(2, 5)",
  ],
  [
    "more than all of the CPU",
    { scale: Scale.between(1, 2, { cpuPercent: 101 }) },
    "scale.cpuPercent is 101",
    "100",
  ],
  [
    "no memory",
    { scale: Scale.between(1, 2, { memoryPercent: 0 }) },
    "scale.memoryPercent is 0",
    "write for example 1",
  ],
  [
    "no requests",
    { scale: Scale.between(1, 2, { concurrentRequests: 0 }) },
    "scale.concurrentRequests is 0",
    "write for example 1",
  ],
  [
    "nothing that starts the first",
    { scale: Scale.between(0, 2, { cpuPercent: 70 }) },
    "scale is Scale.between(0, 2)",
    "add concurrentRequests: 10",
  ],
  [
    "none of an app that answers nobody",
    { ipAddress: IpAddress.none(), scale: Scale.between(0, 2) },
    "scale is",
    "Scale.between(1, 2, { cpuPercent: 70 })",
  ],
  [
    "no rule for an app that answers nobody",
    { ipAddress: IpAddress.none(), scale: Scale.between(1, 2) },
    "scale is",
    "cpuPercent: 70",
  ],
  [
    "requests to an app that answers nobody",
    { ipAddress: IpAddress.none(), scale: Scale.between(1, 2, { concurrentRequests: 5 }) },
    "scale.concurrentRequests is 5",
    "cpuPercent: 70",
  ],
  [
    "two scales in one place",
    { scale: Scale.fixed(2), platform: Platform.containerApps({ scale: Scale.fixed(3) }) },
    "apps (api).platform.scale is Scale.fixed(3)",
    "leave one of them out",
  ],
]);

const platforms: readonly (readonly [what: string, ContainerAppsOptions, fault: string, remedy: string])[] = [
  ["an internal network without a subnet", { internal: true }, "platform.internal is true", "add subnetId"],
  ["zones without a subnet", { zoneRedundancy: true }, "platform.zoneRedundancy is true", "add subnetId"],
  ["a name for a subnet", { subnetId: "apps" }, 'platform.subnetId is "apps"', "az network vnet subnet show"],
  [
    "a name for an environment",
    { existing: "shared" },
    'platform.existing is "shared"',
    "az containerapp env show",
  ],
  [
    "logs of what exists",
    { existing, logs: LogAnalytics.create("acme-logs") },
    "platform.logs is given beside existing",
    "leave out logs",
  ],
  [
    "a subnet of what exists",
    { existing, subnetId },
    "platform.subnetId is given beside existing",
    "leave out subnetId",
  ],
  [
    "a workspace by its own id",
    { logs: LogAnalytics.workspace("00000000-0000-0000-0000-000000000000", secret) },
    "platform.logs is LogAnalytics.workspace(…)",
    "LogAnalytics.existing(",
  ],
  [
    "a table for logs",
    { logs: LogAnalytics.create("acme-logs", { logType: "ContainerInsights" }) },
    "logs.logType is given",
    "leave logType out",
  ],
];

test.each(platforms)("%s is refused", (_, platform, fault, remedy) => {
  const faults = faultsOnContainerApps({}, { platform });
  expect(faults).toEqual([expect.stringContaining(fault)]);
  expect(faults[0]).toMatch(/^environments \(prod\)\.platform/);
  expect(faults[0]!.split(" Fix: ")[1]).toContain(remedy);
});

test("all faults are told at once, each with its construct", () => {
  const faults = faultsOnContainerApps({
    cpuLimit: Cpu.cores(1),
    zone: "1",
    ports: [Port.udp(53)],
    livenessProbe: undefined,
    name: "x".repeat(40),
  });
  expect(faults).toHaveLength(4);
  for (const fault of faults) expect(fault).toMatch(/^\[prod-x+(\/container-app)?\] .*Allowed: .*Fix: /);
});

test("a scale is refused on container instances, which do not scale", () => {
  const refused = (scale: Scale) => faultsOnContainerApps({ scale, platform: Platform.containerInstances() });
  for (const scale of [Scale.fixed(2), Scale.between(1, 10)]) {
    expect(refused(scale)).toEqual([
      expect.stringMatching(
        /^\[prod-api\] scale is Scale\..*Fix: write platform: Platform\.containerApps\(\)/,
      ),
    ]);
  }
  expect(refused(Scale.fixed(1))).toEqual([]);
});

test("a closed registry is reached from a network of one's own", () => {
  const image = ImageSource.fromRepository("api", { tag: "1" });
  const registry = { sku: "Premium", publicNetworkAccess: false } as const;
  expect(faultsOnContainerApps({ image }, { registry, platform: { subnetId } })).toEqual([]);
  expect(faultsOnContainerApps({ image }, { registry, platform: { existing } })).toEqual([]);
  expect(faultsOnContainerApps({}, { registry })).toEqual([]);
});

test("apps of an environment share its Container Apps environment", () => {
  const { apps, ...deployment } = onContainerApps();
  const other = { ...apps[0]!, name: "web" };
  const faults = (platform: Platform) => faultsOf({ ...deployment, apps: [...apps, { ...other, platform }] });
  expect(faults(Platform.containerApps({ scale: Scale.fixed(3) }))).toEqual([]);
  expect(faults(Platform.containerApps({ existing }))).toEqual([]);
  expect(faults(Platform.containerApps({ subnetId }))).toEqual([
    expect.stringMatching(/^apps \(web\)\.platform is other options than those of the app "api"/),
  ]);
});

test("a gated rollout has no name to move where every app is on Azure Container Apps", () => {
  const environment = { rollout: Rollout.gated({ dnsTtlSeconds: 10 }) };
  expect(faultsOnContainerApps({}, { environment })).toEqual([
    expect.stringMatching(
      /environments \(prod\)\.rollout is given dnsTtlSeconds 10 and drainSeconds 15.*Rollout\.gated\(\)/s,
    ),
  ]);
  expect(faultsOnContainerApps({ platform: Platform.containerInstances() }, { environment })).toEqual([]);
  expect(faultsOnContainerApps({}, { environment: { rollout: Rollout.gated() } })).toEqual([]);
});

test("environments that share a Container Apps environment share no name of an app", () => {
  const { environments, ...deployment } = onContainerApps({}, { platform: { existing } });
  const faults = faultsOf({
    ...deployment,
    environments: [...environments, { ...environments[0]!, name: "dev" }],
  });
  expect(faults).toEqual([
    expect.stringMatching(/^platform\.existing is "api in .*\(prod-api, dev-api have this one\)/),
  ]);
});

test("an app called platform is refused only where its stack's name is taken", () => {
  const name = "platform";
  expect(faultsOnContainerApps({ name, platform: Platform.containerInstances() })).toEqual([]);
});
