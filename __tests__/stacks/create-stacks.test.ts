import { Port } from "../../constructs/container-group/port";
import { Deployment } from "../../deployment/deployment";
import { ImageSource } from "../../deployment/image-source";
import { PullCredentials } from "../../deployment/pull-credentials";
import { exampleDeployment, faultsOf, onlyResource, stacksOf } from "../support/synthesis";

const hello = exampleDeployment().apps[0]!;
const dev = exampleDeployment().environments[0]!;

function faults(changes: Partial<Deployment>): string[] {
  return faultsOf(exampleDeployment(changes));
}

describe("stacks", () => {
  test("are one a registry, one an image and one an app in an environment", () => {
    expect(Object.keys(stacksOf(exampleDeployment()))).toEqual([
      "dev-registry",
      "dev-hello-image",
      "dev-hello",
    ]);
  });

  test("of environments that share a registry share its image", () => {
    const stacks = stacksOf(exampleDeployment({ environments: [dev, { name: "staging", registry: "dev" }] }));
    expect(Object.keys(stacks)).toEqual(["dev-registry", "dev-hello-image", "dev-hello", "staging-hello"]);
    const image = (name: string) => onlyResource(stacks[name], "azurerm_container_group").container[0].image;
    expect(image("staging-hello")).toBe(image("dev-hello"));
  });

  test("of environments with registries of their own build into each", () => {
    const stacks = stacksOf(
      exampleDeployment({
        registries: [
          { name: "dev", location: "westeurope" },
          { name: "prod", location: "northeurope" },
        ],
        environments: [dev, { name: "live", registry: "prod" }],
      }),
    );
    expect(Object.keys(stacks)).toEqual([
      "dev-registry",
      "prod-registry",
      "dev-hello-image",
      "prod-hello-image",
      "dev-hello",
      "live-hello",
    ]);
  });

  test("exist only for the environments that an app names", () => {
    const environments = [dev, { name: "staging", registry: "dev" }];
    const apps = [{ ...hello, environments: ["staging"] }];
    expect(Object.keys(stacksOf(exampleDeployment({ environments, apps })))).toEqual([
      "dev-registry",
      "dev-hello-image",
      "staging-hello",
    ]);
  });
});

test("an override changes an app in one environment only", () => {
  const environments = [dev, { name: "staging", registry: "dev", location: "northeurope" }];
  const apps = [{ ...hello, overrides: { staging: { restartPolicy: "Never" as const } } }];
  const stacks = stacksOf(exampleDeployment({ environments, apps }));
  const group = (name: string) => onlyResource(stacks[name], "azurerm_container_group");
  expect([group("dev-hello").restart_policy, group("staging-hello").restart_policy]).toEqual([
    "Always",
    "Never",
  ]);
  expect([group("dev-hello").location, group("staging-hello").location]).toEqual([
    "westeurope",
    "northeurope",
  ]);
});

test("tags of the deployment and of a part reach its resources together", () => {
  const stacks = stacksOf(
    exampleDeployment({ tags: { team: "web" }, environments: [{ ...dev, tags: { stage: "dev" } }] }),
  );
  expect(onlyResource(stacks["dev-registry"], "azurerm_container_registry").tags).toEqual({ team: "web" });
  expect(onlyResource(stacks["dev-hello"], "azurerm_container_group").tags).toEqual({
    team: "web",
    stage: "dev",
  });
});

