import { holdsCredential, namesCredential } from "../../core/secrets/credential-name";
import { checkChoice, Fault, inWords, NOT_SHOWN, refuse } from "../../core/fault";
import { BuildContextProps } from "./context/build-context";
import type { BuildOptions } from "./publish/docker.cjs";

/** The platform that Azure Container Instances runs Linux containers on, and no other. */
const AZURE_PLATFORM = "linux/amd64";

/** The networks of `RUN` that BuildKit has. */
export const NETWORK_MODES = ["default", "none", "host"] as const;

/** The network of `RUN`. */
export type NetworkMode = (typeof NETWORK_MODES)[number];

/** What a `RUN --mount=type=secret` of the Dockerfile reads. It reaches no layer, no argument and no JSON. */
export class BuildSecret {
  private constructor(
    private readonly kind: "src" | "env",
    private readonly from: string,
  ) {}

  /**
   * The bytes of a file, by its path relative to the project.
   * @param file its path, relative to the project's folder
   */
  static fromFile(file: string): BuildSecret {
    return new BuildSecret("src", file);
  }

  /**
   * The value of an environment variable of whoever runs Terraform.
   * @param variable its name
   */
  static fromEnvironment(variable: string): BuildSecret {
    return new BuildSecret("env", variable);
  }

  /** Where its value is for whoever builds, not the value; `locate` says where a file of the project is for them. */
  render(locate: (file: string) => string): { src?: string; env?: string } {
    return this.kind === "src" ? { src: locate(this.from) } : { env: this.from };
  }
}

/** How Docker builds an image. */
export interface DockerBuildProps extends Pick<BuildContextProps, "outsideLinks"> {
  /**
   * The Dockerfile, relative to the build context. It may lie outside: `../Dockerfile.web`.
   * @default "Dockerfile"
   */
  readonly dockerfile?: string;
  /**
   * Values of the Dockerfile's `ARG`s. They stay readable in the image, so credentials are refused: use
   * {@link DockerBuildProps.secrets}.
   * @default - the Dockerfile's own defaults
   */
  readonly buildArgs?: Readonly<Record<string, string>>;
  /**
   * The stage of the Dockerfile to build.
   * @default - the last stage
   */
  readonly target?: string;
  /**
   * Labels of the image.
   * @default - those of the Dockerfile and its base image
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Secrets of the build, by the id that the Dockerfile mounts them under. A change of a secret's value alone builds
   * nothing: an image must not depend on it.
   * @default - no secrets
   */
  readonly secrets?: Readonly<Record<string, BuildSecret>>;
  /**
   * Where layers may be taken from instead of building them, as `docker build --cache-from` takes it: an image, or with
   * buildx for example `type=gha`.
   * @default - the builder's own cache
   */
  readonly cacheFrom?: readonly string[];
  /**
   * Where buildx leaves layers for later builds, as `docker build --cache-to` takes it: `type=gha,mode=max` keeps them
   * beyond the life of a CI runner. A login to it comes from the environment.
   * @default - the builder's own cache
   */
  readonly cacheTo?: readonly string[];
  /**
   * Whether every layer is built anew.
   * @default false
   */
  readonly noCache?: boolean;
  /**
   * The network of `RUN`: `default`, `none` or `host`.
   * @default "default"
   */
  readonly networkMode?: NetworkMode;
  /**
   * Host names that `RUN` knows besides DNS, with their IP addresses.
   * @default - none
   */
  readonly extraHosts?: Readonly<Record<string, string>>;
  /**
   * The name of the buildx builder to build with, one of `docker buildx ls`.
   * @default - the current one
   */
  readonly builder?: string;
}

/** Who builds images: the Docker of whoever deploys, or the registry itself in Azure (`az acr build`). */
export const IMAGE_BUILDERS = ["docker", "azure"] as const;

/** Who builds an image. */
export type ImageBuilder = (typeof IMAGE_BUILDERS)[number];

/**
 * The options that shape the image, for its fingerprint. Where layers may come from and who builds does not, and of a
 * secret only its id may.
 */
export function shapingOptions(props: DockerBuildProps): Record<string, unknown> {
  const { buildArgs, target, labels, secrets, networkMode, extraHosts } = props;
  return {
    buildArgs,
    target,
    platform: AZURE_PLATFORM,
    labels,
    secrets: secrets && Object.keys(secrets).sort(),
    networkMode,
    extraHosts,
  };
}

/** What the build is told when it runs; `locate` says where a file of the project is for whoever builds. */
export function renderBuild(locate: (file: string) => string, props: DockerBuildProps): BuildOptions {
  const { secrets } = props;
  return {
    platform: AZURE_PLATFORM,
    buildArgs: props.buildArgs,
    target: props.target,
    labels: props.labels,
    secrets:
      secrets &&
      Object.fromEntries(Object.entries(secrets).map(([id, secret]) => [id, secret.render(locate)])),
    cacheFrom: props.cacheFrom,
    cacheTo: props.cacheTo,
    noCache: props.noCache,
    networkMode: props.networkMode,
    extraHosts: props.extraHosts,
    builder: props.builder,
  };
}

/** What Docker, or good sense, would refuse in a build. */
export function checkBuild(props: DockerBuildProps, builder: ImageBuilder): Fault[] {
  const { buildArgs = {}, networkMode, cacheFrom, cacheTo } = props;
  return [
    ...Object.keys(buildArgs)
      .filter(namesCredential)
      .flatMap((name) =>
        refuse(
          "buildArgs",
          name,
          "arguments that are no credentials, since they stay readable in the image",
          `take it from secrets and mount it with RUN --mount=type=secret,id=${name}`,
        ),
      ),
    ...checkChoice("networkMode", networkMode, NETWORK_MODES),
    ...checkCaches("cacheFrom", cacheFrom),
    ...checkCaches("cacheTo", cacheTo),
    ...(builder === "azure" ? checkAzureBuild(props) : []),
  ];
}

function checkCaches(property: string, caches: readonly string[] = []): Fault[] {
  const isCredential = (part: string) => part.includes("=") && namesCredential(part.split("=", 1)[0]!);
  return caches.flatMap((cache, i) =>
    holdsCredential(cache) || cache.split(",").some(isCredential)
      ? refuse(
          `${property}[${i}]`,
          NOT_SHOWN,
          "a cache without its login, since the value is written into a file",
          "leave the login out and set it in the environment, as the cache's documentation says",
        )
      : [],
  );
}

/** What `az acr build` cannot do. Source: Azure documentation, "az acr build". */
function checkAzureBuild(props: DockerBuildProps): Fault[] {
  const impossible = [
    "secrets",
    "cacheFrom",
    "cacheTo",
    "noCache",
    "labels",
    "networkMode",
    "extraHosts",
    "builder",
  ] as const;
  return impossible
    .filter((property) => props[property] !== undefined)
    .flatMap((property) =>
      refuse(
        property,
        inWords("given"),
        'what "az acr build" can do: dockerfile, target, buildArgs',
        'leave it out, or have Docker build: leave build: "azure" out of the registry',
      ),
    );
}
