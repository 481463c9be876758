import { checkAzureId, checkIdentityId } from "../../core/azure/ids";
import { Fault } from "../../core/fault";

/**
 * A key of one's own in Key Vault that encrypts a registry, in place of Azure's. Azure takes it when it makes the
 * registry, and neither adds nor removes it later: either replaces the registry and its images.
 */
export interface RegistryEncryption {
  /**
   * The key, `https://VAULT.vault.azure.net/keys/NAME`: without a version Azure follows its rotation.
   * @azure keyIdentifier
   */
  readonly keyVaultKeyId: string;
  /**
   * Azure's id of the user-assigned identity that may use the key; the registry carries it.
   * @azure identity.userAssignedIdentities
   */
  readonly identityId: string;
  /**
   * The client id of the same identity, a UUID.
   * @azure identity
   */
  readonly identityClientId: string;
}

/** What Azure would refuse. Source: Azure documentation, "Encrypt registry with a customer-managed key". */
export function checkRegistryEncryption(property: string, encryption: RegistryEncryption): Fault[] {
  const { keyVaultKeyId, identityId, identityClientId } = encryption;
  return [
    ...checkAzureId(
      "key",
      `${property}.keyVaultKeyId`,
      keyVaultKeyId,
      'copy "key.kid" from "az keyvault key show"',
    ),
    ...checkIdentityId(`${property}.identityId`, identityId),
    ...checkAzureId(
      "uuid",
      `${property}.identityClientId`,
      identityClientId,
      'copy "clientId" from "az identity show"',
    ),
  ];
}
