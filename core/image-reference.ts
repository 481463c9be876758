import { Token } from "cdktf";
import { Fault, refuse } from "./fault";

// Docker's own grammar. Source: the distribution project, reference/regexp.go and reference/reference.go.
const PATH_COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const DOMAIN_COMPONENT = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const DOMAIN = `${DOMAIN_COMPONENT}(?:\\.${DOMAIN_COMPONENT})*(?::[0-9]+)?`;
const TAG = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";
const DIGEST = "sha256:[a-f0-9]{64}";
const REPOSITORY = `${PATH_COMPONENT}(?:/${PATH_COMPONENT})*`;

const WHOLE_REPOSITORY = new RegExp(`^${REPOSITORY}$`);
const WHOLE_TAG = new RegExp(`^${TAG}$`);
const WHOLE_DIGEST = new RegExp(`^${DIGEST}$`);
const WHOLE_REFERENCE = new RegExp(`^(?:(${DOMAIN})/)?(${REPOSITORY})(?::(${TAG}))?(?:@(${DIGEST}))?$`);

/** The longest repository name that Docker takes, its registry's host included. */
const NAME_LENGTH_LIMIT = 255;

/** An image reference, taken apart. */
export interface ImageReference {
  /** The registry's host, and port if any. Docker Hub's when the reference names none. */
  readonly server: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** The server name that Docker Hub's credentials belong to. */
export const DOCKER_HUB = "index.docker.io";

/** Takes a reference apart as Docker does, or returns undefined if Docker would refuse it. */
export function parseImageReference(reference: string): ImageReference | undefined {
  const [, first, rest, tag, digest] = WHOLE_REFERENCE.exec(reference) ?? [];
  if (rest === undefined) return undefined;
  // Without a dot, a port or the name localhost, what comes before the first slash is a part of the repository.
  const isHost = first !== undefined && (/[.:A-Z]/.test(first) || first === "localhost");
  const repository = first === undefined || isHost ? rest : `${first}/${rest}`;
  const nameLength = repository.length + (isHost ? first.length + 1 : 0);
  if (nameLength > NAME_LENGTH_LIMIT) return undefined;
  const server = isHost ? first : DOCKER_HUB;
  return { server: server === "docker.io" ? DOCKER_HUB : server, repository, tag, digest };
}

/** What Docker would refuse in an image reference. */
export function checkReference(property: string, reference: string): Fault[] {
  if (Token.isUnresolved(reference) || parseImageReference(reference)) return [];
  const allowed = "[HOST[:PORT]/]REPOSITORY[:TAG][@sha256:DIGEST] with a lower-case repository";
  const fix = 'write it as "docker pull" takes it, for example "docker.io/library/nginx:1.29"';
  return refuse(property, reference, allowed, fix);
}

/** What Docker would refuse in a repository name. */
export function checkRepository(property: string, repository: string): Fault[] {
  if (Token.isUnresolved(repository)) return [];
  if (WHOLE_REPOSITORY.test(repository) && repository.length <= NAME_LENGTH_LIMIT) return [];
  const allowed = `up to ${NAME_LENGTH_LIMIT} lower-case letters and digits, with single ".", "_", "-" between them and "/" between parts`;
  const fix = "use lower case, without host, tag or digest";
  return refuse(property, repository, allowed, fix);
}

/** What Docker would refuse in a tag. */
export function checkTag(property: string, tag: string): Fault[] {
  if (Token.isUnresolved(tag) || WHOLE_TAG.test(tag)) return [];
  const allowed = '1–128 letters, digits, "_", "." and "-", not starting with "." or "-"';
  const fix = 'write for example "v1"';
  return refuse(property, tag, allowed, fix);
}

/** What Docker would refuse in a digest. */
export function checkDigest(property: string, digest: string): Fault[] {
  if (Token.isUnresolved(digest) || WHOLE_DIGEST.test(digest)) return [];
  const allowed = '"sha256:" and 64 lower-case hexadecimal digits';
  const fix = 'copy the digest from the registry, for example from "az acr manifest list-metadata"';
  return refuse(property, digest, allowed, fix);
}
