import { TerraformStack } from "cdktf";
import { Backend } from "../../backends/backend";
import { IpAddress } from "../../constructs/container-group/ip-address";
import { Port } from "../../constructs/container-group/port";
import { Deployment } from "../../deployment/deployment";
import { ImageSource } from "../../deployment/image-source";
import { planDeployment } from "../../deployment/plan";
import { createStacks } from "../../stacks/create-stacks";
import { exampleDeployment, testApp } from "../support/synthesis";

const DIGEST = `sha256:${"a".repeat(64)}`;
const ports = [Port.tcp(80)];

/** Every kind of image, in environments that share a registry and in one that does not. */
const shop: Deployment = exampleDeployment({
  project: "shop",
  backend: Backend.azurerm({ storageAccountName: "shopstate", containerName: "tfstate" }),
  stateStorage: { storageAccountName: "shopstate", containerName: "tfstate", location: "westeurope" },
  registries: [
    { name: "main", location: "westeurope" },
    { name: "live", location: "northeurope", push: "dockerLogin" },
  ],
  environments: [
    { name: "dev", registry: "main" },
    { name: "test", registry: "main", images: "promoted", location: "eastus" },
    { name: "prod", registry: "live", images: "promoted", production: true },
  ],
  releases: { prod: { web: DIGEST } },
  apps: [
    { name: "web", image: ImageSource.fromBuild("examples/hello", { repository: "team/web" }), ports },
    { name: "ci", image: ImageSource.fromRepository("ci", { tag: "1" }), ports, environments: ["dev"] },
    { name: "nginx", image: ImageSource.fromReference("nginx:1"), ports, environments: ["dev"] },
    {
      name: "beside",
      image: ImageSource.fromReference("nginx:1"),
      ipAddress: IpAddress.none(),
      sidecars: [
        { name: "agent", image: "agent:1" },
        { name: "proxy", image: ImageSource.fromRepository("proxy", { tag: "1" }) },
      ],
      environments: ["dev"],
    },
  ],
});

describe("The plan of a deployment", () => {
  const plan = planDeployment(shop);

  test("has the stacks that createStacks makes, each after those that it reads", () => {
    const app = testApp();
    const { bootstrap, registries, images, apps } = createStacks(app, shop);
    const stacks = app.node.children as TerraformStack[];
    expect(plan.stacks.map(({ stack, dependencies }) => [stack, [...dependencies].sort()])).toEqual(
      stacks.map(({ node, dependencies }) => [node.id, dependencies.map((one) => one.node.id).sort()]),
    );
    plan.stacks.forEach(({ dependencies }, i) => {
      const earlier = plan.stacks.slice(0, i).map(({ stack }) => stack);
      expect(earlier).toEqual(expect.arrayContaining([...dependencies]));
    });
    expect([
      bootstrap,
      ...Object.values(registries),
      ...Object.values(images),
      ...Object.values(apps),
    ]).toEqual(stacks);
    expect(apps["dev-web"]).toBe(app.node.findChild("dev-web"));
  });

  test("says who shares what, what runs where, and what awaits promotion", () => {
    expect(plan.faults).toEqual([]);
    expect(plan.registries.map(({ repositories }) => repositories)).toEqual([
      { web: "team/web" },
      { web: "team/web" },
    ]);
    expect(plan.images.map(({ stack, builtFor }) => [stack, builtFor.map((one) => one.stack)])).toEqual([
      ["main-web-image", ["dev-web"]],
    ]);
    expect(
      plan.apps.map(({ stack, image, location, dnsNameLabel }) => [
        stack,
        image.kind,
        location,
        dnsNameLabel,
      ]),
    ).toEqual([
      ["dev-web", "build", "westeurope", "shop-dev-web"],
      ["prod-web", "repository", "northeurope", "shop-prod-web"],
      ["dev-ci", "repository", "westeurope", "shop-dev-ci"],
      ["dev-nginx", "reference", "westeurope", "shop-dev-nginx"],
      ["dev-beside", "reference", "westeurope", undefined],
    ]);
    expect(plan.awaitingPromotion.map(({ stack }) => stack)).toEqual(["test-web"]);
  });

  test("says how strictly a stack is looked at: a registry as its strictest environment", () => {
    const environments = [
      { name: "dev", registry: "main" },
      { name: "prod", registry: "main", production: true },
      { name: "lab", registry: "live", policies: "off" as const },
    ];
    const { registries, apps } = planDeployment({ ...shop, environments, releases: {} });
    const seen = [...registries, ...apps].map(({ stack, production, policies }) => [
      stack,
      production,
      policies,
    ]);
    expect(seen.filter(([stack]) => /registry|web/.test(String(stack)))).toEqual([
      ["main-registry", true, "error"],
      ["live-registry", false, "off"],
      ["dev-web", false, "warning"],
      ["prod-web", true, "error"],
      ["lab-web", false, "off"],
    ]);
  });

  test("gives each stack the deployment's tags and its own, which win", () => {
    const { stateStorage, registries, apps } = planDeployment({
      ...shop,
      tags: { owner: "all", project: "shop" },
      stateStorage: { ...shop.stateStorage!, tags: { owner: "state" } },
      registries: shop.registries.map((registry) => ({ ...registry, tags: { owner: registry.name } })),
      environments: shop.environments.map((environment) => ({ ...environment, tags: { owner: "team" } })),
    });
    const owners = [stateStorage!, ...registries, apps[0]!].map(({ tags }) => tags);
    expect(owners).toEqual(["state", "main", "live", "team"].map((owner) => ({ owner, project: "shop" })));
  });

  test("keeps the state of its project apart from others' in the same backend", () => {
    const stack = new TerraformStack(testApp(), "dev-web");
    plan.backend.attachTo(stack);
    expect(stack.toTerraform().terraform.backend.azurerm.key).toBe("shop/dev-web.tfstate");
  });

  test("leaves out what cannot be planned, and goes on with the rest", () => {
    const apps = [...shop.apps, { name: "registry", image: ImageSource.fromReference("nginx:1"), ports }];
    const environments = [
      { name: "main", registry: "main" },
      { name: "lost", registry: "lost" },
    ];
    const twice = planDeployment({ ...shop, apps, environments, releases: {} });
    expect(twice.faults.map(({ property }) => property)).toEqual(
      expect.arrayContaining(["stack name", "environments[1].registry"]),
    );
    expect(twice.stacks.map(({ stack }) => stack)).toEqual([
      "bootstrap",
      "main-registry",
      "live-registry",
      "main-web-image",
      "main-web",
    ]);
  });
});