describe("wrong input is refused", () => {
  test("all of it in one report, each fault with its construct's path", () => {
    const faults = faultsOf({
      project: "Slipway!",
      registries: [{ name: "dev", location: "westeurope", registryName: "my-registry" }],
      environments: [dev],
      apps: [
        { ...hello, image: ImageSource.fromBuild("examples/none"), ports: [], livenessProbe: undefined },
      ],
    });
    expect(faults.map((fault) => fault.split(" is ")[0])).toEqual([
      "project",
      "[dev-registry/registry] name",
      "[dev-hello-image/docker-image] context",
      "[dev-hello/container-group] ports",
    ]);
  });

  test("two apps of one name", () => {
    expect(faults({ apps: [hello, hello] })).toEqual([
      'apps[1].name is "hello". Allowed: each name once. Fix: rename this one or apps[0].',
    ]);
  });

  test("two stacks of one name", () => {
    expect(faults({ apps: [{ ...hello, name: "registry" }] })).toEqual([
      'stack name is "dev-registry". Allowed: each stack name once. ' +
        'Fix: rename the registry "dev" or the app "registry" in the environment "dev".',
    ]);
  });

  test("an environment that names an unknown registry", () => {
    expect(faults({ environments: [{ name: "dev", registry: "live" }] })).toEqual([
      'environments[0].registry is "live". Allowed: a name under registries (dev). ' +
        "Fix: declare it under registries or correct the name.",
    ]);
  });

  test("an app that names an unknown environment", () => {
    const expected =
      'apps[0] (hello) is "live". Allowed: a name under environments (dev). ' +
      "Fix: declare it under environments or correct the name.";
    expect(faults({ apps: [{ ...hello, environments: ["dev", "live"] }] })).toEqual([expected]);
    expect(faults({ apps: [{ ...hello, overrides: { live: {} } }] })).toEqual([expected]);
  });

  test("a name that no stack can have", () => {
    expect(faults({ apps: [{ ...hello, name: "Hello World" }] })).toEqual([
      'apps[0].name is "Hello World". Allowed: 1–63 lower-case letters and digits, with single hyphens between them. ' +
        'Fix: write for example "web-1".',
    ]);
  });

  test("the admin user's credentials where it is off", () => {
    expect(faults({ registries: [{ name: "dev", location: "westeurope", push: "adminUser" }] })).toEqual([
      'registries (dev).push is "adminUser". Allowed: adminUser only with the admin user on. ' +
        "Fix: set adminUser: true on the registry, or leave push out for a token.",
    ]);
    const image = ImageSource.fromBuild("examples/hello", { pull: PullCredentials.adminUser() });
    expect(faults({ apps: [{ ...hello, image }] })).toEqual([
      '[dev-hello] image.pull is "adminUser". Allowed: adminUser only with the registry\'s admin user on. ' +
        "Fix: set adminUser: true on the registry, or leave pull out.",
    ]);
  });

  test("our registry's credentials for an image from elsewhere", () => {
    const image = ImageSource.fromReference("nginx", { pull: PullCredentials.identity() });
    expect(faults({ apps: [{ ...hello, image }] })).toEqual([
      '[dev-hello] image.pull is "identity". ' +
        "Allowed: password or none for an image outside the registries declared here. " +
        "Fix: use PullCredentials.password, or leave it out for a public image.",
    ]);
  });

  test("two apps that push to one repository", () => {
    const image = ImageSource.fromBuild("examples/hello", { repository: "hello" });
    expect(faults({ apps: [hello, { name: "other", image, ports: [Port.tcp(80)] }] })).toEqual([
      'apps (other).image.repository is "hello". ' +
        'Allowed: a repository of its own (the app "hello" has this one). Fix: give one of them another repository.',
    ]);
  });

  test("two builds of one app for one registry", () => {
    const environments = [dev, { name: "staging", registry: "dev" }];
    const image = ImageSource.fromBuild("examples/hello", { target: "debug" });
    expect(faults({ environments, apps: [{ ...hello, overrides: { staging: { image } } }] })).toEqual([
      'apps (hello).overrides.image is "examples/hello". Allowed: one build of an app in the registry "dev". ' +
        "Fix: build it once for all environments of the registry, or give one of them another registry.",
    ]);
  });

  test("a tag or digest that Docker refuses", () => {
    const byTag = ImageSource.fromRepository("hello", { tag: "-v1" });
    const byDigest = ImageSource.fromRepository("Hello", { digest: "sha256:12" });
    expect(faults({ apps: [{ ...hello, image: byTag }] })).toEqual([
      '[dev-hello] image.tag is "-v1". Allowed: 1–128 letters, digits, "_", "." and "-", not starting with "." or "-". ' +
        'Fix: write for example "v1".',
    ]);
    expect(faults({ apps: [{ ...hello, image: byDigest }] }).map((fault) => fault.split(".")[1])).toEqual([
      'repository is "Hello"',
      'digest is "sha256:12"',
    ]);
  });
});
