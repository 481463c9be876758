import { ContainerRegistryCacheRule } from "@cdktf/provider-azurerm/lib/container-registry-cache-rule";
import { Construct } from "constructs";
import { checkName } from "../../core/azure/names";
import { checkRepository } from "../../core/image-reference";
import { Fault, inWords, refuse, reportFaults } from "../../core/fault";
import { checkEachNameOnce, Registry } from "./registry";

/** Which images of another registry are cached, and where. */
export interface CacheRuleSettings {
  /**
   * The rule's name: 5–49 letters, digits and single hyphens between them.
   * @azure name
   */
  readonly name: string;
  /**
   * The repository whose images are cached, with its registry and without a tag: `docker.io/library/nginx`. It may end
   * in `/*`, for all repositories below.
   * @azure sourceRepository
   */
  readonly source: string;
  /**
   * The repository they are pulled from instead: `cache/nginx`. It ends in `/*`, or is `*`, if the source ends so.
   * @azure targetRepository
   */
  readonly target: string;
}

/** What a {@link CacheRule} is made from. */
export interface CacheRuleProps extends CacheRuleSettings {
  /** The registry that caches. */
  readonly registry: Registry;
  /**
   * Azure's id of the credential set that logs in to the source's registry. Taking it away replaces the rule.
   * @default - no login
   */
  readonly credentialSetId?: string;
}

/** The most rules of a registry. Source: Azure documentation, "Artifact cache in Azure Container Registry" (limitations). */
const MOST_RULES = 1000;

/** The registries that Azure caches. Source: Azure documentation, "Artifact cache in Azure Container Registry" (upstream support). */
const UPSTREAMS = [
  "docker.io",
  "mcr.microsoft.com",
  "public.ecr.aws",
  "ghcr.io",
  "quay.io",
  "registry.k8s.io",
  "nvcr.io",
  "gcr.io",
];

/** A rule of a registry that keeps copies of another registry's images, so that nothing is pulled from there at run time. */
export class CacheRule extends Construct {
  constructor(scope: Construct, id: string, props: CacheRuleProps) {
    super(scope, id);
    reportFaults(this, faultsOf(props));
    const { registry, name, source, target, credentialSetId } = props;
    new ContainerRegistryCacheRule(this, "Resource", {
      name,
      containerRegistryId: registry.registryId,
      sourceRepo: source,
      targetRepo: target,
      credentialSetId,
    });
  }
}

/** What is wrong with the host of a registry to cache, if anything. */
export function checkUpstream(property: string, upstream: string): Fault[] {
  if (UPSTREAMS.includes(upstream) || /^[a-z0-9-]+-docker\.pkg\.dev$/.test(upstream)) return [];
  return refuse(
    property,
    upstream,
    `a registry that Azure caches: ${UPSTREAMS.join(", ")}, REGION-docker.pkg.dev`,
    "name one of these, or pull from that registry directly",
  );
}

/** What Azure would refuse in the rules of one registry, taken together. */
export function checkCacheRules(property: string, rules: readonly CacheRuleSettings[]): Fault[] {
  const targets = rules.map(({ target }) => target);
  return [
    ...checkEachNameOnce(property, rules),
    ...targets.flatMap((target, i) => {
      const other = targets.findIndex((earlier, at) => at < i && overlap(earlier, target));
      if (other === -1) return [];
      const fix = `write another target, for example "mirror/${target}"`;
      const allowed = `a target apart from ${property}[${other}].target, ${JSON.stringify(targets[other])}`;
      return refuse(`${property}[${i}].target`, target, allowed, fix);
    }),
    ...(rules.length > MOST_RULES
      ? refuse(
          property,
          inWords(`${rules.length} rules`),
          `at most ${MOST_RULES} rules`,
          'join some by a wildcard, for example "docker.io/library/*"',
        )
      : []),
  ];
}

/** A fixed target may lie below a wildcard's, and goes before it. */
function overlap(target: string, other: string): boolean {
  const [wildcard, otherWildcard] = [isWildcard(target), isWildcard(other)];
  if (!wildcard || !otherWildcard) return target === other;
  const [prefix, otherPrefix] = [target.slice(0, -1), other.slice(0, -1)];
  return prefix.startsWith(otherPrefix) || otherPrefix.startsWith(prefix);
}

function isWildcard(repository: string): boolean {
  return repository === "*" || repository.endsWith("/*");
}

function faultsOf({ name, source, target }: CacheRuleProps): Fault[] {
  const [upstream = "", ...path] = source.split("/");
  const repository = path.join("/");
  return [
    ...checkName("cacheRule", "name", name),
    ...(path.length === 0
      ? refuse(
          "source",
          source,
          "the host of a registry and a repository there",
          `write for example "docker.io/library/${source || "nginx"}"`,
        )
      : [...checkUpstream("source (registry)", upstream), ...checkRepositories("source", repository)]),
    ...checkRepositories("target", target),
    ...(upstream === "docker.io" && path.length === 1 && repository !== "*"
      ? refuse(
          "source",
          source,
          "a repository of Docker Hub with its owner",
          `write "docker.io/library/${repository}"`,
        )
      : []),
    ...(isWildcard(repository) !== isWildcard(target)
      ? refuse(
          "target",
          target,
          "a wildcard in both source and target, or in neither",
          'write for example source "mcr.microsoft.com/dotnet/*" and target "dotnet/*"',
        )
      : []),
  ];
}

function checkRepositories(property: string, repository: string): Fault[] {
  if (repository === "*") return [];
  return checkRepository(property, repository.replace(/\/\*$/, ""));
}
