import { DOCKER_HUB, ImageReference, parseImageReference } from "../../core/image-reference";
import { Policy, workloadsIn } from "../policy";

/** The names that Docker Hub answers under. */
const NAMES = [DOCKER_HUB, "registry-1.docker.io", "registry.hub.docker.com"];

/** The web server that `https` puts before an app. */
const HTTPS_CONTAINER = "https";

export const noDockerHubInProduction: Policy = {
  id: "no-docker-hub-in-production",
  reason:
    "Docker Hub limits how often an address may pull: a container that restarts may then not start again.",
  inProductionOnly: true,
  check: (stack) =>
    workloadsIn(stack).flatMap(({ path, containers, initContainers }) => [
      ...containers.flatMap(({ name, image }) =>
        check(path, String(image), name === HTTPS_CONTAINER ? servesCached : runsCached),
      ),
      ...initContainers.flatMap(({ image }) => check(path, String(image), namesCached)),
    ]),
};

function check(path: string, image: string, remedy: (reference: ImageReference, target: string) => string) {
  const reference = parseImageReference(image);
  if (!reference || !NAMES.includes(reference.server)) return [];
  const { repository } = reference;
  const source = repository.includes("/") ? repository : `library/${repository}`;
  const target = `cache/${repository}`;
  const name = target.replaceAll(/[^a-z0-9]+/g, "-").slice(0, 49);
  const rule = `cacheRules: [{ name: "${name}", source: "docker.io/${source}", target: "${target}" }]`;
  const fix = `set ${rule} on the registry, and ${remedy(reference, target)}`;
  return [{ path, found: `the image ${image} of Docker Hub`, fix }];
}

function runsCached({ tag = "latest", digest }: ImageReference, target: string): string {
  const version = digest === undefined ? `tag: "${tag}"` : `digest: "${digest}"`;
  return `run ImageSource.fromRepository("${target}", { ${version} })`;
}

function servesCached(_: ImageReference, target: string): string {
  return `say so to the app's https: Https.automatic({ cacheRepository: "${target}" })`;
}

/** An init container takes a reference only. */
function namesCached({ tag = "latest", digest }: ImageReference, target: string): string {
  return `run "LOGIN_SERVER/${target}${digest === undefined ? `:${tag}` : `@${digest}`}"`;
}
