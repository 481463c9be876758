import { Token } from "cdktf";
import { holdsCredential, namesCredential } from "./credential-name";
import { Fault, inWords, NOT_SHOWN, refuse } from "../fault";

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

/**
 * What is wrong with a plain value: a credential by its name or look would be in the JSON for all to read.
 * @param secretAllowed whether a Secret may stand there instead
 */
export function checkPlainValue(
  property: string,
  name: string,
  value: string | PlainValue,
  secretAllowed = true,
): Fault[] {
  const variable = `${property}.${name}`;
  if (value instanceof PlainValue) {
    if (value.reason.trim() !== "") return [];
    const given = inWords('notSecret(…, "")');
    const fix = 'write for example notSecret("bearer", "names a kind of token")';
    return refuse(variable, given, "a reason that a reviewer can judge", fix);
  }
  if (typeof value !== "string") {
    const allowed = secretAllowed ? "a string, a Secret or notSecret(…)" : "a string or notSecret(…)";
    const fix = secretAllowed ? "write a string" : "write a string: Azure shows this field to every reader";
    return refuse(variable, NOT_SHOWN, allowed, fix);
  }
  const byName = namesCredential(name);
  if (!byName && (Token.isUnresolved(value) || !holdsCredential(value))) return [];
  const secret = secretAllowed ? "use Secret.fromVariable, or " : "";
  const allowed = `no credential as a plain value (${byName ? "its name says" : "it looks like"} one)`;
  return refuse(variable, NOT_SHOWN, allowed, `${secret}say notSecret(value, "why it is none")`);
}

/** The text of a plain value. */
export function plainText(value: string | PlainValue): string {
  return String(value instanceof PlainValue ? value.text : value);
}
