import { ContainerRegistryScopeMap } from "@cdktf/provider-azurerm/lib/container-registry-scope-map";
import { ContainerRegistryToken } from "@cdktf/provider-azurerm/lib/container-registry-token";
import { ContainerRegistryTokenPassword } from "@cdktf/provider-azurerm/lib/container-registry-token-password";
import { Construct } from "constructs";
import { checkName } from "../../core/azure/names";
import { checkRepository } from "../../core/image-reference";
import { checkEachOnce, Fault, refuse, reportFaults } from "../../core/fault";
import { Registry } from "./registry";

const NEVER = "never";

/** What a {@link PushToken} is made from. */
export interface PushTokenProps {
  /** The registry to push to. */
  readonly registry: Registry;
  /** The one repository it may push to, for example `hello`. */
  readonly repository: string;
  /** The name of the token and of its scope map: 5–49 letters, digits and hyphens, first a letter. */
  readonly name: string;
  /**
   * When its password expires: `"never"`, or at the beginning (UTC) of a day, `YYYY-MM-DD`. A change makes a new password.
   * @default "never"
   */
  readonly expiry?: string;
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

  constructor(scope: Construct, id: string, props: PushTokenProps) {
    super(scope, id);
    const { registry, repository, name, expiry = NEVER } = props;
    reportFaults(this, [
      ...checkName("registryToken", "name", name),
      ...checkRepository("repository", repository),
      ...checkExpiry("expiry", expiry),
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
    // As an override: the bindings drop an empty block, and that is what asks for a password that does not expire.
    this.tokenPassword.addOverride("password1", [expiry === NEVER ? {} : { expiry: `${expiry}T00:00:00Z` }]);
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

/** What is wrong with an expiry, if anything. */
export function checkExpiry(property: string, expiry: string): Fault[] {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(expiry) ? Date.parse(expiry) : NaN;
  // 30 February is read as a day of March.
  const isDay = !Number.isNaN(time) && new Date(time).toISOString().startsWith(expiry);
  if (expiry === NEVER || isDay) return [];
  return refuse(property, expiry, `"${NEVER}" or a day, YYYY-MM-DD`, 'write for example "2030-01-31"');
}

/** What is wrong with the expiries of the tokens of one repository, if anything. */
export function checkExpiries(property: string, expiries: readonly string[]): Fault[] {
  if (expiries.length === 0) return refuse(property, expiries, "1 expiry or more", `write ["${NEVER}"]`);
  return [
    ...expiries.flatMap((expiry, i) => checkExpiry(`${property}[${i}]`, expiry)),
    ...checkEachOnce(property, expiries, "each expiry once"),
  ];
}
