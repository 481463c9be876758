import { DataDockerRegistryImage } from "@cdktf/provider-docker/lib/data-docker-registry-image";
import { Fn, TerraformStack } from "cdktf";
import { Construct, IConstruct } from "constructs";
import { checkRepository, checkTag } from "../../core/image-reference";
import { checkEachOnce, Fault, refuse, reportFaults } from "../../core/fault";
import { onceForEach } from "../../core/once";
import { TerraformData } from "../../core/terraform/data";
import { StackFile } from "../../core/terraform/stack-file";
import { fromWorkingDirectory } from "../../core/terraform/working-directory";
import { BuildContextError } from "./context/build-context-error";
import { Fingerprint, fingerprint, FingerprintProps } from "./context/fingerprint";
import { checkBuild, DockerBuildProps } from "./docker-build";
import { contentTagOf, describeBuild, ImageBuildProps, shapeOf } from "./image-build";
import { publishProgram } from "./publish-program";

/** How an image is built and what it is called. */
export interface TaggedBuildProps extends DockerBuildProps {
  /**
   * Friendly tags, such as a version. They move to each newly built image, beside its content tag, which never moves.
   * @default ["latest"]
   */
  readonly aliases?: readonly string[];
}

/** What a {@link DockerImage} is made from. */
export interface DockerImageProps extends TaggedBuildProps, ImageBuildProps {
  /** The registry's host name. */
  readonly loginServer: string;
  /** The repository in that registry: lower-case, as Docker takes it. */
  readonly repository: string;
  /**
   * The login to the registry.
   * @default - the Docker client's own
   */
  readonly login?: { readonly username: string; readonly password: string };
}

const CONTENT_TAG = /^content-[0-9a-f]{32}$/;

/** The tag that publishers use among themselves: see claimTag in publish/publish.cjs. */
const WAITING_TAG = "publishing";

/**
 * An image that is what the registry holds under its content tag. If the registry holds none, it is built and pushed;
 * what is there is never built again and never pushed over. Nothing is ever deleted.
 *
 * Only the building needs Docker (or the Azure CLI): the rest is done by the registry's HTTP API.
 */
export class DockerImage extends Construct {
  /** The tags: the content tag first, then the aliases. */
  readonly tags: readonly string[];
  /** The tag that tells the image's content apart and never moves. */
  readonly contentTag: string;
  /** Terraform's address of what publishes it. Replaced, it publishes again what the registry has lost. */
  readonly publisher: string;
  private readonly name: string;
  private readonly image: DataDockerRegistryImage;

  constructor(scope: Construct, id: string, props: DockerImageProps) {
    super(scope, id);
    const { aliases = ["latest"], loginServer, repository, login, builtBy = "docker" } = props;
    const { printed, faults } = fingerprintOf(this, props);
    reportFaults(this, [...checkNames(props), ...checkBuild(props, builtBy), ...faults]);

    this.contentTag = contentTagOf(printed);
    this.tags = [this.contentTag, ...aliases];
    this.name = `${loginServer}/${repository}`;

    const program = new StackFile(this, "program", {
      // Not its hash: another program does not make another image.
      folder: "node",
      name: "publish.cjs",
      text: publishProgram(),
    });
    const run = (args: string, environment: Record<string, string>) => ({
      type: "local-exec" as const,
      command: `${NEEDS_NODE} && node ${program.path} ${args}`,
      environment: {
        ...environment,
        SLIPWAY_REGISTRY: loginServer,
        SLIPWAY_REPOSITORY: repository,
        // Marked sensitive they would have Terraform hide all that the build prints. The environment is never shown.
        ...(login && {
          SLIPWAY_USERNAME: Fn.nonsensitive(login.username),
          SLIPWAY_PASSWORD: Fn.nonsensitive(login.password),
        }),
        // So that Node.js goes through the proxy that Terraform goes through.
        NODE_USE_ENV_PROXY: "1",
      },
    });

    const published = new TerraformData(this, "publish", {
      triggersReplace: { repository: this.name, tag: this.contentTag },
      provisioners: [run(`image ${this.buildFile(props, printed)}`, {})],
    });
    this.publisher = `${published.terraformResourceType}.${published.friendlyUniqueId}`;
    this.image = new DataDockerRegistryImage(this, "Resource", {
      name: `${this.name}:${this.contentTag}`,
      // Read at plan, unless this changes: then once it is done.
      dependsOn: [published],
    });
    // Earlier states hold the image as this resource. Let go, it needs no engine to be looked up in or destroyed by.
    TerraformStack.of(this).addOverride("removed", [
      { from: `docker_image.${this.image.friendlyUniqueId}`, lifecycle: { destroy: false } },
    ]);
    for (const alias of new Set(aliases.filter((given) => checkTag("", given).length === 0))) {
      new TerraformData(this, `alias-${alias}`, {
        triggersReplace: { repository: this.name, alias, digest: this.image.sha256Digest },
        provisioners: [run("alias", { SLIPWAY_ALIAS: alias, SLIPWAY_DIGEST: this.image.sha256Digest })],
      });
    }
  }

  /** The image by its digest, `REPOSITORY@sha256:…`: what a container group runs. */
  get reference(): string {
    return `${this.name}@${this.image.sha256Digest}`;
  }

  /** Writes what publishing must know of the build into the stack's folder; its path there. */
  private buildFile(props: DockerImageProps, printed: Fingerprint): string {
    const known = describeBuild(props, printed, (file) => fromWorkingDirectory(this, file));
    const text = JSON.stringify(known);
    return new StackFile(this, "build", { folder: "json", name: "build.json", text }).path;
  }
}

/** Says so where there is no Node.js, in sh and in cmd.exe. */
const NEEDS_NODE =
  "(node -e 0 || (echo Publishing an image needs Node.js 20.19 or newer here. >&2 && exit 1))";

/** The content's fingerprint, or what stands in its way. */
function fingerprintOf(scope: Construct, props: DockerImageProps): { printed: Fingerprint; faults: Fault[] } {
  try {
    return { printed: onceInApp(scope, shapeOf(props)), faults: [] };
  } catch (error) {
    if (!(error instanceof BuildContextError)) throw error;
    return { printed: { content: "0".repeat(64), entries: [], options: "{}" }, faults: [error.fault] };
  }
}

/** What was fingerprinted, by the app that it was for: the next app may find other files. */
const fingerprintsIn = onceForEach<IConstruct, Map<string, Fingerprint>>(() => new Map());

/** Apps that share a context and its options share its fingerprint too. */
function onceInApp({ node: { root } }: Construct, asked: FingerprintProps): Fingerprint {
  const known = fingerprintsIn(root);
  const key = JSON.stringify(asked);
  const found = known.get(key) ?? fingerprint(asked);
  known.set(key, found);
  return found;
}

function checkNames({ repository, aliases = [] }: DockerImageProps): Fault[] {
  return [
    ...checkRepository("repository", repository),
    ...aliases.flatMap((alias, i) => [
      ...checkTag(`aliases[${i}]`, alias),
      ...(CONTENT_TAG.test(alias) || alias === WAITING_TAG
        ? refuse(
            `aliases[${i}]`,
            alias,
            `another tag than content tags and "${WAITING_TAG}", which publishing uses itself`,
            'rename the alias, for example "v1"',
          )
        : []),
    ]),
    ...checkEachOnce("aliases", aliases, "each alias once"),
  ];
}
