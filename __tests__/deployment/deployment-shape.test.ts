import { Port } from "../../constructs/container-group/port";
import { Rollout } from "../../constructs/rollout/rollout";
import { Deployment } from "../../deployment/deployment";
import { planDeployment } from "../../deployment/plan";
import { exampleDeployment, faultsOf } from "../support/synthesis";

const [hello] = exampleDeployment().apps;
const [dev] = exampleDeployment().environments;
const [registry] = exampleDeployment().registries;

const stateStorage = { storageAccountName: "shopstate", containerName: "tfstate", location: "westeurope" };

/** The faults of what the compiler would refuse. */
function faults(changes: object): string[] {
  return faultsOf(exampleDeployment(changes as Partial<Deployment>));
}

describe("A slip that protects less than was meant is refused", () => {
  const inEnvironment = (change: object) => ({ environments: [{ ...dev, ...change }] });
  const inRegistry = (change: object) => ({ registries: [{ ...registry, ...change }] });
  test.each([
    [
      inEnvironment({ policies: "erorr" }),
      'environments[0].policies is "erorr". Allowed: error, warning, off. Fix: write "error".',
    ],
    [
      inEnvironment({ Production: true }),
      "environments[0].Production is unknown. Allowed: name, registry, location, platform, rollout, images, production, policies, tags. Fix: write production.",
    ],
    [
      inEnvironment({ production: "yes" }),
      "environments[0].production is a string. Allowed: true or false. Fix: write true or false, without quotes.",
    ],
    [
      inEnvironment({ images: "promotd" }),
      'environments[0].images is "promotd". Allowed: built, promoted. Fix: write "promoted".',
    ],
    [
      inEnvironment({ rollout: "gated" }),
      "environments[0].rollout is a string. Allowed: what Rollout.gated() makes. Fix: write for example Rollout.gated().",
    ],
    [
      inEnvironment({ rollout: Rollout.gated }),
      "environments[0].rollout is a function that is not called. Allowed: what Rollout.gated() makes. Fix: write for example Rollout.gated().",
    ],
    [
      inEnvironment({ rollout: { kind: "gated" } }),
      "environments[0].rollout is an object. Allowed: what Rollout.gated() makes. Fix: write for example Rollout.gated().",
    ],
    [
      inRegistry({ push: "tokn" }),
      'registries[0].push is "tokn". Allowed: token, adminUser, dockerLogin. Fix: write "token".',
    ],
    [
      inRegistry({ deleteLock: "false" }),
      "registries[0].deleteLock is a string. Allowed: true or false. Fix: write true or false, without quotes.",
    ],
    [
      inRegistry({ adminUser: null }),
      "registries[0].adminUser is null. Allowed: true or false. Fix: write true or false, without quotes.",
    ],
    [
      inRegistry({ publicNetworkAccess: "false" }),
      "registries[0].publicNetworkAccess is a string. Allowed: true or false. Fix: write true or false, without quotes.",
    ],
    [
      inRegistry({ existing: { name: "shared", resourceGroupName: "rg" }, sku: "Premium" }),
      "registries[0].sku is unknown. Allowed: name, location, push, build, pushTokenExpiries, pullIdentityId, adminUser, cacheRules, cacheLogins, webhooks, deleteLock, diagnostics, tags, existing. Fix: remove it.",
    ],
  ])("%j", (changes, fault) => {
    expect(faults(changes)).toEqual([fault]);
  });
});

