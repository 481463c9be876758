import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { Rollout } from "../../constructs/rollout/rollout";
import { BuildSecret } from "../../constructs/image/docker-build";
import { Secret } from "../../core/secrets/secret";
import { ImageSource } from "../../deployment/image-source";
import { machineChecks } from "../../doctor/machine/index";
import { diagnose as examine, Patient, pathWith } from "../support/examination";
import { makeFolder } from "../support/folders";
import { exampleDeployment, stacksOf } from "../support/synthesis";

const [hello] = exampleDeployment().apps;

/** What this machine's checks find: the others would start the Azure CLI where one is installed. */
function diagnose(patient: Patient = {}) {
  return examine({ only: machineChecks.map(({ id }) => id), ...patient });
}

/** A `docker` command that reaches an engine of this kind. */
function docker(
  { Os = "linux", Arch = "amd64", ApiVersion = "1.47" } = {},
  { platforms = "linux/amd64", root = "/" } = {},
): string {
  const version = JSON.stringify({ Client: {}, Server: { Version: "27.3.1", ApiVersion, Os, Arch } });
  return `case "$*" in
    "version --format {{json .}}") echo '${version}' ;;
    --version) echo "Docker version 27.3.1, build ce12230" ;;
    "buildx version") echo "github.com/docker/buildx v0.17.1" ;;
    "buildx inspect there"|"buildx inspect") printf 'Name: default\\nDriver: docker\\nPlatforms: ${platforms}\\n' ;;
    "info --format {{.DockerRootDir}}") echo "${root}" ;;
    *) echo "not expected: $*" >&2; exit 1 ;;
  esac`;
}

const NO_ENGINE = `case "$*" in
  "context ls"*) printf 'default\\tunix:///var/run/docker.sock\\ncolima\\tunix:///home/ann/.colima/docker.sock\\n' ;;
  *) echo '{"Client":{}}'; echo "Cannot connect to the Docker daemon at unix:///var/run/docker.sock." >&2; exit 1 ;;
esac`;

function engine(script: string) {
  return { PATH: pathWith({ docker: script }) };
}

test("an engine that is there passes every check of it", async () => {
  const found = await diagnose({ env: engine(docker()) });
  for (const id of ["engine", "linux-containers", "engine-version", "builder", "platform", "engine-disk"]) {
    expect([id, found[id]!.status]).toEqual([id, "pass"]);
  }
});

test("without a docker command, the engine fails with how to get one or do without", async () => {
  const { engine: found, builder } = await diagnose({ env: { PATH: pathWith({}) } });
  expect(found).toMatchObject({
    status: "fail",
    message: expect.stringContaining("There is no docker command. It has to build dev-hello-image."),
  });
  expect(found!.fix).toEqual([
    expect.stringContaining("https://docs.docker.com/"),
    expect.stringContaining('build: "azure"'),
  ]);
  expect(builder).toMatchObject({ status: "skipped", message: "no engine answers" });
});

test("an engine that does not answer fails with the contexts that there are", async () => {
  const { engine: found } = await diagnose({ env: engine(NO_ENGINE) });
  expect(found).toMatchObject({
    status: "fail",
    message: expect.stringContaining("Cannot connect to the Docker daemon"),
  });
  expect(found!.fix).toContain("docker context use colima");
});

test.each([
  ["DOCKER_HOST", "tcp://127.0.0.1:1"],
  ["DOCKER_CONTEXT", "colima"],
])("%s where nobody answers is named, since no other is asked then", async (variable, value) => {
  const { engine: found } = await diagnose({ env: { ...engine(NO_ENGINE), [variable]: value } });
  expect(found!.fix).toEqual([
    `${variable} is ${value}: unset ${variable}, or start that engine.`,
    expect.stringContaining('build: "azure"'),
  ]);
});

