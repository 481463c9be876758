import { TaggedBuildProps } from "../constructs/image/docker-image";
import { PullCredentials } from "./pull-credentials";

/** What {@link ImageSource.fromBuild} may be told besides the folder. */
export interface BuildSourceProps extends TaggedBuildProps {
  /**
   * The repository in the environment's registry.
   * @default - the app's name
   */
  readonly repository?: string;
  /**
   * How the container group pulls it.
   * @default PullCredentials.identity()
   */
  readonly pull?: PullCredentials;
}

/**
 * Where an app's image comes from.
 *
 * @example
 * const built = ImageSource.fromBuild("examples/hello", {
 *   target: "production",
 *   buildArgs: { VERSION: "1.4.0" },
 *   secrets: { npm: BuildSecret.fromEnvironment("NPM_TOKEN") },
 *   aliases: ["v1", "latest"],
 * });
 * const pushedByCi = ImageSource.fromRepository("hello", { tag: "1.4.0" });
 * const fromElsewhere = ImageSource.fromReference("docker.io/library/nginx:1.29", {
 *   pull: PullCredentials.password("acme", Secret.fromVariable("docker_hub_token")),
 * });
 */
export type ImageSource = BuildSource | RepositorySource | ReferenceSource;

/** An image that this project builds and pushes. */
export interface BuildSource {
  readonly kind: "build";
  /** The build context: a folder, relative to the project's. */
  readonly context: string;
  readonly props: BuildSourceProps;
}

/** An image in the environment's registry that something else pushed. */
export interface RepositorySource {
  readonly kind: "repository";
  readonly repository: string;
  readonly version: ImageVersion;
  readonly pull?: PullCredentials;
}

/** One image of a repository. A digest names the same image for ever; a tag may move, and nothing notices. */
export type ImageVersion =
  | {
      /** A tag, for example `1.4.0`. */
      readonly tag: string;
    }
  | {
      /** A digest, `sha256:…`. */
      readonly digest: string;
    };

/** An image that exists already, in any registry. */
export interface ReferenceSource {
  readonly kind: "reference";
  /** As `docker pull` takes it. */
  readonly reference: string;
  readonly pull?: PullCredentials;
}

/** Makes image sources. */
export const ImageSource = {
  /**
   * An image built from a Dockerfile, tagged by its content and pushed to the environment's registry.
   * @param context the folder that Docker builds from, relative to the project's
   */
  fromBuild(context: string, props: BuildSourceProps = {}): BuildSource {
    return { kind: "build", context, props };
  },

  /**
   * An image that something else, such as a CI system, pushed to the environment's registry. There is no image stack
   * for it, so nothing needs a Docker engine.
   * @param repository the repository there, for example `hello`
   * @param props how the group pulls it: by the registry's pull identity unless given
   */
  fromRepository(
    repository: string,
    version: ImageVersion,
    props: { readonly pull?: PullCredentials } = {},
  ): RepositorySource {
    return { kind: "repository", repository, version, pull: props.pull };
  },

  /**
   * An image that exists already: on Docker Hub or in any registry. There is no image stack for it.
   * @param reference as `docker pull` takes it, for example `docker.io/library/nginx:1.29`
   * @param props how the group pulls it: without login unless given
   */
  fromReference(reference: string, props: { readonly pull?: PullCredentials } = {}): ReferenceSource {
    return { kind: "reference", reference, pull: props.pull };
  },
};

/** Whether an image lies in the registry of its environment, whoever pushed it. */
export function isInRegistry(image: string | Pick<ImageSource, "kind">): boolean {
  return typeof image !== "string" && image.kind !== "reference";
}
