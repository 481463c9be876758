import { CacheCredentials, CacheLogin } from "../../../constructs/registry/cache-credentials";
import { CacheRule, CacheRuleSettings, checkCacheRules } from "../../../constructs/registry/cache-rule";
import { describeFault } from "../../../core/fault";
import { addRegistry, faultsFor, ids, Rule, testRules } from "../../support/rules";
import { onlyResource, stackWith } from "../../support/synthesis";

const nginx = { name: "nginx", source: "docker.io/library/nginx", target: "cache/nginx" };
const dotnet = { name: "dotnet", source: "mcr.microsoft.com/dotnet/*", target: "dotnet/*" };

const rules: readonly Rule<CacheRuleSettings>[] = [
  [
    "name",
    nginx,
    { ...nginx, name: "a_b_c" },
    'name is "a_b_c". Allowed: 5–49 letters, digits and hyphens, with no hyphen first, last or doubled. Fix: write for example "docker-hub".',
  ],
  [
    "registry",
    { ...nginx, source: "ghcr.io/me/app" },
    { ...nginx, source: "example.com/me/app" },
    'source (registry) is "example.com". Allowed: a registry that Azure caches: docker.io, mcr.microsoft.com, public.ecr.aws, ghcr.io, quay.io, registry.k8s.io, nvcr.io, gcr.io, REGION-docker.pkg.dev. Fix: name one of these, or pull from that registry directly.',
  ],
  [
    "source",
    { ...nginx, source: "europe-docker.pkg.dev/a/b/c" },
    { ...nginx, source: "ghcr.io/me/app:1" },
    'source is "me/app:1". Allowed: up to 255 lower-case letters and digits, with single ".", "_", "-" between them and "/" between parts. Fix: use lower case, without host, tag or digest.',
  ],
  [
    "target",
    { ...nginx, target: "a/b/c" },
    { ...nginx, target: "Nginx" },
    'target is "Nginx". Allowed: up to 255 lower-case letters and digits, with single ".", "_", "-" between them and "/" between parts. Fix: use lower case, without host, tag or digest.',
  ],
  [
    "source without its host",
    nginx,
    { ...nginx, source: "nginx" },
    'source is "nginx". Allowed: the host of a registry and a repository there. Fix: write for example "docker.io/library/nginx".',
  ],
  [
    "Docker Hub's own images",
    nginx,
    { ...nginx, source: "docker.io/nginx" },
    'source is "docker.io/nginx". Allowed: a repository of Docker Hub with its owner. Fix: write "docker.io/library/nginx".',
  ],
  [
    "a wildcard in both",
    dotnet,
    { ...dotnet, target: "dotnet" },
    'target is "dotnet". Allowed: a wildcard in both source and target, or in neither. Fix: write for example source "mcr.microsoft.com/dotnet/*" and target "dotnet/*".',
  ],
];

test.each(["-rule1", "rule1-", "rule--1", "rule", "r".repeat(50)])("%s names no cache rule", (name) => {
  const faults = faultsFor(
    (registry, stack) => void new CacheRule(stack, "rule", { ...nginx, name, registry }),
  );
  expect(faults).toEqual([expect.stringContaining(`name is "${name}"`)]);
});

describe("Azure's rules for a cache rule", () =>
  testRules(
    (rule) => faultsFor((registry, stack) => void new CacheRule(stack, "rule", { ...rule, registry })),
    rules,
  ));

describe("Azure's rules for the cache rules of a registry", () =>
  testRules<CacheRuleSettings[]>(
    (together) => checkCacheRules("cacheRules", together).map(describeFault),
    [
      [
        "a name once",
        [nginx, dotnet],
        [nginx, { ...dotnet, name: "Nginx" }],
        'cacheRules[1].name is "Nginx". Allowed: each name once, upper and lower case being the same. Fix: rename it or remove it: cacheRules[0] has that name.',
      ],
      [
        "a target once",
        [nginx, { ...nginx, name: "other", target: "cache/other" }],
        [nginx, { ...nginx, name: "other" }],
        'cacheRules[1].target is "cache/nginx". Allowed: a target apart from cacheRules[0].target, "cache/nginx". Fix: write another target, for example "mirror/cache/nginx".',
      ],
      [
        "wildcards apart, a fixed target below one",
        [dotnet, { ...dotnet, name: "fixed", source: "mcr.microsoft.com/dotnet/sdk", target: "dotnet/sdk" }],
        [dotnet, { ...dotnet, name: "below", target: "dotnet/sdk/*" }],
        'cacheRules[1].target is "dotnet/sdk/*". Allowed: a target apart from cacheRules[0].target, "dotnet/*". Fix: write another target, for example "mirror/dotnet/sdk/*".',
      ],
      [
        "1000 at most",
        many(1000),
        many(1001),
        'cacheRules is 1001 rules. Allowed: at most 1000 rules. Fix: join some by a wildcard, for example "docker.io/library/*".',
      ],
    ],
  ));

const login = {
  upstream: "docker.io",
  usernameSecretId: "https://vault.vault.azure.net/secrets/user",
  passwordSecretId: "https://vault.vault.azure.net/secrets/token",
};

describe("Azure's rules for the credentials of a cache", () =>
  testRules<CacheLogin & { upstream: string }>(
    (props) =>
      faultsFor((registry, stack) => void new CacheCredentials(stack, "login", { ...props, registry })),
    [
      [
        "secrets without a version",
        login,
        { ...login, passwordSecretId: `${login.passwordSecretId}/1` },
        'passwordSecretId is "https://vault.vault.azure.net/secrets/token/1". Allowed: https://VAULT/secrets/NAME without a version. Fix: copy "id" from "az keyvault secret show" and drop its last part, the version.',
      ],
      [
        "a vault's id",
        { ...login, keyVaultId: ids.keyVault },
        { ...login, keyVaultId: "vault" },
        'keyVaultId is "vault". Allowed: /subscriptions/UUID/resourceGroups/GROUP/providers/Microsoft.KeyVault/vaults/NAME. Fix: copy it from "az keyvault show".',
      ],
      [
        "a registry that asks for a login",
        login,
        { ...login, upstream: "mcr.microsoft.com" },
        'upstream is "mcr.microsoft.com". Allowed: a registry that Azure logs in to (not mcr.microsoft.com or public.ecr.aws). Fix: leave the credentials out.',
      ],
    ],
  ));

test("the registry reads the login in the vault by an identity and a role of its own", () => {
  const stack = stackWith((scope) => {
    const registry = addRegistry(scope);
    new CacheCredentials(scope, "login", { ...login, keyVaultId: ids.keyVault, registry });
  });
  expect(onlyResource(stack, "azurerm_container_registry_credential_set")).toMatchObject({
    name: "docker-io",
    login_server: "docker.io",
    identity: { type: "SystemAssigned" },
    authentication_credentials: {
      username_secret_id: login.usernameSecretId,
      password_secret_id: login.passwordSecretId,
    },
  });
  expect(onlyResource(stack, "azurerm_role_assignment")).toMatchObject({
    scope: ids.keyVault,
    role_definition_name: "Key Vault Secrets User",
  });
});

function many(count: number): CacheRuleSettings[] {
  return Array.from({ length: count }, (_, i) => ({ ...nginx, name: `rule-${i}`, target: `cache/${i}` }));
}
