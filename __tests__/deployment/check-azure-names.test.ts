import { AzureFileShare } from "../../constructs/container-group/azure-file-share";
import { Port } from "../../constructs/container-group/port";
import { Volume } from "../../constructs/container-group/volume";
import { Rollout } from "../../constructs/rollout/rollout";
import { AppDeclaration } from "../../deployment/app";
import { Deployment } from "../../deployment/deployment";
import { EnvironmentDeclaration } from "../../deployment/environment";
import { ImageSource } from "../../deployment/image-source";
import { exampleDeployment, faultsOf } from "../support/synthesis";

const [hello] = exampleDeployment().apps as [AppDeclaration];
const west = { name: "dev", registry: "dev" };
const east = { name: "prod", registry: "dev", location: "East US" };
const nginx = ImageSource.fromReference("nginx:1.29");

function faults(changes: Partial<Deployment>): string[] {
  return faultsOf(exampleDeployment(changes));
}

describe("Names that are too long together are told once, of the name that was written", () => {
  const long = (length: number) => "a".repeat(length);

  test("a project that Azure takes nowhere", () => {
    expect(faults({ project: "My Shop" })).toEqual([
      'project is "My Shop". Allowed: 2–20 lower-case letters and digits, with single hyphens between them. ' +
        'Fix: write for example "acme-shop".',
    ]);
  });

  test("a project that no public name can start with", () => {
    const apps = [hello, { ...hello, name: "web", image: nginx }];
    expect(faults({ project: "3shop", apps })).toEqual([
      'project is "3shop". Allowed: a letter first, since public names start with the project\'s (3shop-dev-hello). ' +
        "Fix: begin it with a letter, or give each app a dnsNameLabel.",
    ]);
    expect(faults({ project: "3shop", apps: [{ ...hello, dnsNameLabel: "shop-hello" }] })).toEqual([]);
  });

  test.each<[string, number, EnvironmentDeclaration[], string[]]>([
    ["an app", 51, [west, { ...west, name: "qa" }], []],
    ["an app", 52, [west, { ...west, name: "test" }], ["63 characters. Fix: shorten it by 2"]],
    ["a gated app", 36, [{ ...west, rollout: Rollout.gated() }], []],
    [
      "a gated app",
      38,
      [{ ...west, rollout: Rollout.gated() }],
      ["49 characters with a gated rollout. Fix: shorten it by 1"],
    ],
  ])("%s of %i characters", (_, length, environments, expected) => {
    const name = long(length);
    const found = faults({ environments, apps: [{ ...hello, name, image: nginx }] });
    expect(found).toEqual(expected.map((end) => expect.stringContaining(end)));
    found.forEach((fault) =>
      expect(fault).toContain(`apps (${name}).name is "${name}". Allowed: a name that leaves "slipway-`),
    );
  });

  test("an environment, whatever runs in it", () => {
    const name = long(60);
    const apps = ["one", "two", "three"].map((app) => ({ ...hello, name: app, image: nginx }));
    expect(faults({ environments: [{ name, registry: "dev" }], apps })).toEqual([
      `environments (${name}).name is "${name}". Allowed: a name that leaves "slipway-${name}-three" within 63 characters. ` +
        "Fix: shorten it by 11, or the other names in that.",
    ]);
  });

  test("an app that is pushed by a token", () => {
    const app = { ...hello, name: long(45) };
    expect(faults({ apps: [app] })).toEqual([
      `apps (${app.name}).name is "${app.name}". Allowed: at most 44 characters for an app whose push token in "dev" ` +
        'is called after it. Fix: shorten it by 1, or set push on the registry to "dockerLogin".',
    ]);
    const registries = [{ name: "dev", location: "westeurope", push: "dockerLogin" as const }];
    expect(faults({ registries, apps: [app] })).toEqual([]);
    const expiring = [{ name: "dev", location: "westeurope", pushTokenExpiries: ["never", "2099-12-31"] }];
    expect(faults({ registries: expiring, apps: [app] })).toEqual([
      expect.stringMatching(/Allowed: at most 35 characters .* Fix: shorten it by 10,/),
    ]);
  });

  test("a registry", () => {
    const named = (name: string, registryName?: string) => {
      const registries = [{ name, location: "westeurope", registryName }];
      return faults({ project: "ab", registries, environments: [{ name: "dev", registry: name }] });
    };
    expect(named("c")).toEqual([
      'registries (c).name is "c". Allowed: a name that makes Azure\'s "abc" one of 5–50 letters and digits. ' +
        "Fix: set registryName on the registry.",
    ]);
    expect(named("c", "abcabc")).toEqual([]);
    expect(named(long(49))).toEqual([expect.stringContaining("one of 5–50 letters and digits")]);
    expect(
      faults({
        project: long(20),
        registries: [{ name: long(61), location: "westeurope", registryName: "shop1" }],
        environments: [],
        apps: [],
      }),
    ).toEqual([expect.stringMatching(/ within 90 characters\. Fix: shorten it by 1\.$/)]);
  });
});

