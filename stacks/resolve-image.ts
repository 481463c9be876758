import { TerraformStack } from "cdktf";
import { ContainerProps } from "../constructs/container-group/container";
import { ContainerGroupProps } from "../constructs/container-group/props";
import { RegistryCredential } from "../constructs/container-group/registry-credential";
import { checkDigest, checkRepository, checkTag, parseImageReference } from "../core/image-reference";
import { inWords, refuse, reportFaults } from "../core/fault";
import { Secret } from "../core/secrets/secret";
import { resolved } from "../core/terraform/resolved";
import { BuildSource, ImageSource, ReferenceSource } from "../deployment/image-source";
import { PullCredentials } from "../deployment/pull-credentials";
import { ImageStack } from "./image-stack";
import { RegistryStack } from "./registry-stack";
import { StackOutputs } from "./stack-outputs";

/** An image that another stack builds. */
export interface BuiltImage {
  readonly kind: "build";
  readonly stack: ImageStack;
  /** @default PullCredentials.identity() */
  readonly pull?: PullCredentials;
}

/** What a container can be told to run: what a stack builds, what lies in a registry, or a reference to it. */
export type RunnableImage = BuiltImage | ImageSource | string;

/** An image as a container group takes it, and how the group pulls it. */
export interface ResolvedImage
  extends Pick<ContainerProps, "image">, Pick<ContainerGroupProps, "registryCredentials"> {
  /** What tells the image apart at synth: its content tag, digest or reference. */
  readonly content: string;
}

/**
 * Finds what a container of `stack` runs and how its group pulls it. Faults are filed with `stack`.
 * @param property where the image was given
 * @param registry the stack of the registry that holds what is built here and what has no registry in its name
 */
export function resolveImage(
  stack: TerraformStack,
  property: string,
  image: RunnableImage,
  registry: RegistryStack,
): ResolvedImage {
  if (typeof image === "string") return { image, content: image };
  if (image.kind === "reference") return resolveReference(stack, property, image);
  if (image.kind === "build" && !("stack" in image)) return refuseBuild(stack, property, image);
  const outputs = new StackOutputs(stack, registry);
  const registryCredentials = ownCredentials(stack, property, image.pull, registry, outputs);
  if (image.kind === "build") {
    const { contentTag } = image.stack;
    return {
      image: new StackOutputs(stack, image.stack).text("image"),
      content: contentTag,
      registryCredentials,
    };
  }
  const { repository, version } = image;
  reportFaults(stack, [
    ...checkRepository(`${property}.repository`, repository),
    ...("tag" in version
      ? checkTag(`${property}.tag`, version.tag)
      : checkDigest(`${property}.digest`, version.digest)),
  ]);
  const content = "tag" in version ? `:${version.tag}` : `@${version.digest}`;
  return { image: `${outputs.text("login_server")}/${repository}${content}`, content, registryCredentials };
}

function refuseBuild(stack: TerraformStack, property: string, { context }: BuildSource): ResolvedImage {
  const given = inWords(`a build of ${JSON.stringify(context)}`);
  const fix = "declare an app that builds it and use ImageSource.fromRepository, or name another image";
  reportFaults(stack, refuse(property, given, "an image that exists already", fix));
  return { image: "unresolved", content: "unresolved" };
}

function resolveReference(
  stack: TerraformStack,
  property: string,
  { reference, pull }: ReferenceSource,
): ResolvedImage {
  if (pull?.kind === "identity" || pull?.kind === "adminUser") {
    const allowed = "password or none for an image outside the registries declared here";
    const fix = "use PullCredentials.password, or leave it out for a public image";
    reportFaults(stack, refuse(`${property}.pull`, pull.kind, allowed, fix));
  }
  const server = parseImageReference(reference)?.server;
  const resolved = { image: reference, content: reference };
  if (!pull?.login || !server) return resolved;
  const { username, password } = pull.login;
  return { ...resolved, registryCredentials: [RegistryCredential.password(server, username, password)] };
}

function ownCredentials(
  stack: TerraformStack,
  property: string,
  { kind, login }: PullCredentials = PullCredentials.identity(),
  registry: RegistryStack,
  outputs: StackOutputs,
): RegistryCredential[] {
  const server = outputs.text("login_server");
  switch (kind) {
    case "none":
      return [];
    case "identity":
      return [RegistryCredential.identity(server, outputs.text("pull_identity_id"))];
    case "password":
      return login ? [RegistryCredential.password(server, login.username, login.password)] : [];
    case "adminUser": {
      if (!registry.adminUser) {
        const allowed = "adminUser only with the registry's admin user on";
        const fix = "set adminUser: true on the registry, or leave pull out";
        reportFaults(stack, refuse(`${property}.pull`, kind, allowed, fix));
      }
      const password = Secret.fromExpression(outputs.text("admin_password"));
      return [RegistryCredential.password(server, outputs.text("admin_username"), password)];
    }
  }
}

/** The logins of several images to their registries. Images of one registry bring the same login each; Azure takes one. */
export function distinctCredentials(
  stack: TerraformStack,
  images: readonly Pick<ContainerGroupProps, "registryCredentials">[],
): RegistryCredential[] {
  const credentials = images.flatMap(({ registryCredentials = [] }) => registryCredentials);
  const logins = new Map(
    credentials.map((credential) => [JSON.stringify(resolved(stack, credential.render(stack))), credential]),
  );
  return [...logins.values()];
}
