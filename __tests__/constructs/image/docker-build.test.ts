import { App, TerraformStack } from "cdktf";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { BuildSecret, DockerBuildProps, ImageBuilder } from "../../../constructs/image/docker-build";
import { DockerImage } from "../../../constructs/image/docker-image";
import type { ImageBuild } from "../../../constructs/image/publish/publish.cjs";
import { makeFolder } from "../../support/folders";
import { faultsIn } from "../../support/synthesis";

const place = { context: "examples/hello", loginServer: "me.azurecr.io", repository: "hello" };

/** What the program that publishes is told, as it lies in the synthesized stack, with paths from the project's folder. */
function told(build: DockerBuildProps = {}, context = place.context): ImageBuild {
  const app = new App({ outdir: makeFolder(), skipValidation: true });
  new DockerImage(new TerraformStack(app, "test"), "image", { ...place, ...build, context });
  app.synth();
  const folder = path.join(app.outdir, "stacks/test/assets");
  const [file] = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((one) =>
    one.endsWith("build.json"),
  );
  const text = readFileSync(path.join(folder, file!), "utf8");
  return JSON.parse(text.replaceAll(path.relative(path.dirname(folder), process.cwd()) + "/", ""));
}

const fingerprintOf = (build: DockerBuildProps) => told(build).tag;

function faults(build: DockerBuildProps, builtBy?: ImageBuilder): string[] {
  return faultsIn((stack) => new DockerImage(stack, "image", { ...place, ...build, builtBy }));
}

test("every option reaches whoever builds, and of a secret only where it is", () => {
  const options = {
    buildArgs: { VERSION: "1" },
    target: "web",
    labels: { "org.opencontainers.image.title": "hello" },
    cacheFrom: ["type=gha"],
    cacheTo: ["type=gha,mode=max"],
    noCache: true,
    networkMode: "none" as const,
    extraHosts: { "db.local": "10.0.0.1" },
    builder: "remote",
  };
  const secrets = { npmrc: BuildSecret.fromFile(".npmrc"), pat: BuildSecret.fromEnvironment("PAT") };
  expect(told({ ...options, secrets }).options).toEqual({
    ...options,
    platform: "linux/amd64",
    secrets: { npmrc: { src: ".npmrc" }, pat: { env: "PAT" } },
  });
});

describe("the fingerprint", () => {
  test.each<[string, DockerBuildProps]>([
    ["an argument", { buildArgs: { VERSION: "1" } }],
    ["the target", { target: "web" }],
    ["a label", { labels: { a: "b" } }],
    ["a secret's id", { secrets: { npmrc: BuildSecret.fromFile(".npmrc") } }],
    ["the network", { networkMode: "none" }],
    ["a host name", { extraHosts: { db: "10.0.0.1" } }],
  ])("changes with %s", (_, build) => {
    expect(fingerprintOf(build)).not.toBe(fingerprintOf({}));
  });

  test.each<[string, DockerBuildProps]>([
    ["where layers may come from", { cacheFrom: ["me.azurecr.io/hello:latest"], noCache: true }],
    ["where layers are left", { cacheTo: ["type=gha"] }],
    ["who builds", { builder: "remote" }],
    ["a default that is written out", { dockerfile: "Dockerfile" }],
  ])("does not change with %s", (_, build) => {
    expect(fingerprintOf(build)).toBe(fingerprintOf({}));
  });

  test("does not change with the place that a secret is read from", () => {
    expect(fingerprintOf({ secrets: { a: BuildSecret.fromFile("x") } })).toBe(
      fingerprintOf({ secrets: { a: BuildSecret.fromEnvironment("Y") } }),
    );
  });
});

test("the Dockerfile and the context are named by their paths from where Terraform runs", () => {
  expect(told({ dockerfile: "hello/Dockerfile" }, "examples").staged).toMatchObject({
    context: "examples",
    dockerfile: "examples/hello/Dockerfile",
  });
  expect(told({ dockerfile: "../Dockerfile" }, "examples/hello/www").staged.dockerfile).toBe(
    "examples/hello/Dockerfile",
  );
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

  test("a network that BuildKit does not have", () => {
    expect(faults({ networkMode: "bridge" as never })).toEqual([
      '[test/image] networkMode is "bridge". Allowed: default, none, host. Fix: write for example "default".',
    ]);
  });

  test.each([
    "type=s3,bucket=b,secret_access_key=hunter2",
    "type=registry,ref=https://me:hunter2@example.com/c",
  ])("a cache with its login: %s", (cache) => {
    const [fault, ...others] = faults({ cacheTo: ["type=gha", cache] });
    expect(others).toEqual([]);
    expect(fault).toMatch(/^\[test\/image\] cacheTo\[1\] is a plain value \(not shown\)\./);
    expect(faults({ cacheFrom: [cache] })).toHaveLength(1);
  });

  test("what Azure cannot build, where it is to build", () => {
    const builds: DockerBuildProps[] = [
      { secrets: { npm: BuildSecret.fromEnvironment("NPM_TOKEN") } },
      { cacheFrom: ["type=gha"] },
      { cacheTo: ["type=gha"] },
      { noCache: true },
      { labels: { a: "b" } },
      { networkMode: "none" },
      { extraHosts: { db: "10.0.0.1" } },
      { builder: "remote" },
    ];
    for (const build of builds) {
      const [property] = Object.keys(build);
      expect(faults(build, "azure")).toEqual([
        `[test/image] ${property} is given. Allowed: what "az acr build" can do: dockerfile, target, buildArgs. ` +
          'Fix: leave it out, or have Docker build: leave build: "azure" out of the registry.',
      ]);
      expect(faults(build, "docker")).toEqual([]);
    }
    expect(faults({ target: "web", buildArgs: { A: "1" }, dockerfile: "Dockerfile" }, "azure")).toEqual([]);
  });
});