describe("What is no deployment is refused without a stack trace", () => {
  const inApp = (change: object) => ({ apps: [{ ...hello, ...change }] });
  test.each<[object, string]>([
    [{ project: undefined }, "project is missing. Allowed: a string. Fix: write it in quotes."],
    [{ apps: undefined }, "apps is missing. Allowed: a list. Fix: write it in [ ]."],
    [{ registries: { name: "dev" } }, "registries is an object. Allowed: a list. Fix: write it in [ ]."],
    [{ environments: null }, "environments is null. Allowed: a list. Fix: write it in [ ]."],
    [{ apps: [hello, null] }, "apps[1] is null. Allowed: an object. Fix: write it in { }."],
    [
      { registries: [{ name: "dev" }] },
      "registries[0].location is missing. Allowed: a string. Fix: write it in quotes.",
    ],
    [
      { registries: [{ ...registry, existing: {} }] },
      "registries[0].existing is an object. Allowed: an object with an id, or a name and a resourceGroupName.",
    ],
    [{ releases: null }, "releases is null. Allowed: an object. Fix: write it in { }."],
    [{ releases: { dev: null } }, "releases.dev is null. Allowed: an object. Fix: write it in { }."],
    [
      { releases: { dev: { hello: 1 } } },
      "releases.dev.hello is 1. Allowed: a string. Fix: write it in quotes.",
    ],
    [{ tags: { a: 1 } }, "tags.a is 1. Allowed: a string. Fix: write it in quotes."],
    [{ tag: {} }, "tag is unknown. Allowed: project, registries, environments, apps, releases, backend,"],
    [
      inApp({ image: "nginx" }),
      'apps[0].image is a string. Allowed: what ImageSource.fromBuild("folder") makes. Fix: write for example ImageSource.fromBuild("folder").',
    ],
    [
      inApp({ image: undefined }),
      'apps[0].image is missing. Allowed: what ImageSource.fromBuild("folder") makes.',
    ],
    [inApp({ image: { kind: "build" } }), "apps[0].image is an object."],
    [
      inApp({ ports: [8080] }),
      "apps[0].ports[0] is 8080. Allowed: what Port.tcp(8080) makes. Fix: write for example Port.tcp(8080).",
    ],
    [inApp({ ports: Port.tcp(80) }), "apps[0].ports is an object. Allowed: a list. Fix: write it in [ ]."],
    [inApp({ cpu: 2 }), "apps[0].cpu is 2. Allowed: what Cpu.cores(1) makes."],
    [inApp({ sidecar: [] }), "apps[0].sidecar is unknown."],
    [
      inApp({ overrides: { dev: { livenesProbe: hello!.livenessProbe } } }),
      "apps[0].overrides.dev.livenesProbe is unknown.",
    ],
    [
      inApp({ overrides: { dev: null } }),
      "apps[0].overrides.dev is null. Allowed: an object. Fix: write it in { }.",
    ],
    [
      inApp({ environments: "dev" }),
      "apps[0].environments is a string. Allowed: a list. Fix: write it in [ ].",
    ],
    [inApp({ sidecars: [{ name: "proxy" }] }), "apps[0].sidecars[0].image is missing."],
    [{ stateStorage: { ...stateStorage, locaton: "westeurope" } }, "stateStorage.locaton is unknown."],
    [{ policySuppressions: [{ policy: "tags-present" }] }, "policySuppressions[0].reason is missing."],
  ])("%j", (changes, fault) => {
    const found = faults(changes);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(fault);
  });

  test.each([undefined, null, "shop", [], () => exampleDeployment()])("%p in its place", (value) => {
    expect(planDeployment(value as never).stacks).toEqual([]);
    expect(faultsOf(value as never)).toEqual([
      expect.stringMatching(/^the deployment is .+ Fix: write it in \{ \}\.$/),
    ]);
  });

  test("and all of it at once", () => {
    expect(faults({ project: 1, apps: [{ ...hello, ports: [80], porst: [] }], tags: [] })).toHaveLength(4);
  });
});

test("What stands in the wrong place is not printed: it may be a secret", () => {
  const secret = "hunter2-hunter2";
  const found = faults({ backend: secret, apps: [{ ...hello, cpu: secret, registryCredentials: [secret] }] });
  expect(found).toHaveLength(3);
  expect(found.join()).not.toContain(secret);
});
