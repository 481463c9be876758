/** Words that say credential wherever they stand, also as the end of a longer word: PGPASSWORD, CLIENTSECRET. */
const CREDENTIAL =
  /(PASSWORDS?|PASSWD|PASSPHRASE|SECRETS?|TOKENS?|CREDENTIALS?|CONN(ECTION)?STR(ING)?S?|(API|ACCESS|PRIVATE|ACCOUNT|SHARED|MASTER|SIGNING|ENCRYPTION|SECRET|AUTH|STORAGE)KEYS?)$/;

/** Words that say credential as the last one of a name: DB_PASS, GITHUB_PAT. */
const CREDENTIAL_AT_THE_END =
  /^(PASS|(DB|PG|SQL|SMTP|MAIL|FTP|SSH|LDAP|USER|ROOT|ADMIN|MYSQL|POSTGRES|REDIS)PASS|\w*PWD|CREDS?|SAS|PAT|BEARER|COOKIES?|AUTHORIZATION)$/;

/** What a key opens nothing with: its name says what it finds or that all may know it. */
const KEY_OF_NO_LOCK =
  /^(PUBLIC|PUBLISHABLE|AUTHORIZED|SITE|PRIMARY|FOREIGN|COMPOSITE|PARTITION|SORT|RANGE|ROW|HASH|SHARD|INDEX|CACHE|ROUTING|GROUP|GROUPING|LOOKUP|OBJECT|MESSAGE|CONFIG|SETTINGS?|FEATURE|FLAG|ISSUE|PROJECT|IDEMPOTENCY|DEDUPLICATION|TRANSLATION|I18N|LOCALE|SHORTCUT|HOT|JSON|YAML|TAG|LABEL|ANNOTATION|LEADER)$/;

/** Words that make a name one that asks for a credential or limits it: MAX_TOKENS, REQUIRE_AUTH. */
const ABOUT_WHAT_FOLLOWS =
  /^(MAX|MIN|NUM|NUMBER|COUNT|TOTAL|ENABLED?|DISABLED?|ALLOWS?|REQUIRED?|REQUIRES|USES?|SKIP|NO|IS|HAS|RANDOM)$/;

/** Words that make a name one that only speaks about the credential before them: PASSWORD_FILE, TOKEN_EXPIRES_IN. */
const ABOUT_WHAT_PRECEDES =
  /^(FILES?|FILENAME|PATHS?|DIR|DIRECTORY|FOLDER|LOCATION|MOUNT|URLS?|URI|ENDPOINT|HOST|HOSTNAME|PORT|SERVERS?|SERVICE|DOMAINS?|REGION|ZONE|REALM|NAMES?|ID|IDS|ARN|MANAGER|STORE|BACKEND|PROVIDER|DRIVER|SOURCE|TTL|LENGTH|SIZE|BYTES|BITS|TIMEOUT|MS|SEC|SECS|SECONDS?|MINUTES?|MINS|HOURS?|DAYS?|EXPIRY|EXPIRES|EXPIRE|EXPIRATION|LIFETIME|VALIDITY|AGE|MAXAGE|INTERVAL|PERIOD|WINDOW|LEEWAY|DELAY|REFRESH|RENEWAL|ROTATION|PER|RATE|QUOTA|BUDGET|USAGE|COUNT|COST|PRICE|ROUNDS|ITERATIONS|RETRIES|ATTEMPTS|HISTORY|LIMIT|MIN|MAX|CHARS|CHARACTERS|COMPLEXITY|STRENGTH|REUSE|TYPE|KIND|FORMAT|ENCODING|ALGORITHM|ALG|METHOD|STRATEGY|SCHEME|ENABLED|DISABLED|REQUIRED|OPTIONAL|SECURE|SAMESITE|HTTPONLY|POLICY|RULES?|REGEX|PATTERN|HEADER|COOKIE|FIELD|COLUMN|TABLE|PARAM|PARAMETER|ISSUER|AUDIENCE|SCOPES?|CLAIMS?|VERSION|MODE|PREFIX|SUFFIX|LABEL|HINT|PLACEHOLDER|AUTHENTICATION|LOGIN|BUCKET|CACHE|METRICS|LOG|LOGGING|STATUS)$/;

/** Endings that only say which one of several it is: TOKEN_2, DB_PASS_OLD. */
const WHICH_ONE =
  /^(\d+|OLD|NEW|CURRENT|PREVIOUS|NEXT|PRIMARY|SECONDARY|DEV|TEST|STAGING|PROD|B64|BASE64|VALUE)$/;

