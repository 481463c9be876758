import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { Annotations, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { Backend } from "../backends/backend";
import { DockerImage, DockerImageProps, TaggedBuildProps } from "../constructs/image/docker-image";
import { PushCredentials } from "../deployment/registry";
import { RegistryStack } from "./registry-stack";
import { declareOutput, StackOutputs } from "./stack-outputs";

/** What an {@link ImageStack} is made from. */
export interface ImageStackProps extends Pick<DockerImageProps, "context" | "repository"> {
  readonly backend: Backend;
  /** The stack of the registry to push to. */
  readonly registry: RegistryStack;
  readonly build: TaggedBuildProps;
  /** @default "token" */
  readonly push?: PushCredentials;
}

/** Said at synth where Terraform may run on a machine that has neither the engine nor the build context. */
const NEEDS_DOCKER =
  "This stack builds and pushes an image, so every plan of it needs a Docker engine and the app's folder. Set its " +
  "workspace to local execution, or to an agent that has Docker, or have CI push the image and use " +
  "ImageSource.fromReference. See docs/state.md.";

/**
 * An image, built and pushed. The only stack that needs a Docker engine: the docker provider asks for it at every plan.
 *
 * Outputs: `image` (`REPOSITORY@sha256:…`) and `tags`.
 */
export class ImageStack extends TerraformStack {
  /** The tag that tells the image's content apart, known at synth. */
  readonly contentTag: string;

  constructor(scope: Construct, id: string, props: ImageStackProps) {
    super(scope, id);
    const { backend, registry, push = "token", build, context, repository } = props;
    backend.attachTo(this);
    if (backend.runsElsewhere) Annotations.of(this).addInfo(NEEDS_DOCKER);
    const registryOutputs = new StackOutputs(this, registry);
    // From another stack's outputs, so they are known at plan: an unknown address would be printed with its password.
    const loginServer = registryOutputs.text("login_server");
    new DockerProvider(this, "docker", {
      registryAuth: [{ address: loginServer, ...login(push, registryOutputs, repository) }],
    });

    const built = new DockerImage(this, "docker-image", { ...build, context, repository, loginServer });
    this.contentTag = built.contentTag;

    declareOutput(this, "image", built.reference, { description: "The image by its digest" });
    declareOutput(this, "tags", built.tags, { description: "The tags pushed, the content tag first" });
  }
}

/** Without a user name the provider takes the Docker client's own login. */
function login(push: PushCredentials, registry: StackOutputs, repository: string) {
  switch (push) {
    case "token":
      return {
        username: registry.entry("push_usernames", repository),
        password: registry.entry("push_passwords", repository),
      };
    case "adminUser":
      return { username: registry.text("admin_username"), password: registry.text("admin_password") };
    case "dockerLogin":
      return {};
  }
}
