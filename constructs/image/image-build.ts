import * as path from "node:path";
import { Fingerprint, FingerprintProps } from "./context/fingerprint";
import { DockerBuildProps, ImageBuilder, renderBuild, shapingOptions } from "./docker-build";
import type { ImageBuild } from "./publish/publish.cjs";

/** What an image is built from, and how. */
export interface ImageBuildProps extends DockerBuildProps {
  /** The folder that it is built from, relative to the project's. */
  readonly context: string;
  /**
   * Who builds it: the Docker of whoever deploys, or the registry itself.
   * @default "docker"
   */
  readonly builtBy?: ImageBuilder;
}

/** How many hexadecimal digits of the fingerprint make a content tag: 128 bits tell any two images apart. */
const CONTENT_TAG_DIGITS = 32;

/** The tag that tells an image's content apart. */
export function contentTagOf({ content }: Fingerprint): string {
  return `content-${content.slice(0, CONTENT_TAG_DIGITS)}`;
}

/** What is fingerprinted of an image. */
export function shapeOf(props: ImageBuildProps): FingerprintProps {
  const { context, dockerfile, outsideLinks } = props;
  return { context, dockerfile, outsideLinks, options: shapingOptions(props) };
}

/** All that building an image takes; `locate` says where a file of the project is for whoever builds. */
export function describeBuild(
  props: ImageBuildProps,
  printed: Fingerprint,
  locate: (file: string) => string,
): ImageBuild {
  const { context, dockerfile = "Dockerfile", builtBy = "docker" } = props;
  const { content, options, entries } = printed;
  return {
    tag: contentTagOf(printed),
    builtBy,
    staged: {
      context: locate(context),
      dockerfile: locate(path.resolve(context, dockerfile)),
      content,
      options,
      entries,
    },
    options: renderBuild(locate, props),
  };
}
