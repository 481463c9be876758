import { ManagementLock } from "@cdktf/provider-azurerm/lib/management-lock";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { TerraformResource, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { Backend } from "../backends/backend";
import { CacheCredentials } from "../constructs/registry/cache-credentials";
import { CacheRule, checkCacheRules } from "../constructs/registry/cache-rule";
import { ContainerRegistry, ContainerRegistryProps } from "../constructs/registry/container-registry";
import { RegistryDiagnostics } from "../constructs/registry/diagnostics";
import { ExistingContainerRegistry } from "../constructs/registry/existing-container-registry";
import { PullIdentity } from "../constructs/registry/pull-identity";
import { PushToken } from "../constructs/registry/push-token";
import { Registry } from "../constructs/registry/registry";
import { checkCount } from "../constructs/registry/sku";
import { RegistryWebhook } from "../constructs/registry/webhook";
import { Tags } from "../core/azure/tags";
import { Fault, reportFaults } from "../core/fault";
import { literalTexts } from "../core/terraform/literal-text";
import { RegistrySettings } from "../deployment/registry";
import { declareOutput } from "./stack-outputs";

/** What a {@link RegistryStack} is made from. */
export interface RegistryStackProps extends RegistrySettings {
  readonly backend: Backend;
  /** The registry's name, unique in all of Azure: 5–50 letters and digits. Not used for an existing one. */
  readonly registryName: string;
  /** The resource group made for it. */
  readonly resourceGroupName: string;
  /** The name of the identity that pulls from it. */
  readonly pullIdentityName: string;
  /** The Azure region, for example `westeurope`. */
  readonly location: string;
  /**
   * The repositories that get a push token of their own, by the name that the token is called after.
   * @default - no tokens
   */
  readonly pushTokens?: Readonly<Record<string, string>>;
  readonly tags?: Tags;
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
    const { location, existing, pushTokens = {}, adminUser = false } = props;
    reportFaults(this, faultsOf(props));
    props.backend.attachTo(this);
    new AzurermProvider(this, "azurerm", { features: [{}] });

    const resourceGroup = new ResourceGroup(this, "resource-group", {
      name: props.resourceGroupName,
      location,
      tags: literalTexts(props.tags),
    });
    const registry = existing
      ? new ExistingContainerRegistry(this, "registry", existing)
      : new ContainerRegistry(this, "registry", {
          ...props,
          name: props.registryName,
          resourceGroupName: resourceGroup.name,
        });
    this.adminUser = adminUser;
    const pullIdentity = new PullIdentity(this, "pull-identity", {
      registry,
      resourceGroupName: existing && resourceGroup.name,
      name: props.pullIdentityName,
      location,
      tags: props.tags,
    });
    const tokens = Object.entries(pushTokens).map(([name, repository]) => ({
      repository,
      token: new PushToken(this, `push-token-${name}`, { registry, repository, name: `push-${name}` }),
    }));
    this.addCache(registry, props);
    for (const webhook of usable(props.webhooks)) {
      new RegistryWebhook(this, `webhook-${webhook.name}`, { ...webhook, registry, tags: props.tags });
    }
    if (props.diagnostics) new RegistryDiagnostics(this, "diagnostics", { ...props.diagnostics, registry });
    if (props.deleteLock) this.lock(registry);

    declareOutput(this, "login_server", registry.loginServer, {
      description: "The registry's host name",
    });
    declareOutput(this, "pull_identity_id", pullIdentity.identityId, {
      description: "The identity that may pull",
      after: pullIdentity.grant,
    });
    declareOutput(
      this,
      "push_usernames",
      byRepository(tokens, ({ username }) => username),
      {
        description: "The push token's name, by repository",
      },
    );
    declareOutput(
      this,
      "push_passwords",
      byRepository(tokens, ({ password }) => password),
      {
        description: "The push token's password, by repository",
        sensitive: true,
      },
    );
    if (adminUser) {
      declareOutput(this, "admin_username", registry.adminUsername, {
        description: "The admin user's name",
      });
      declareOutput(this, "admin_password", registry.adminPassword, {
        description: "The admin user's password",
        sensitive: true,
      });
    }
  }
  private addCache(registry: Registry, { cacheRules, cacheLogins = {} }: RegistrySettings): void {
    const credentials = new Map(
      Object.entries(cacheLogins).map(([upstream, login]) => [
        upstream,
        new CacheCredentials(this, `cache-credentials-${upstream}`, { ...login, registry, upstream }),
      ]),
    );
    for (const rule of usable(cacheRules)) {
      const [upstream = ""] = rule.source.split("/");
      const credentialSetId = credentials.get(upstream)?.credentialSetId;
      new CacheRule(this, `cache-rule-${rule.name}`, { ...rule, registry, credentialSetId });
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

/** Those whose names make construct ids of their own; the others were reported. */
function usable<T extends { readonly name: string }>(entries: readonly T[] = []): T[] {
  return entries.filter(
    ({ name }, i) => /\S/.test(name) && entries.findIndex((other) => other.name === name) === i,
  );
}

function faultsOf(props: RegistryStackProps): Fault[] {
  const {
    existing,
    sku = "Basic",
    webhooks = [],
    cacheRules = [],
    cacheLogins = {},
    pushTokens = {},
  } = props;
  const upstreams = cacheRules.map(({ source }) => source.split("/")[0]);
  return [
    ...checkCacheRules("cacheRules", cacheRules),
    ...Object.keys(cacheLogins)
      .filter((upstream) => !upstreams.includes(upstream))
      .map((upstream) => ({
        property: "cacheLogins",
        given: upstream,
        allowed: "the hosts that cacheRules name as sources",
        fix: "add a rule for it, or take the login away",
      })),
    ...webhooks
      .filter(({ name }, i) => webhooks.findIndex((other) => other.name === name) !== i)
      .map(({ name }) => ({
        property: "webhooks",
        given: name,
        allowed: "each name once",
        fix: "rename one of the webhooks",
      })),
    // The SKU of an existing registry is not known here.
    ...(existing
      ? checkExisting(props)
      : [
          ...checkCount("webhooks", "webhooks", webhooks.length, sku),
          ...checkCount("push tokens", "tokens", Object.keys(pushTokens).length, sku),
        ]),
  ];
}

const FOR_NEW_ONES = [
  "sku",
  "anonymousPull",
  "publicNetworkAccess",
  "allowedIpRanges",
  "trustedServicesBypass",
  "geoReplications",
  "zoneRedundancy",
  "retentionDays",
  "quarantine",
  "exportPolicy",
  "dataEndpoint",
  "encryption",
  "systemAssignedIdentity",
  "userAssignedIdentityIds",
] as const satisfies readonly (keyof ContainerRegistryProps)[];

function checkExisting(props: RegistrySettings): Fault[] {
  return FOR_NEW_ONES.filter((property) => props[property] !== undefined).map((property) => ({
    property,
    given: props[property],
    allowed: "settings of a new registry only, since nothing of an existing one is changed",
    fix: "leave it out, or leave out existing",
  }));
}

function byRepository(
  tokens: readonly { repository: string; token: PushToken }[],
  value: (token: PushToken) => string,
): Record<string, string> {
  return Object.fromEntries(tokens.map(({ repository, token }) => [repository, value(token)]));
}
