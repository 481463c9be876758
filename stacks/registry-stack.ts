import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { ContainerRegistry, RegistrySku } from "../constructs/container-registry";
import { PullIdentity } from "../constructs/pull-identity";
import { PushToken } from "../constructs/push-token";
import { Backend } from "./backend";
import { declareOutput } from "./stack-outputs";

/** What a {@link RegistryStack} is made from. */
export interface RegistryStackProps {
  readonly backend: Backend;
  /** The registry's name, unique in all of Azure: 5–50 letters and digits. */
  readonly registryName: string;
  /** The resource group made for it. */
  readonly resourceGroupName: string;
  /** The name of the identity that pulls from it. */
  readonly pullIdentityName: string;
  /** The Azure region, for example `westeurope`. */
  readonly location: string;
  /** @default "Basic" */
  readonly sku?: RegistrySku;
  /** @default false */
  readonly adminUser?: boolean;
  /**
   * The repositories that get a push token of their own, by the name that the token is called after.
   * @default - no tokens
   */
  readonly pushTokens?: Readonly<Record<string, string>>;
  readonly tags?: Record<string, string>;
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
    const { location, tags, pushTokens = {} } = props;
    props.backend.attachTo(this);
    new AzurermProvider(this, "azurerm", { features: [{}] });

    const resourceGroup = new ResourceGroup(this, "resource-group", {
      name: props.resourceGroupName,
      location,
      tags,
    });
    const registry = new ContainerRegistry(this, "registry", {
      name: props.registryName,
      resourceGroupName: resourceGroup.name,
      location,
      sku: props.sku,
      adminUser: props.adminUser,
      tags,
    });
    this.adminUser = registry.adminUser;
    const pullIdentity = new PullIdentity(this, "pull-identity", {
      registry,
      name: props.pullIdentityName,
      location,
      tags,
    });
    const tokens = Object.entries(pushTokens).map(([name, repository]) => ({
      repository,
      token: new PushToken(this, `push-token-${name}`, { registry, repository, name: `push-${name}` }),
    }));

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
    if (registry.adminUser) {
      declareOutput(this, "admin_username", registry.adminUsername, {
        description: "The admin user's name",
      });
      declareOutput(this, "admin_password", registry.adminPassword, {
        description: "The admin user's password",
        sensitive: true,
      });
    }
  }
}

function byRepository(
  tokens: readonly { repository: string; token: PushToken }[],
  value: (token: PushToken) => string,
): Record<string, string> {
  return Object.fromEntries(tokens.map(({ repository, token }) => [repository, value(token)]));
}
