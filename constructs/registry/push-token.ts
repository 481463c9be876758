import { ContainerRegistryScopeMap } from "@cdktf/provider-azurerm/lib/container-registry-scope-map";
import { ContainerRegistryToken } from "@cdktf/provider-azurerm/lib/container-registry-token";
import { ContainerRegistryTokenPassword } from "@cdktf/provider-azurerm/lib/container-registry-token-password";
import { Construct } from "constructs";
import { checkName } from "../../core/azure/names";
import { checkRepository } from "../../core/image-reference";
import { reportFaults } from "../../core/fault";
import { Registry } from "./registry";

/** What a {@link PushToken} is made from. */
export interface PushTokenProps {
  /** The registry to push to. */
  readonly registry: Registry;
  /** The one repository it may push to, for example `hello`. */
  readonly repository: string;
  /** The name of the token and of its scope map: 5–49 letters, digits and hyphens, first a letter. */
  readonly name: string;
}

/**
 * The least right that pushes an image: a token of the registry whose scope map names one repository.
 *
 * Source of the actions: Azure documentation, "Create a token with repository-scoped permissions". `content/write`
 * needs `content/read` beside it; `metadata/read` lists the repository's tags.
 */
export class PushToken extends Construct {
  private readonly token: ContainerRegistryToken;
  private readonly tokenPassword: ContainerRegistryTokenPassword;

  constructor(scope: Construct, id: string, { registry, repository, name }: PushTokenProps) {
    super(scope, id);
    reportFaults(this, [
      ...checkName("registryToken", "name", name),
      ...checkRepository("repository", repository),
    ]);
    const place = {
      containerRegistryName: registry.registryName,
      resourceGroupName: registry.resourceGroupName,
    };
    const scopeMap = new ContainerRegistryScopeMap(this, "scope-map", {
      ...place,
      name,
      description: `Push to ${repository} only`,
      actions: ["content/read", "content/write", "metadata/read"].map(
        (right) => `repositories/${repository}/${right}`,
      ),
    });
    this.token = new ContainerRegistryToken(this, "Resource", { ...place, name, scopeMapId: scopeMap.id });
    this.tokenPassword = new ContainerRegistryTokenPassword(this, "password", {
      containerRegistryTokenId: this.token.id,
      password1: {},
    });
    // The bindings drop an empty block, and an empty password1 is what asks for a password that does not expire.
    this.tokenPassword.addOverride("password1", [{}]);
  }

  /** The user name to log in to the registry with. */
  get username(): string {
    return this.token.name;
  }

  /** The password to log in to the registry with, sensitive. */
  get password(): string {
    return this.tokenPassword.password1.value;
  }
}
