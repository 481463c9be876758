import { checkFrontEnd, findFrontEnd } from "../../constructs/image/publish/docker.cjs";
import { PublishError } from "../../constructs/image/publish/run.cjs";
import { onceForEach } from "../../core/once";
import { isSocketClosed, JOIN_DOCKER_GROUP, whatNamesEngine } from "../../core/docker-engine";
import { asJson, parseJson } from "../../core/terraform/json";
import { Check, fail, NotAsked, pass, warn } from "../examination/check";
import { Examination } from "../examination/examination";
import { builtWithDocker, ImageToBuild } from "../examination/images-to-build";
import { ask } from "../asking/program";

/** The first API that builds with BuildKit. Source: Docker Engine API version history (v1.39, Docker 18.09). */
const OLDEST_API = 39;

/** What `docker version` says of the engine. Source: Docker documentation, "docker version" (format). */
interface Version {
  readonly Server?: {
    readonly Version?: string;
    readonly ApiVersion?: string;
    readonly Os?: string;
    readonly Arch?: string;
  };
}

export const engineReached: Check = {
  id: "engine",
  name: "Docker engine",
  remedy: 'start Docker, or export DOCKER_HOST=…, or build: "azure" on the registry',
  run: async (on) => {
    const images = await builtWithDocker(on);
    const { version, said } = await engineVersion(on);
    if (version) return pass(`${version.Version} for ${version.Os}/${version.Arch}`);
    const unpublished = await withoutPublished(on, images);
    if (unpublished.length === 0)
      return pass("Not reached, and not needed: every image that is declared is published.");
    return fail(
      `${said} It has to build ${unpublished.map(({ stack }) => stack).join(", ")}.`,
      await howToReach(on, said),
    );
  },
};

export const linuxContainers: Check = {
  id: "linux-containers",
  name: "Linux containers",
  remedy: "switch Docker Desktop to Linux containers",
  run: async (on) => {
    const { Os } = await engine(on);
    if (Os !== "windows") return pass("The engine runs Linux containers.");
    return fail("The engine runs Windows containers, and images for Azure are built for Linux.", [
      '& "$Env:ProgramFiles\\Docker\\Docker\\DockerCli.exe" -SwitchLinuxEngine',
    ]);
  },
};

export const apiVersion: Check = {
  id: "engine-version",
  name: "BuildKit in the engine",
  remedy: "update Docker to 18.09 or newer",
  run: async (on) => {
    const { ApiVersion = "", Version } = await engine(on);
    const [major = 0, minor = 0] = ApiVersion.split(".").map(Number);
    if (major > 1 || minor >= OLDEST_API) return pass(`API ${ApiVersion}`);
    return fail(`The engine ${Version} speaks the API ${ApiVersion}, which has no BuildKit.`, [
      "Update Docker to 18.09 or newer: https://docs.docker.com/engine/install/",
    ]);
  },
};

export const builder: Check = {
  id: "builder",
  name: "builder",
  remedy: "install buildx, or docker buildx create --name NAME",
  run: async (on) => {
    const images = await builtWithDocker(on);
    await engine(on);
    const frontEnd = findFrontEnd(on.env);
    for (const { options } of images) {
      try {
        checkFrontEnd(frontEnd, options);
      } catch (error) {
        if (!(error instanceof PublishError)) throw error;
        return fail(
          error.message,
          ["sudo apt-get install docker-buildx-plugin"],
          ["https://docs.docker.com/go/buildx/"],
        );
      }
    }
    const named = [...new Set(images.flatMap(({ options }) => options.builder ?? []))];
    for (const name of named) {
      const { status } = await ask("docker", ["buildx", "inspect", name], on);
      if (status !== 0) {
        return fail(`docker buildx has no builder called ${name}.`, [
          `docker buildx create --name ${name}`,
          "docker buildx ls shows those that there are.",
        ]);
      }
    }
    return pass([WORDS[frontEnd], ...named].join(", "));
  },
};

const WORDS = { buildx: "buildx", buildkit: "BuildKit", classic: "the classic builder", podman: "podman" };

export const platform: Check = {
  id: "platform",
  name: "builds for linux/amd64",
  remedy: "docker run --privileged --rm tonistiigi/binfmt --install amd64",
  run: async (on) => {
    const images = await builtWithDocker(on);
    const { Arch } = await engine(on);
    if (Arch === "amd64" || Arch === "x86_64") return pass(`The engine is ${Arch} itself.`);
    for (const name of new Set(images.map(({ options }) => options.builder))) {
      const { status, stdout } = await ask("docker", ["buildx", "inspect", ...(name ? [name] : [])], on);
      const [, platforms] = /^\s*Platforms:\s*(.*)$/m.exec(stdout) ?? [];
      if (status !== 0 || platforms === undefined) {
        return warn(
          `The engine is ${Arch}, and Azure runs amd64: a RUN in the Dockerfile needs emulation, which nobody could be asked about.`,
          EMULATION,
        );
      }
      if (!/\blinux\/amd64\b/.test(platforms)) {
        return fail(`The engine is ${Arch} and cannot run amd64, which Azure runs.`, EMULATION);
      }
    }
    return pass(`The engine is ${Arch} and emulates amd64.`);
  },
};

const EMULATION = [
  "docker run --privileged --rm tonistiigi/binfmt --install amd64",
  'Or let Azure build: build: "azure" on the registry.',
];

/** Those that have to be built. */
async function withoutPublished(on: Examination, images: readonly ImageToBuild[]): Promise<ImageToBuild[]> {
  const published = await Promise.all(
    images.map(({ stack, tag }) => on.isPublished(stack, tag).catch(() => false)),
  );
  return images.filter((_, i) => !published[i]);
}

/** Asks once: the engine that the `docker` command here reaches, which is the one that builds. */
const engineVersion = onceForEach(askVersion);

async function askVersion(on: Examination): Promise<{ version?: Version["Server"]; said: string }> {
  const { status, stdout, stderr } = await ask("docker", ["version", "--format", "{{json .}}"], {
    ...on,
    seconds: 10,
  });
  if (status === undefined) return { said: "There is no docker command." };
  const { Server: version } = asJson(parseJson(stdout)) as Version;
  if (version?.Version) return { version, said: "" };
  return {
    said: `No Docker engine answers: ${stderr.trim().split("\n").at(-1) || "docker version says nothing of it"}`,
  };
}

async function engine(on: Examination): Promise<NonNullable<Version["Server"]>> {
  await builtWithDocker(on);
  const { version } = await engineVersion(on);
  if (!version) throw new NotAsked("no engine answers");
  return version;
}

async function howToReach(on: Examination, said: string): Promise<string[]> {
  const { status, stdout } = await ask(
    "docker",
    ["context", "ls", "--format", "{{.Name}}\t{{.DockerEndpoint}}"],
    on,
  );
  const instead = 'Or let Azure build: build: "azure" on the registry.';
  if (status === undefined)
    return ["Install Docker: https://docs.docker.com/get-started/get-docker/", instead];
  if (isSocketClosed(said)) return [`${JOIN_DOCKER_GROUP}, and log in anew`, instead];
  const named = whatNamesEngine(on.env);
  if (named)
    return [`${named.variable} is ${named.value}: unset ${named.variable}, or start that engine.`, instead];
  const others = stdout
    .split("\n")
    .map((line) => line.split("\t"))
    .filter(([name, endpoint]) => name && endpoint && name !== "default")
    .map(([name]) => `docker context use ${name}`);
  return ["Start Docker: open Docker Desktop, or sudo systemctl start docker", ...others, instead];
}
