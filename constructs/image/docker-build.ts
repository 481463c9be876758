import { ImageBuild } from "@cdktf/provider-docker/lib/image";
import { Construct } from "constructs";
import * as path from "node:path";
import { namesCredential } from "../../core/credential-name";
import { Fault } from "../../core/fault";
import { fromWorkingDirectory } from "../../core/terraform/working-directory";
import { BuildContextProps } from "./context/build-context";

/** The platform that Azure Container Instances runs Linux containers on, and no other. */
export const AZURE_PLATFORM = "linux/amd64";

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

  /** The block of the build that this secret becomes: where its value is, not the value. */
  render(scope: Construct, id: string) {
    return this.kind === "src" ? { id, src: fromWorkingDirectory(scope, this.from) } : { id, env: this.from };
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
   * The platform to build for, `OS/ARCHITECTURE[/VARIANT]`. Azure runs linux/amd64 alone.
   * @default "linux/amd64"
   */
  readonly platform?: string;
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
   * Images whose layers may be taken instead of building them.
   * @default - the engine's own cache
   */
  readonly cacheFrom?: readonly string[];
  /**
   * Whether every layer is built anew.
   * @default false
   */
  readonly noCache?: boolean;
  /**
   * The network of `RUN`: `default`, `none` or `host`.
   * @default - the engine's default
   */
  readonly networkMode?: string;
  /**
   * Host names that `RUN` knows besides DNS, with their IP addresses.
   * @default - none
   */
  readonly extraHosts?: Readonly<Record<string, string>>;
}

/**
 * The options that shape the image, for its fingerprint. Where layers may come from (`cacheFrom`, `noCache`) does not,
 * and of a secret only its id may.
 */
export function shapingOptions(props: DockerBuildProps): Record<string, unknown> {
  const { buildArgs, target, platform = AZURE_PLATFORM, labels, secrets, networkMode, extraHosts } = props;
  return {
    buildArgs,
    target,
    platform,
    labels,
    secrets: secrets && Object.keys(secrets).sort(),
    networkMode,
    extraHosts,
  };
}

/** The `build` block that these props become. */
export function renderBuild(scope: Construct, context: string, props: DockerBuildProps): ImageBuild {
  const { dockerfile, secrets, extraHosts } = props;
  return {
    context: fromWorkingDirectory(scope, context),
    dockerfile: dockerfile && dockerfilePath(scope, context, dockerfile),
    buildArgs: props.buildArgs,
    target: props.target,
    platform: props.platform ?? AZURE_PLATFORM,
    labels: props.labels,
    secrets: secrets && Object.entries(secrets).map(([id, secret]) => secret.render(scope, id)),
    cacheFrom: props.cacheFrom && [...props.cacheFrom],
    noCache: props.noCache,
    networkMode: props.networkMode,
    extraHosts: extraHosts && Object.entries(extraHosts).map(([host, address]) => `${host}:${address}`),
  };
}

/**
 * The provider takes a Dockerfile inside the context by its path there, and one outside by its path from the folder
 * that Terraform runs in. Source: terraform-provider-docker, prepareBuildContext in resource_docker_image_funcs.go.
 */
function dockerfilePath(scope: Construct, context: string, dockerfile: string): string {
  const inContext = path.relative(context, path.resolve(context, dockerfile));
  const isInside = inContext !== ".." && !inContext.startsWith(`..${path.sep}`);
  return isInside
    ? inContext.split(path.sep).join("/")
    : fromWorkingDirectory(scope, path.resolve(context, dockerfile));
}

/** What Docker, or good sense, would refuse in a build. */
export function checkBuild(props: DockerBuildProps): Fault[] {
  const { buildArgs = {}, platform, networkMode } = props;
  const faults: Fault[] = [];
  for (const name of Object.keys(buildArgs)) {
    if (namesCredential(name)) {
      faults.push({
        property: "buildArgs",
        given: name,
        allowed: "arguments that are no credentials, since they stay readable in the image",
        fix: `take it from secrets and mount it with RUN --mount=type=secret,id=${name}`,
      });
    }
  }
  if (platform !== undefined && !/^[a-z0-9]+\/[a-z0-9]+(\/[a-z0-9.]+)?$/.test(platform)) {
    faults.push({
      property: "platform",
      given: platform,
      allowed: "OS/ARCHITECTURE[/VARIANT]",
      fix: `write for example "${AZURE_PLATFORM}"`,
    });
  }
  if (networkMode !== undefined && !/^(default|none|host)$/.test(networkMode)) {
    faults.push({
      property: "networkMode",
      given: networkMode,
      allowed: "default, none or host, the networks that BuildKit has",
      fix: "choose one of these networks",
    });
  }
  return faults;
}
