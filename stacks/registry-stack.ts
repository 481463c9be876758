import { ManagementLock } from "@cdktf/provider-azurerm/lib/management-lock";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { TerraformResource, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { Backend } from "../backends/backend";
import { CacheCredentials } from "../constructs/registry/cache-credentials";
import {
  CacheRule,
  CacheRuleSettings,
  checkCacheRules,
  checkUpstream,
} from "../constructs/registry/cache-rule";
import { ContainerRegistry } from "../constructs/registry/container-registry";
import { RegistryDiagnostics } from "../constructs/registry/diagnostics";
import { ExistingContainerRegistry } from "../constructs/registry/existing-container-registry";
import { PullIdentity } from "../constructs/registry/pull-identity";
import { checkExpiries, checkExpiry, PushToken } from "../constructs/registry/push-token";
import { checkEachNameOnce, Registry } from "../constructs/registry/registry";
import { checkCount } from "../constructs/registry/sku";
import { RegistryWebhook } from "../constructs/registry/webhook";
import { checkIdentityId } from "../core/azure/ids";
import { Fault, refuse, reportFaults } from "../core/fault";
import { literalTexts } from "../core/terraform/literal-text";
import { PlannedRegistry } from "../deployment/planned-stacks";
import { RegistryDeclaration } from "../deployment/registry";
import { declareOutput, OutputOptions } from "./stack-outputs";

/** What a {@link RegistryStack} is made from. */
export interface RegistryStackProps extends Pick<
  PlannedRegistry,
  "declaration" | "registryName" | "resourceGroupName" | "pullIdentityName" | "repositories" | "tags"
> {
  readonly backend: Backend;
}

/**
 * A registry and who may use it: the identity that pulls, and a push token for each repository. It changes rarely and
 * belongs to whoever runs the platform.
 *
 * Outputs: `login_server`, `pull_identity_id`, `push_usernames` and `push_passwords` (maps by repository), and with the
 * admin user `admin_username` and `admin_password`.
 */
export class RegistryStack extends TerraformStack {
  /** Whether the admin user's outputs exist. */
  readonly adminUser: boolean;

  constructor(scope: Construct, id: string, props: RegistryStackProps) {
    super(scope, id);
    const { declaration, tags } = props;
    reportFaults(this, faultsOf(props));
    props.backend.attachTo(this);
    new AzurermProvider(this, "azurerm", { features: [{}] });

    // An existing registry with a ready pull identity has nothing to put into one.
    const resourceGroup =
      declaration.existing && declaration.pullIdentityId !== undefined
        ? undefined
        : new ResourceGroup(this, "resource-group", {
            name: props.resourceGroupName,
            location: declaration.location,
            tags: literalTexts(tags),
          });
    const registry = declaration.existing
      ? new ExistingContainerRegistry(this, "registry", declaration.existing)
      : new ContainerRegistry(this, "registry", {
          ...declaration,
          name: props.registryName,
          resourceGroupName: resourceGroup!.name,
          tags,
        });
    const pullIdentity =
      declaration.pullIdentityId === undefined
        ? new PullIdentity(this, "pull-identity", {
            registry,
            resourceGroupName: declaration.existing && resourceGroup!.name,
            name: props.pullIdentityName,
            location: declaration.location,
            tags,
          })
        : undefined;
    const tokens = this.createPushTokens(registry, props);
    this.createCache(registry, declaration);
    for (const [id, webhook] of withIds("webhook", declaration.webhooks)) {
      new RegistryWebhook(this, id, { ...webhook, registry, tags });
    }
    if (declaration.diagnostics) {
      new RegistryDiagnostics(this, "diagnostics", { ...declaration.diagnostics, registry });
    }
    if (declaration.deleteLock) this.lock(registry);

    const admin = declaration.adminUser ? registry.admin : undefined;
    this.adminUser = admin !== undefined;
    const outputs: Record<string, OutputOptions & { readonly value: unknown }> = {
      login_server: { value: registry.loginServer, description: "The registry's host name" },
      pull_identity_id: {
        value: pullIdentity?.identityId ?? declaration.pullIdentityId,
        description: "The identity that may pull",
        after: pullIdentity?.grant,
      },
      push_usernames: {
        value: byRepository(tokens, ({ username }) => username),
        description: "The push token's name, by repository",
      },
      push_passwords: {
        value: byRepository(tokens, ({ password }) => password),
        description: "The push token's password, by repository",
        sensitive: true,
      },
      ...(admin && {
        admin_username: { value: admin.username, description: "The admin user's name" },
        admin_password: { value: admin.password, description: "The admin user's password", sensitive: true },
      }),
    };
    for (const [name, { value, ...options }] of Object.entries(outputs)) {
      declareOutput(this, name, value, options);
    }
  }

  /** The tokens that images are pushed by, by their repositories. Those that expire earlier stay beside them. */
  private createPushTokens(
    registry: Registry,
    { declaration, repositories }: RegistryStackProps,
  ): Map<string, PushToken> {
    const { push = "token", pushTokenExpiries = ["never"] } = declaration;
    const sound = [...new Set(pushTokenExpiries)].filter((expiry) => checkExpiry("", expiry).length === 0);
    const tokens = new Map<string, PushToken>();
    if (push !== "token") return tokens;
    for (const [app, repository] of Object.entries(repositories)) {
      for (const expiry of sound) {
        const suffix = expiry === "never" ? "" : `-${expiry.replaceAll("-", "")}`;
        const name = `push-${app}${suffix}`;
        const token = new PushToken(this, `push-token-${app}${suffix}`, {
          registry,
          repository,
          name,
          expiry,
        });
        tokens.set(repository, token);
      }
    }
    return tokens;
  }

  private createCache(registry: Registry, { cacheRules, cacheLogins = {} }: RegistryDeclaration): void {
    const credentials = new Map(
      Object.entries(cacheLogins)
        .filter(([upstream]) => checkUpstream("", upstream).length === 0)
        .map(([upstream, login]) => [
          upstream,
          new CacheCredentials(this, `cache-credentials-${upstream}`, { ...login, registry, upstream }),
        ]),
    );
    for (const [id, rule] of withIds("cache-rule", cacheRules)) {
      const credentialSetId = credentials.get(upstreamOf(rule))?.credentialSetId;
      new CacheRule(this, id, { ...rule, registry, credentialSetId });
    }
  }

  /** The last to be made and the first to go: nothing of a locked registry can be deleted. */
  private lock({ registryId }: Registry): void {
    const others = this.node.findAll().filter((child) => TerraformResource.isTerraformResource(child));
    new ManagementLock(this, "delete-lock", {
      name: "delete-lock",
      scope: registryId,
      lockLevel: "CanNotDelete",
      notes: "Container groups run images of this registry.",
      dependsOn: others,
    });
  }
}

/** Each entry with a construct id: its name or, where that makes none of its own, its place in the list. */
function withIds<T extends { readonly name: string }>(
  kind: string,
  entries: readonly T[] = [],
): [string, T][] {
  return entries.map((entry, i) => {
    const isFirst = entries.findIndex(({ name }) => name === entry.name) === i;
    return [isFirst && /^[\w-]+$/.test(entry.name) ? `${kind}-${entry.name}` : `${kind}[${i}]`, entry];
  });
}

function faultsOf({ declaration, repositories }: RegistryStackProps): Fault[] {
  const { webhooks = [], cacheRules = [], cacheLogins = {}, pullIdentityId } = declaration;
  const { push = "token", pushTokenExpiries = ["never"] } = declaration;
  const upstreams = cacheRules.map(upstreamOf);
  const tokens = push === "token" ? Object.keys(repositories).length * pushTokenExpiries.length : 0;
  return [
    ...checkCacheRules("cacheRules", cacheRules),
    ...Object.keys(cacheLogins)
      .filter((upstream) => !upstreams.includes(upstream))
      .flatMap((upstream) =>
        refuse(
          "cacheLogins",
          upstream,
          "the hosts that cacheRules name as sources",
          "add a rule for it, or remove the login",
        ),
      ),
    ...checkEachNameOnce("webhooks", webhooks),
    ...checkExpiries("pushTokenExpiries", pushTokenExpiries),
    ...(pullIdentityId === undefined ? [] : checkIdentityId("pullIdentityId", pullIdentityId)),
    // The SKU of an existing registry is not known here.
    ...(declaration.existing
      ? []
      : [
          ...checkCount("webhooks", "webhooks", webhooks.length, declaration.sku ?? "Basic"),
          ...checkCount("push tokens", "tokens", tokens, declaration.sku ?? "Basic"),
        ]),
  ];
}

/** The host of the registry whose images a rule caches. */
function upstreamOf({ source }: CacheRuleSettings): string {
  return source.split("/")[0]!;
}

function byRepository(
  tokens: ReadonlyMap<string, PushToken>,
  value: (token: PushToken) => string,
): Record<string, string> {
  return Object.fromEntries([...tokens].map(([repository, token]) => [repository, value(token)]));
}
