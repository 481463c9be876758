import { TerraformStack } from "cdktf";
import { RegistryCredential } from "../constructs/container-group/registry-credential";
import { checkDigest, checkRepository, checkTag, parseImageReference } from "../core/image-reference";
import { Fault, reportFaults } from "../core/fault";
import { Secret } from "../core/secret";
import { ImageSource, ReferenceSource, RepositorySource } from "../deployment/image-source";
import { PullCredentials } from "../deployment/pull-credentials";
import { ResolvedImage } from "./container-group-stack";
import { ImageStack } from "./image-stack";
import { RegistryStack } from "./registry-stack";
import { StackOutputs } from "./stack-outputs";

/** What an image source may need to be resolved. A stack that wrong input kept from being made is left out. */
interface Origin {
  readonly source: ImageSource;
  readonly registry?: RegistryStack;
  readonly image?: ImageStack;
}

/** Finds what a container group of `stack` runs and how it pulls it. Faults are filed with `stack`. */
export function resolveImage(stack: TerraformStack, { source, registry, image }: Origin): ResolvedImage {
  if (source.kind === "reference") return resolveReference(stack, source);
  const unresolved = { image: "unresolved", content: "unresolved" };
  // Without these stacks there is a fault on file already; a stand-in lets the rest of the tree be checked.
  if (!registry || (source.kind === "build" && !image)) return unresolved;

  const outputs = new StackOutputs(stack, registry);
  const server = outputs.text("login_server");
  const pull = source.kind === "build" ? source.props.pull : source.pull;
  return {
    ...(source.kind === "build"
      ? { image: new StackOutputs(stack, image!).text("image"), content: image!.contentTag }
      : inRegistry(stack, server, source)),
    registryCredentials: ownCredentials(stack, pull ?? PullCredentials.identity(), registry, outputs),
  };
}

/** The same for the image of a sidecar, which no stack builds; `property` is where it was given. */
export function resolveSidecarImage(
  stack: TerraformStack,
  property: string,
  source: string | ImageSource,
  registry: RegistryStack | undefined,
): Omit<ResolvedImage, "content"> {
  if (typeof source === "string") return { image: source };
  if (source.kind !== "build") return resolveImage(stack, { source, registry });
  reportFaults(stack, [
    {
      property,
      given: `a build of ${JSON.stringify(source.context)}`,
      allowed: "an image that exists already",
      fix: "declare an app that builds it and use ImageSource.fromRepository, or name another image",
    },
  ]);
  return { image: "unresolved" };
}

function inRegistry(
  stack: TerraformStack,
  server: string,
  { repository, version }: RepositorySource,
): ResolvedImage {
  reportFaults(stack, [
    ...checkRepository("image.repository", repository),
    ...("tag" in version ? checkTag("image.tag", version.tag) : checkDigest("image.digest", version.digest)),
  ]);
  const content = "tag" in version ? `:${version.tag}` : `@${version.digest}`;
  return { image: `${server}/${repository}${content}`, content };
}

function resolveReference(stack: TerraformStack, { reference, pull }: ReferenceSource): ResolvedImage {
  if (pull?.kind === "identity" || pull?.kind === "adminUser") {
    reportFaults(stack, [
      pullFault(
        pull.kind,
        "password or none for an image outside the registries declared here",
        "use PullCredentials.password, or leave it out for a public image",
      ),
    ]);
  }
  const server = parseImageReference(reference)?.server;
  if (!pull?.login || !server) return { image: reference, content: reference };
  const { username, password } = pull.login;
  return {
    image: reference,
    content: reference,
    registryCredentials: [RegistryCredential.password(server, username, password)],
  };
}

function ownCredentials(
  stack: TerraformStack,
  { kind, login }: PullCredentials,
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
        reportFaults(stack, [
          pullFault(kind, allowed, "set adminUser: true on the registry, or leave pull out"),
        ]);
      }
      const password = Secret.fromExpression(outputs.text("admin_password"));
      return [RegistryCredential.password(server, outputs.text("admin_username"), password)];
    }
  }
}

function pullFault(given: string, allowed: string, fix: string): Fault {
  return { property: "image.pull", given, allowed, fix };
}