describe("What Azure knows once is claimed once", () => {
  const eu1 = { name: "eu1", location: "westeurope" };
  test.each([
    [{ ...eu1, name: "eu-1" }, "slipwayeu1", "eu1-registry, eu-1-registry"],
    [{ ...eu1, name: "eu2", registryName: "SlipwayEu1" }, "slipwayeu1", "eu1-registry, eu2-registry"],
  ])("a registry's name: %j", (other, name, stacks) => {
    expect(faults({ registries: [eu1, other], environments: [], apps: [] })).toEqual([
      `registryName is "${name}". Allowed: each of Azure's names for one registry, upper and lower case being the same ` +
        `(${stacks} have this one). Fix: set registryName on one of them.`,
    ]);
  });

  test("an existing registry", () => {
    const shared = { location: "westeurope", existing: { name: "acmeshared", resourceGroupName: "rg" } };
    const registries = [
      { ...shared, name: "one" },
      { ...shared, name: "two" },
    ];
    expect(faults({ registries, environments: [], apps: [] })).toEqual([
      expect.stringContaining('registryName is "acmeshared"'),
    ]);
  });

  const labelled = { ...hello, image: nginx, dnsNameLabel: "acme-shop" };
  const gated = (environment: EnvironmentDeclaration) => ({ ...environment, rollout: Rollout.gated() });
  const clash = (name: string) => [
    `dnsNameLabel is "${name}". Allowed: each public name for one stack (dev-hello, prod-hello have this one). ` +
      "Fix: leave dnsNameLabel out, or override it in all environments but one.",
  ];
  const shop = "acme-shop.westeurope.azurecontainer.io";
  test.each<[string, EnvironmentDeclaration[], Partial<AppDeclaration>, string[]]>([
    ["in one region", [west, { ...east, location: "West Europe" }], {}, clash(shop)],
    ["in two regions", [west, east], {}, []],
    [
      "in one region, told apart by Azure",
      [west, { ...east, location: "westeurope" }],
      { dnsNameLabelReusePolicy: "Noreuse" },
      [],
    ],
    [
      "in one region, told apart by their resource groups",
      [west, { ...east, location: "westeurope" }],
      { dnsNameLabelReusePolicy: "ResourceGroupReuse" },
      [],
    ],
    [
      "in one region, with one hash",
      [west, { ...east, location: "westeurope" }],
      { dnsNameLabelReusePolicy: "TenantReuse" },
      clash(`${shop} (TenantReuse)`),
    ],
    ["gated in two regions", [gated(west), gated(east)], {}, clash("acme-shop.trafficmanager.net")],
    ["gated and not, in one region", [gated(west), { ...east, location: "westeurope" }], {}, []],
    [
      "overridden",
      [west, { ...east, location: "westeurope" }],
      { overrides: { prod: { dnsNameLabel: "acme-live" } } },
      [],
    ],
  ])("a DNS label %s", (_, environments, changes, expected) => {
    expect(faults({ environments, apps: [{ ...labelled, ...changes }] })).toEqual(expected);
  });

  const mounting = (storageAccountName: string) => {
    const share = AzureFileShare.create({ storageAccountName, shareName: "uploads" });
    return { volumeMounts: [Volume.azureFileShare("uploads", share).mountAt("/uploads")] };
  };
  const files = { ...hello, image: nginx, ...mounting("acmefiles") };
  const other: AppDeclaration = {
    name: "other",
    image: nginx,
    ports: [Port.tcp(80)],
    sidecars: [{ name: "agent", image: "agent:1", ...mounting("acmefiles") }],
  };
  const stateStorage = { storageAccountName: "acmefiles", containerName: "tfstate", location: "westeurope" };
  test.each<[string, Partial<Deployment>, string[]]>([
    [
      "by one app in two environments",
      { environments: [west, east], apps: [files] },
      ["dev-hello, prod-hello"],
    ],
    ["by two apps", { apps: [files, other] }, ["dev-hello, dev-other"]],
    ["by an app and for the state", { apps: [files], stateStorage }, ["bootstrap, dev-hello"]],
    ["by one app once", { apps: [files] }, []],
    [
      "by each environment its own",
      { environments: [west, east], apps: [{ ...files, overrides: { prod: mounting("acmelive") } }] },
      [],
    ],
  ])("a new storage account, made %s", (_, changes, expected) => {
    expect(faults(changes)).toEqual(
      expected.map(
        (stacks) =>
          `storageAccountName is "acmefiles". Allowed: each storage account made by one stack (${stacks} make this one). ` +
          "Fix: override volumeMounts in all environments but one, or use AzureFileShare.existing.",
      ),
    );
  });
});
