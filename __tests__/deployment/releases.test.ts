import { Deployment } from "../../deployment/deployment";
import { EnvironmentDeclaration } from "../../deployment/environment";
import { ImageSource } from "../../deployment/image-source";
import { planDeployment } from "../../deployment/plan";
import { exampleDeployment, faultsOf, onlyResource, stacksOf } from "../support/synthesis";

const DIGEST = `sha256:${"a".repeat(64)}`;
const dev: EnvironmentDeclaration = { name: "dev", registry: "dev" };
const prod: EnvironmentDeclaration = { name: "prod", registry: "prod", images: "promoted" };
const registries = [
  { name: "dev", location: "westeurope" },
  { name: "prod", location: "westeurope" },
];

const deployment = (changes: Partial<Deployment> = {}) =>
  exampleDeployment({ registries, environments: [dev, prod], ...changes });

describe("An environment of promoted images", () => {
  test("has its registry, with a push token, but nothing that builds or runs before the first promotion", () => {
    const stacks = stacksOf(deployment());
    expect(Object.keys(stacks)).toEqual(["dev-registry", "prod-registry", "dev-hello-image", "dev-hello"]);
    expect(stacks["prod-registry"].output.push_usernames.value).toHaveProperty("hello");
    expect(planDeployment(deployment()).awaitingPromotion.map(({ stack }) => stack)).toEqual(["prod-hello"]);
  });

  test("runs the digest that was promoted, from its own registry, by the pull identity", () => {
    const stacks = stacksOf(deployment({ releases: { prod: { hello: DIGEST } } }));
    expect(Object.keys(stacks)).toEqual([
      "dev-registry",
      "prod-registry",
      "dev-hello-image",
      "dev-hello",
      "prod-hello",
    ]);
    const server = "${data.terraform_remote_state.prod-registry.outputs.login_server}";
    const group = onlyResource(stacks["prod-hello"], "azurerm_container_group");
    expect(group.container[0].image).toBe(`${server}/hello@${DIGEST}`);
    expect(group.image_registry_credential[0].server).toBe(server);
    expect(stacks["prod-hello"].output.image.value).toBe(`${server}/hello@${DIGEST}`);
  });

  test("runs an app whose image is not built here without any promotion", () => {
    const [hello] = deployment().apps;
    const apps = [{ ...hello!, image: ImageSource.fromReference("nginx:1.29") }];
    expect(Object.keys(stacksOf(deployment({ apps })))).toContain("prod-hello");
  });
});

test("A digest holds in an environment of built images too, and the image is built all the same", () => {
  const stacks = stacksOf(deployment({ releases: { dev: { hello: DIGEST } } }));
  expect(onlyResource(stacks["dev-hello"], "azurerm_container_group").container[0].image).toContain(DIGEST);
  expect(Object.keys(stacks)).toContain("dev-hello-image");
});

test("What releases.json says is checked, all of it in one report", () => {
  const [hello] = deployment().apps;
  const proxy = { ...hello!, name: "proxy", image: ImageSource.fromReference("nginx:1.29") };
  const inside = { ...hello!, name: "inside", environments: ["dev"] };
  expect(
    faultsOf(
      deployment({
        apps: [hello!, proxy, inside],
        environments: [dev, prod],
        releases: {
          live: { hello: DIGEST },
          prod: { hello: "latest", hallo: DIGEST, proxy: DIGEST, inside: DIGEST },
        },
      }),
    ),
  ).toEqual([
    'releases is "live". Allowed: a name under environments (dev, prod). Fix: correct the name in releases.json or remove it there.',
    'releases.prod.hello is "latest". Allowed: "sha256:" and 64 lower-case hexadecimal digits. ' +
      'Fix: copy the digest from the registry, for example from "az acr manifest list-metadata".',
    'releases.prod is "hallo". Allowed: a name under apps (hello, proxy, inside). Fix: correct the name in releases.json or remove it there.',
    ...["proxy", "inside"].map(
      (app) =>
        `releases.prod.${app} is "${DIGEST}". ` +
        "Allowed: apps that run in the environment and whose image is built here. Fix: remove the line from releases.json.",
    ),
  ]);
});
