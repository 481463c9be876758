import { ContainerRegistryCredentialSet } from "@cdktf/provider-azurerm/lib/container-registry-credential-set";
import { Construct } from "constructs";
import { checkAzureId } from "../../core/azure/ids";
import { Fault, refuse, reportFaults } from "../../core/fault";
import { checkUpstream } from "./cache-rule";
import { grantRole } from "./grant-role";
import { Registry } from "./registry";

/** The login to a registry whose images are cached, kept in Key Vault: the registry reads it there. */
export interface CacheLogin {
  /**
   * The secret that holds the user name, `https://VAULT.vault.azure.net/secrets/NAME`, without a version.
   * @azure authCredentials.usernameSecretIdentifier
   */
  readonly usernameSecretId: string;
  /**
   * The secret that holds the password or access token, likewise.
   * @azure authCredentials.passwordSecretIdentifier
   */
  readonly passwordSecretId: string;
  /**
   * Azure's id of the vault, if it is in RBAC mode: the registry is then given the role Key Vault Secrets User on it.
   * @default - somebody else lets the registry read the secrets
   */
  readonly keyVaultId?: string;
}

/** What {@link CacheCredentials} are made from. */
export interface CacheCredentialsProps extends CacheLogin {
  /** The registry that caches. */
  readonly registry: Registry;
  /** The host of the registry whose images are cached, for example `docker.io`. */
  readonly upstream: string;
}

/**
 * A credential set of a registry: how it logs in to another one whose images it caches.
 *
 * Source: Azure documentation, "Artifact cache in Azure Container Registry" (credentials).
 */
export class CacheCredentials extends Construct {
  private readonly resource: ContainerRegistryCredentialSet;

  constructor(scope: Construct, id: string, props: CacheCredentialsProps) {
    super(scope, id);
    reportFaults(this, faultsOf(props));
    const { registry, upstream, usernameSecretId, passwordSecretId, keyVaultId } = props;
    this.resource = new ContainerRegistryCredentialSet(this, "Resource", {
      name: upstream.replaceAll(".", "-"),
      containerRegistryId: registry.registryId,
      loginServer: upstream,
      authenticationCredentials: { usernameSecretId, passwordSecretId },
      identity: { type: "SystemAssigned" },
    });
    if (keyVaultId !== undefined) {
      grantRole(this, "secrets-user", {
        scope: keyVaultId,
        roleDefinitionName: "Key Vault Secrets User",
        principalId: this.resource.identity.principalId,
      });
    }
  }

  /** Azure's id of the credential set. */
  get credentialSetId(): string {
    return this.resource.id;
  }
}

/** Registries that Azure caches without a login only. */
const WITHOUT_LOGIN = ["mcr.microsoft.com", "public.ecr.aws"];

function faultsOf({
  upstream,
  usernameSecretId,
  passwordSecretId,
  keyVaultId,
}: CacheCredentialsProps): Fault[] {
  const fix = 'copy "id" from "az keyvault secret show" and drop its last part, the version';
  return [
    ...checkUpstream("upstream", upstream),
    ...checkAzureId("versionlessSecret", "usernameSecretId", usernameSecretId, fix),
    ...checkAzureId("versionlessSecret", "passwordSecretId", passwordSecretId, fix),
    ...(keyVaultId === undefined
      ? []
      : checkAzureId("keyVault", "keyVaultId", keyVaultId, 'copy it from "az keyvault show"')),
    ...(WITHOUT_LOGIN.includes(upstream)
      ? refuse(
          "upstream",
          upstream,
          `a registry that Azure logs in to (not ${WITHOUT_LOGIN.join(" or ")})`,
          "leave the credentials out",
        )
      : []),
  ];
}
