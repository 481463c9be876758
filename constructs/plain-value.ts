import { Token } from "cdktf";
import { NOT_SHOWN, Problem } from "./problem";

/** A plain value that is known not to be a secret, although its name or look says so: see {@link notSecret}. */
export class PlainValue {
  constructor(
    readonly text: string,
    /** Why it is not a secret. */
    readonly reason: string,
  ) {}
}

/**
 * Says that a value may be written into the synthesized JSON for all to read, although its name says credential.
 * @param reason why it is not a secret, for whoever reviews it
 * @param text the value
 */
export function notSecret(text: string, reason: string): PlainValue {
  return new PlainValue(text, reason);
}

/** The words that make a name a credential's. Compound ones are single words once the name is taken apart. */
const CREDENTIAL =
  /(^|_)(PASSWORDS?|PASSWD|PASSPHRASE|PWD|SECRETS?|TOKENS?|CREDENTIALS?|AUTHORIZATION|COOKIE|(API|ACCESS|PRIVATE|ACCOUNT|SHARED|MASTER|SIGNING|ENCRYPTION)_?KEYS?|CONN(ECTION)?_?STR(ING)?S?)(_|$)/;

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

/**
 * What is wrong with a plain value: a credential by its name or look would be in the JSON for all to read.
 * @param secretAllowed whether a Secret may stand there instead
 */
export function checkPlainValue(
  property: string,
  name: string,
  value: string | PlainValue,
  secretAllowed = true,
): Problem[] {
  if (value instanceof PlainValue) {
    if (value.reason.trim() !== "") return [];
    return [
      {
        property: `${property}.${name}`,
        given: 'notSecret with the reason ""',
        allowed: "a reason that a reviewer can judge",
        fix: "say why the value is not a secret",
      },
    ];
  }
  if (typeof value !== "string") {
    return [
      {
        property: `${property}.${name}`,
        given: NOT_SHOWN,
        allowed: secretAllowed ? "a string, a Secret or notSecret(…)" : "a string or notSecret(…)",
        fix: secretAllowed ? "write a string" : "write a string: Azure shows this field to every reader",
      },
    ];
  }
  const byName = namesCredential(name);
  if (!byName && (Token.isUnresolved(value) || !holdsCredential(value))) return [];
  const secret = secretAllowed ? "use Secret.fromVariable, or " : "";
  return [
    {
      property: `${property}.${name}`,
      given: NOT_SHOWN,
      allowed: `no credential as a plain value (${byName ? "its name says" : "it looks like"} one)`,
      fix: `${secret}say notSecret(value, "why it is none")`,
    },
  ];
}

/** The text of a plain value. */
export function plainText(value: string | PlainValue): string {
  return String(value instanceof PlainValue ? value.text : value);
}
