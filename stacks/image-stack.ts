import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { Annotations, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { Backend } from "../backends/backend";
import { DockerImage, DockerImageProps, TaggedBuildProps } from "../constructs/image/docker-image";
import { PushCredentials } from "../deployment/registry";
import { RegistryStack } from "./registry-stack";
import { declareOutput, StackOutputs } from "./stack-outputs";

/** What an {@link ImageStack} is made from. */
export interface ImageStackProps extends Pick<DockerImageProps, "context" | "repository" | "builtBy"> {
  readonly backend: Backend;
  /** The stack of the registry to push to. */
  readonly registry: RegistryStack;
  readonly build: TaggedBuildProps;
  /** @default "token" */
  readonly push?: PushCredentials;
}

/** Said at synth where Terraform may run on a machine that cannot build. */
const MAY_NEED_A_BUILDER =
  "HCP Terraform's own workers can plan this stack, and apply it when nothing is to be published. To publish, its " +
  "workspace needs local execution, or an agent that has Node.js and Docker. See docs/state.md.";

/**
 * An image, built if its registry does not hold it. Every plan and all but the building needs no Docker: the docker
 * provider asks the registry only.
 *
 * Outputs: `image` (`REPOSITORY@sha256:…`) and `tags`.
 */
export class ImageStack extends TerraformStack {
  /** The tag that tells the image's content apart, known at synth. */
  readonly contentTag: string;
  /** Terraform's address of what publishes it, for `terraform apply -replace=…`. */
  readonly publisher: string;

  constructor(scope: Construct, id: string, props: ImageStackProps) {
    super(scope, id);
    const { backend, registry, push = "token", build, repository } = props;
    backend.attachTo(this);
    if (backend.runsElsewhere) Annotations.of(this).addInfo(MAY_NEED_A_BUILDER);
    const registryOutputs = new StackOutputs(this, registry);
    // From another stack's outputs, so they are known at plan: an unknown address would be printed with its password.
    const loginServer = registryOutputs.text("login_server");
    const login = loginOf(push, registryOutputs, repository);
    new DockerProvider(this, "docker", {
      disableDockerDaemonCheck: true,
      // Without a user name the provider takes the Docker client's own login.
      registryAuth: [{ address: loginServer, ...login }],
    });

    const { context, builtBy } = props;
    const image = new DockerImage(this, "docker-image", {
      ...build,
      context,
      repository,
      loginServer,
      login,
      builtBy,
    });
    this.contentTag = image.contentTag;
    this.publisher = image.publisher;

    declareOutput(this, "image", image.reference, { description: "The image by its digest" });
    declareOutput(this, "tags", image.tags, { description: "The tags pushed, the content tag first" });
  }
}

function loginOf(push: PushCredentials, registry: StackOutputs, repository: string) {
  switch (push) {
    case "token":
      return {
        username: registry.entry("push_usernames", repository),
        password: registry.entry("push_passwords", repository),
      };
    case "adminUser":
      return { username: registry.text("admin_username"), password: registry.text("admin_password") };
    case "dockerLogin":
      return undefined;
  }
}