test("an engine whose socket may not be opened needs no start", async () => {
  const denied =
    "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock";
  const { engine: found } = await diagnose({
    env: engine(NO_ENGINE.replace(/Cannot connect to [^"]*/, denied)),
  });
  expect(found).toMatchObject({ status: "fail", message: expect.stringContaining(denied) });
  expect(found!.fix![0]).toBe("sudo usermod --append --groups docker $USER, and log in anew");
});

test("no engine is needed for what is published already, or built by Azure", async () => {
  const registries = [{ name: "dev", location: "westeurope", build: "azure" as const }];
  const byAzure = await diagnose({ env: engine(NO_ENGINE), deployment: { registries } });
  expect(byAzure.engine).toMatchObject({ status: "skipped", message: "no image is built by Docker" });

  const { value: tags } = stacksOf(exampleDeployment())["dev-hello-image"].output.tags;
  const withState = (tags: readonly string[]) =>
    diagnose({
      env: engine(NO_ENGINE),
      only: ["engine"],
      change: { isPublished: async (_, tag) => tags.includes(tag) },
    });
  expect((await withState(["content-of-before"])).engine!.status).toBe("fail");
  expect((await withState(tags)).engine!.status).toBe("pass");
});

test("Windows containers fail", async () => {
  const { "linux-containers": found } = await diagnose({ env: engine(docker({ Os: "windows" })) });
  expect(found).toMatchObject({ status: "fail", fix: [expect.stringContaining("-SwitchLinuxEngine")] });
});

test("an engine without BuildKit fails", async () => {
  const { "engine-version": found } = await diagnose({ env: engine(docker({ ApiVersion: "1.38" })) });
  expect(found).toMatchObject({ status: "fail", message: expect.stringContaining("1.38") });
});

test("an arm64 engine must emulate amd64", async () => {
  const emulates = await diagnose({
    env: engine(docker({ Arch: "arm64" }, { platforms: "linux/arm64, linux/amd64" })),
  });
  expect(emulates.platform).toMatchObject({
    status: "pass",
    message: "The engine is arm64 and emulates amd64.",
  });
  const cannot = await diagnose({ env: engine(docker({ Arch: "arm64" }, { platforms: "linux/arm64" })) });
  expect(cannot.platform).toMatchObject({
    status: "fail",
    fix: [expect.stringContaining("tonistiigi/binfmt"), expect.anything()],
  });
});

describe("the builder that an image asks for", () => {
  const building = (props: Parameters<typeof ImageSource.fromBuild>[1]) => ({
    apps: [{ ...hello!, image: ImageSource.fromBuild("examples/hello", props) }],
  });

  test("is there", async () => {
    const { builder } = await diagnose({ env: engine(docker()), deployment: building({ builder: "there" }) });
    expect(builder).toMatchObject({ status: "pass", message: "buildx, there" });
  });

  test("is not there", async () => {
    const { builder } = await diagnose({ env: engine(docker()), deployment: building({ builder: "cloud" }) });
    expect(builder).toMatchObject({
      status: "fail",
      fix: ["docker buildx create --name cloud", expect.anything()],
    });
  });

  test("needs buildx, which there is not", async () => {
    const script = docker().replace('"buildx version") echo', '"buildx nothing") echo');
    const deployment = building({ cacheTo: ["type=gha"] });
    const { builder } = await diagnose({ env: engine(script), deployment });
    expect(builder).toMatchObject({
      status: "fail",
      message: expect.stringContaining("cacheTo need buildx"),
    });
  });
});

test("the engine's disk is asked where it is on this machine", async () => {
  const remote = { ...engine(docker()), DOCKER_HOST: "tcp://10.0.0.1:2375" };
  expect((await diagnose({ env: remote }))["engine-disk"]!.status).toBe("skipped");
  const elsewhere = engine(docker({}, { root: "/var/lib/in-a-virtual-machine" }));
  expect((await diagnose({ env: elsewhere }))["engine-disk"]!.status).toBe("skipped");
});

test("variables that the stacks ask for must have a value", async () => {
  const deployment = {
    apps: [{ ...hello!, environmentVariables: { TOKEN: Secret.fromVariable("api_token") } }],
  };
  const { variables: missing } = await diagnose({ deployment });
  expect(missing).toMatchObject({
    status: "fail",
    message: "There is no value for api_token (dev-hello).",
    fix: ["read -rs TF_VAR_api_token && export TF_VAR_api_token"],
  });
  const { variables: there } = await diagnose({ deployment, env: { TF_VAR_api_token: "hunter2" } });
  expect(there).toMatchObject({ status: "pass", message: "TF_VAR_api_token" });
});

test("secrets of a build must be there, as a variable or as a file", async () => {
  const file = path.join(makeFolder(), "npmrc");
  const secrets = { npm: BuildSecret.fromFile(file), pip: BuildSecret.fromEnvironment("PIP_TOKEN") };
  const deployment = { apps: [{ ...hello!, image: ImageSource.fromBuild("examples/hello", { secrets }) }] };
  const { "build-secrets": missing } = await diagnose({ deployment });
  expect(missing!.status).toBe("fail");
  expect(missing!.message).toContain("npmrc");
  expect(missing!.message).toContain("PIP_TOKEN");
  writeFileSync(file, "");
  const { "build-secrets": there } = await diagnose({ deployment, env: { PIP_TOKEN: "hunter2" } });
  expect(there!.status).toBe("pass");
});

test("a gated rollout needs curl or wget", async () => {
  const deployment = { environments: [{ name: "dev", registry: "dev", rollout: Rollout.gated() }] };
  const without = await diagnose({ deployment, env: { PATH: pathWith({ sh: true }) } });
  expect(without.programs).toMatchObject({
    status: "fail",
    message: "Missing here: curl or wget, for the health check of a gated rollout.",
    fix: ["sudo apt-get install curl"],
  });
  const withWget = await diagnose({ deployment, env: { PATH: pathWith({ sh: true, wget: "exit 0" }) } });
  expect(withWget.programs!.status).toBe("pass");
});

test("the project's name must be one's own", async () => {
  expect((await diagnose())["project-name"]!.status).toBe("warn");
  expect((await diagnose({ deployment: { project: "acme" } }))["project-name"]!.status).toBe("pass");
});

test("a package of another version than package-lock.json names is told", async () => {
  const lock = (version: string) =>
    JSON.stringify({
      packages: {
        "": { dependencies: { a: "1.0.0", b: "1.0.0" } },
        "node_modules/a": { version },
        "node_modules/b": { version: "1.0.0" },
      },
    });
  const installed = (version: string) => JSON.stringify({ version });
  const files = {
    "node_modules/a/package.json": installed("1.0.0"),
    "node_modules/b/package.json": installed("1.0.0"),
  };
  const good = makeFolder({ ...files, "package-lock.json": lock("1.0.0") });
  expect((await diagnose({ change: { folder: good } })).packages!.status).toBe("pass");
  const bad = makeFolder({ ...files, "package-lock.json": lock("2.0.0") });
  expect((await diagnose({ change: { folder: bad } })).packages).toMatchObject({
    status: "warn",
    message: "Of another version than in package-lock.json: a.",
    fix: ["npm ci"],
  });
  const none = makeFolder({ "package-lock.json": lock("1.0.0") });
  expect((await diagnose({ change: { folder: none } })).packages).toMatchObject({
    status: "fail",
    message: "Missing: a, b.",
    fix: ["npm ci"],
  });
});

test("a disk that is full is told, the project's and the engine's", async () => {
  // A file system of Linux's that has no room at all.
  const full = "/proc";
  const { disk, "engine-disk": engineDisk } = await diagnose({
    env: engine(docker({}, { root: full })),
    change: { folder: full },
  });
  expect(disk).toMatchObject({
    status: "fail",
    fix: [expect.stringContaining("TF_PLUGIN_CACHE_DIR"), expect.anything()],
  });
  expect(engineDisk).toMatchObject({ status: "warn", fix: ["docker system df", "docker system prune"] });
  expect((await diagnose({ only: ["disk"] })).disk!.status).toBe("pass");
});
