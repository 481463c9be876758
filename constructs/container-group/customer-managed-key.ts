import { checkAzureId } from "../../core/azure/ids";
import { Fault } from "../../core/fault";

/** A key of one's own in Key Vault that encrypts a container group's data, in place of Azure's. */
export interface CustomerManagedKey {
  /**
   * The key with its version, `https://VAULT.vault.azure.net/keys/NAME/VERSION`.
   * @azure vaultBaseUrl, keyName, keyVersion
   */
  readonly keyVaultKeyId: string;
  /**
   * Azure's id of the user-assigned identity that may use the key; the group carries it. Azure cannot change it in
   * place: a change replaces the group.
   * @default - the identity of Azure Container Instances itself
   * @azure identity
   */
  readonly userAssignedIdentityId?: string;
}

/** What Azure would refuse. Source: Azure documentation, "Encrypt deployment data" (Azure Container Instances). */
export function checkCustomerManagedKey(
  property: string,
  { keyVaultKeyId, userAssignedIdentityId }: CustomerManagedKey,
): Fault[] {
  const keyId = `${property}.keyVaultKeyId`;
  const faults = checkAzureId(
    "keyVersion",
    keyId,
    keyVaultKeyId,
    'copy "key.kid" from "az keyvault key show"',
  );
  if (userAssignedIdentityId === undefined) return faults;
  const identityId = `${property}.userAssignedIdentityId`;
  const fix = 'copy it from "az identity show"';
  return [...faults, ...checkAzureId("userAssignedIdentity", identityId, userAssignedIdentityId, fix)];
}
