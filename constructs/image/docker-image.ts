import { Image } from "@cdktf/provider-docker/lib/image";
import { RegistryImage } from "@cdktf/provider-docker/lib/registry-image";
import { Tag } from "@cdktf/provider-docker/lib/tag";
import { Construct } from "constructs";
import { checkRepository, checkTag } from "../../core/image-reference";
import { Fault, reportFaults } from "../../core/fault";
import { BuildContextError } from "./context/build-context-error";
import { fingerprint } from "./context/fingerprint";
import { checkBuild, DockerBuildProps, renderBuild, shapingOptions } from "./docker-build";

/** How an image is built and what it is called. */
export interface TaggedBuildProps extends DockerBuildProps {
  /**
   * Friendly tags, such as a version. They move to each newly built image, beside its content tag, which never moves.
   * @default ["latest"]
   */
  readonly aliases?: readonly string[];
}

/** What a {@link DockerImage} is made from. */
export interface DockerImageProps extends TaggedBuildProps {
  /** The folder that Docker builds from, relative to the project's. */
  readonly context: string;
  /** The registry's host name. */
  readonly loginServer: string;
  /** The repository in that registry: lower-case, as Docker takes it. */
  readonly repository: string;
}

/** How many hexadecimal digits of the fingerprint make a content tag: 128 bits tell any two images apart. */
const CONTENT_TAG_DIGITS = 32;

const CONTENT_TAG = /^content-[0-9a-f]{32}$/;

/**
 * An image that is what its source says: built when the source changes, tagged by its content, pushed, and kept.
 *
 * Nothing that was pushed is ever deleted, from the first apply on: the provider would delete by digest, and with it
 * every tag that shares the image, the one that is running included.
 */
export class DockerImage extends Construct {
  /** The tags pushed: the content tag first, then the aliases. */
  readonly tags: readonly string[];
  /** The tag that tells the image's content apart and never moves. */
  readonly contentTag: string;
  private readonly name: string;
  private readonly pushed: RegistryImage;

  constructor(scope: Construct, id: string, props: DockerImageProps) {
    super(scope, id);
    const { aliases = ["latest"], loginServer, repository } = props;
    const { content, faults } = contentOf(props);
    reportFaults(this, [...checkNames(props), ...checkBuild(props), ...faults]);

    this.contentTag = `content-${content.slice(0, CONTENT_TAG_DIGITS)}`;
    const triggers = { content };
    this.tags = [this.contentTag, ...aliases];
    this.name = `${loginServer}/${repository}`;

    const image = new Image(this, "Resource", {
      name: `${this.name}:${this.contentTag}`,
      buildAttribute: renderBuild(this, props.context, props),
      keepLocally: true,
      triggers,
    });
    this.pushed = new RegistryImage(this, "push", { name: image.name, keepRemotely: true, triggers });
    for (const alias of new Set(aliases.filter((given) => checkTag("", given).length === 0))) {
      const tag = new Tag(this, `tag-${alias}`, {
        // By id: given by name, the image from before the rebuild would be tagged and pushed again.
        sourceImage: image.imageId,
        targetImage: `${this.name}:${alias}`,
      });
      new RegistryImage(this, `push-${alias}`, {
        name: tag.targetImage,
        keepRemotely: true,
        triggers,
        // An alias moves only to an image that the registry holds.
        dependsOn: [this.pushed],
      });
    }
  }

  /** The image by its digest, `REPOSITORY@sha256:…`: what a container group runs. */
  get reference(): string {
    return `${this.name}@${this.pushed.sha256Digest}`;
  }
}

/** The content's fingerprint, or what stands in its way. */
function contentOf(props: DockerImageProps): { content: string; faults: Fault[] } {
  try {
    return {
      content: fingerprint({
        context: props.context,
        dockerfile: props.dockerfile,
        outsideLinks: props.outsideLinks,
        options: shapingOptions(props),
      }),
      faults: [],
    };
  } catch (error) {
    if (!(error instanceof BuildContextError)) throw error;
    return { content: "0".repeat(CONTENT_TAG_DIGITS), faults: [error.fault] };
  }
}

function checkNames({ repository, aliases = [] }: DockerImageProps): Fault[] {
  const faults = checkRepository("repository", repository);
  aliases.forEach((alias, i) => {
    const property = `aliases[${i}]`;
    faults.push(...checkTag(property, alias));
    if (CONTENT_TAG.test(alias)) {
      faults.push({
        property,
        given: alias,
        allowed: "a tag that does not look like a content tag",
        fix: "rename the alias, since content tags must never move",
      });
    }
    if (aliases.indexOf(alias) !== i) {
      faults.push({ property, given: alias, allowed: "each alias once", fix: "remove the repetition" });
    }
  });
  return faults;
}
