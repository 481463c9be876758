/** The words that make a name a credential's. Compound ones are single words once the name is taken apart. */
const CREDENTIAL =
  /(^|_)(PASSWORDS?|PASSWD|PASSPHRASE|PWD|SAS|SECRETS?|TOKENS?|CREDENTIALS?|AUTHORIZATION|COOKIE|(API|ACCESS|PRIVATE|ACCOUNT|SHARED|MASTER|SIGNING|ENCRYPTION)_?KEYS?|CONN(ECTION)?_?STR(ING)?S?)(_|$)/;

/** The last words of names that only speak about a credential: PASSWORD_FILE, TOKEN_URL, AWS_ACCESS_KEY_ID. */
const ABOUT_A_CREDENTIAL =
  /(^|_)(MAX|MIN)_|_(FILE|PATH|DIR|URL|URI|ENDPOINT|HOST|NAME|ID|TTL|LENGTH|SIZE|TIMEOUT|SECONDS|MINUTES|HOURS|DAYS|EXPIRY|EXPIRATION|LIFETIME|AGE|COUNT|LIMIT|TYPE|ALGORITHM|ENABLED|DISABLED|REQUIRED|POLICY|HEADER|ISSUER|AUDIENCE|VERSION|MODE|PREFIX|PROVIDER)$/;

/** Values that hold a credential whatever they are called: a URL with a password, an Azure key, a private key. */
const HOLDS_A_CREDENTIAL =
  /:\/\/[^/@\s:]*:[^/@\s]+@|(AccountKey|SharedAccessKey|Password|Pwd)=[^;\s]|-----BEGIN [A-Z ]*PRIVATE KEY-----/i;

/** Whether a name says that its value is a credential. */
export function namesCredential(name: string): boolean {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/[^a-zA-Z0-9]+/g, "_")
    .toUpperCase();
  // The shell's working directories.
  if (words === "PWD" || words === "OLD_PWD" || words === "OLDPWD") return false;
  return CREDENTIAL.test(words) && !ABOUT_A_CREDENTIAL.test(words);
}

/** Whether a text holds a credential by its look. */
export function holdsCredential(text: string): boolean {
  return HOLDS_A_CREDENTIAL.test(text);
}
