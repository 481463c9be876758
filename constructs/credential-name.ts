/**
 * Words that say that a value is a credential, as whole words of a name in any of the usual spellings
 * (`DB_PASSWORD`, `apiKey`, `client-secret`).
 */
const CREDENTIAL_WORDS =
  /(^|_)(password|passwd|passphrase|pwd|secrets?|tokens?|credentials?|api_?key|access_?key|account_?key|private_?key|connection_?string|sas)(_|$)/;

/** Whether a name says that its value is a credential. */
export function namesCredential(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").replace(/[^A-Za-z0-9]+/g, "_");
  return CREDENTIAL_WORDS.test(words.toLowerCase());
}
