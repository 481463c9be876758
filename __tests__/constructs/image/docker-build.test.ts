import { BuildSecret, DockerBuildProps } from "../../../constructs/image/docker-build";
import { DockerImage } from "../../../constructs/image/docker-image";
import { faultsIn, onlyResource, stackWith } from "../../support/synthesis";

const place = { context: "examples/hello", loginServer: "me.azurecr.io", repository: "hello" };

function image(build: DockerBuildProps = {}, context = place.context) {
  return onlyResource(
    stackWith((stack) => new DockerImage(stack, "image", { ...place, ...build, context })),
    "docker_image",
  );
}

const fingerprintOf = (build: DockerBuildProps) => image(build).triggers.content;

function faults(build: DockerBuildProps): string[] {
  return faultsIn((stack) => new DockerImage(stack, "image", { ...place, ...build }));
}

test("every option reaches the provider", () => {
  expect(
    image({
      buildArgs: { VERSION: "1" },
      target: "web",
      labels: { "org.opencontainers.image.title": "hello" },
      secrets: { npmrc: BuildSecret.fromFile(".npmrc"), pat: BuildSecret.fromEnvironment("PAT") },
      cacheFrom: ["me.azurecr.io/hello:latest"],
      noCache: true,
      networkMode: "none",
      extraHosts: { "db.local": "10.0.0.1" },
    }).build,
  ).toEqual({
    context: "../../../examples/hello",
    build_args: { VERSION: "1" },
    target: "web",
    platform: "linux/amd64",
    labels: { "org.opencontainers.image.title": "hello" },
    secrets: [
      { id: "npmrc", src: "../../../.npmrc" },
      { id: "pat", env: "PAT" },
    ],
    cache_from: ["me.azurecr.io/hello:latest"],
    no_cache: true,
    network_mode: "none",
    extra_hosts: ["db.local:10.0.0.1"],
  });
});

describe("the fingerprint", () => {
  test.each<[string, DockerBuildProps]>([
    ["an argument", { buildArgs: { VERSION: "1" } }],
    ["the target", { target: "web" }],
    ["the platform", { platform: "linux/arm64" }],
    ["a label", { labels: { a: "b" } }],
    ["a secret's id", { secrets: { npmrc: BuildSecret.fromFile(".npmrc") } }],
    ["the network", { networkMode: "none" }],
    ["a host name", { extraHosts: { db: "10.0.0.1" } }],
  ])("changes with %s", (_, build) => {
    expect(fingerprintOf(build)).not.toBe(fingerprintOf({}));
  });

  test.each<[string, DockerBuildProps]>([
    ["where layers may come from", { cacheFrom: ["me.azurecr.io/hello:latest"], noCache: true }],
    ["a default that is written out", { platform: "linux/amd64", dockerfile: "Dockerfile" }],
  ])("does not change with %s", (_, build) => {
    expect(fingerprintOf(build)).toBe(fingerprintOf({}));
  });

  test("does not change with the place that a secret is read from", () => {
    expect(fingerprintOf({ secrets: { a: BuildSecret.fromFile("x") } })).toBe(
      fingerprintOf({ secrets: { a: BuildSecret.fromEnvironment("Y") } }),
    );
  });
});

describe("the Dockerfile", () => {
  test("inside the context is named by its path there", () => {
    expect(image({ dockerfile: "hello/Dockerfile" }, "examples").build.dockerfile).toBe("hello/Dockerfile");
  });

  test("outside the context is named by its path from where Terraform runs", () => {
    expect(image({ dockerfile: "../Dockerfile" }, "examples/hello/www").build.dockerfile).toBe(
      "../../../examples/hello/Dockerfile",
    );
  });
});

describe("wrong input is refused", () => {
  test.each(["DB_PASSWORD", "npmToken", "client-secret", "API_KEY", "apikey"])(
    "an argument that the name %s gives away as a credential",
    (name) => {
      expect(faults({ buildArgs: { [name]: "hunter2" } })).toEqual([
        `[test/image] buildArgs is "${name}". ` +
          "Allowed: arguments that are no credentials, since they stay readable in the image. " +
          `Fix: take it from secrets and mount it with RUN --mount=type=secret,id=${name}.`,
      ]);
    },
  );

  test.each(["TOKENIZER", "SECRETARY", "KEYBOARD", "PASSPORT_URL"])("but not the argument %s", (name) => {
    expect(faults({ buildArgs: { [name]: "x" } })).toEqual([]);
  });

  test("a platform that is none", () => {
    expect(faults({ platform: "amd64" })).toEqual([
      '[test/image] platform is "amd64". Allowed: OS/ARCHITECTURE[/VARIANT]. Fix: write for example "linux/amd64".',
    ]);
  });

  test("a network that BuildKit does not have", () => {
    expect(faults({ networkMode: "bridge" })).toEqual([
      '[test/image] networkMode is "bridge". Allowed: default, none or host, the networks that BuildKit has. ' +
        "Fix: choose one of these networks.",
    ]);
  });
});