/**
 * What a credential looks like, whatever it is called. A short table of those that a container group or a build meets:
 * the published libraries are made for scanning whole repositories, and answer later than a synth can wait.
 * Sources: gitleaks, config/gitleaks.toml; GitHub documentation, "Supported secret scanning patterns"; Azure
 * documentation, "Grant limited access to Azure Storage resources using shared access signatures (SAS)".
 */
const LOOKS: readonly RegExp[] = [
  // A URL with a password, a connection string, a private key, a header that logs in.
  /:\/\/[^/@\s:]*:[^/@\s]+@/,
  /\b(AccountKey|SharedAccessKey|SharedAccessSignature|Password|Pwd)=[^;\s]/i,
  /-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----/,
  /^\s*(Basic|Bearer)\s+[\w+/=.~-]{8,}\s*$/i,
  // Azure: a shared access signature, a key of storage or Cosmos DB, a registry's password, an app's secret.
  /(^|[?&])sig=[\w%+/=-]{32,}/i,
  /(?<!sha512-|[\w+/])[A-Za-z0-9+/]{86}==/,
  /[A-Za-z0-9+/]{42}\+ACR[A-D][A-Za-z0-9+/]{5}/,
  /(^|[^\w~.-])[\w~.]{3}\dQ~[\w~.-]{31,34}/,
  // GitHub, GitLab, npm, PyPI, Docker Hub, HCP Terraform, Vault.
  /\b(gh[oprsu]_[A-Za-z0-9]{36}|github_pat_\w{60})/,
  /\bgl(pat|dt|rt|ptt)-[\w-]{20}/,
  /\bnpm_[A-Za-z0-9]{36}/,
  /\bpypi-AgE[\w-]{50}/,
  /\bdckr_(pat|oat)_[\w-]{27}/,
  /\b[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60}/,
  /\bhvs\.[\w-]{24}/,
  // AWS, Google, OpenAI and Anthropic, Hugging Face.
  /\b(AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/,
  /\bAIza[\w-]{35}/,
  /\bGOCSPX-[\w-]{28}/,
  /\bsk-(proj-|svcacct-|admin-|ant-)?[\w-]{32}/,
  /\bhf_[A-Za-z]{34}/,
  // Slack, Teams, Discord, Telegram, Stripe, SendGrid.
  /\bxox[abeoprs]-[\w-]{10}|\bxapp-\d-[\w-]{10}/,
  /hooks\.slack\.com\/(services|workflows|triggers)\/\w/i,
  /\.webhook\.office\.com\/webhookb2\//i,
  /discord(app)?\.com\/api\/webhooks\/\d/i,
  /\b\d{8,10}:AA[\w-]{33}/,
  /\b([rs]k_(live|test)_\w{16}|whsec_[\w+/]{24})/,
  /\bSG\.[\w-]{22}\.[\w-]{43}/,
  // A JSON Web Token.
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/,
];

/** Whether a name says that its value is a credential. */
export function namesCredential(name: string): boolean {
  const words = wordsOf(name);
  return words.some((word, i) => {
    if (words.slice(0, i).some((before) => ABOUT_WHAT_FOLLOWS.test(before))) return false;
    if (words.slice(i + 1).some((after) => ABOUT_WHAT_PRECEDES.test(after))) return false;
    return CREDENTIAL.test(word) || (i === words.length - 1 && endsAsCredential(word, words[i - 1]));
  });
}

/** Whether a text holds a credential by its look. */
export function holdsCredential(text: string): boolean {
  return LOOKS.some((look) => look.test(text));
}

function endsAsCredential(word: string, before: string | undefined): boolean {
  if (/^KEYS?$/.test(word)) return before !== undefined && !KEY_OF_NO_LOCK.test(before);
  if (word === "AUTH") return before !== undefined;
  // The shell's working directories, and where nginx sends requests on to.
  const harmless = ["PWD", "OLD_PWD", "OLDPWD", "PROXY_PASS"];
  return CREDENTIAL_AT_THE_END.test(word) && !harmless.includes([before, word].filter(Boolean).join("_"));
}

/** The words of a name in capitals, without those that only number it; what belongs together is one word. */
function wordsOf(name: string): string[] {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, "_")
    .replaceAll(/CONN(ECTION)?_STR/g, "CONNSTR")
    .replaceAll(/(SAME)_(SITE)|(HTTP)_(ONLY)/g, "$1$2$3$4")
    .split("_")
    .map((word) => word.replace(/(?<=\D)\d+$/, ""))
    .filter(Boolean);
  while (words.length > 1 && WHICH_ONE.test(words.at(-1)!)) words.pop();
  return words;
}
