import { namesCredential } from "../core/secrets/credential-name";
import { Fault, inWords, NOT_SHOWN, refuse } from "../core/fault";
import { nearest } from "../core/nearest";

/** The settings of a backend that its type does not have, each with what to say of it. */
export interface SettingsRules {
  /** The factory, for example `Backend.azurerm`. */
  readonly factory: string;
  readonly known: readonly string[];
  /** How to sign in without a credential in the settings. */
  readonly signIn: string;
  /** Settings of Terraform's own that are refused here for a reason. */
  readonly refused?: Readonly<Record<string, Pick<Fault, "allowed" | "fix">>>;
}

/**
 * What does not belong into a backend's settings. The types refuse it too, but JavaScript and `as any` get past them,
 * and Terraform copies what is here into the JSON of every stack, `.terraform` and plan files.
 */
export function checkSettings(
  settings: object,
  { factory, known, signIn, refused = {} }: SettingsRules,
): Fault[] {
  return Object.keys(settings)
    .filter((name) => !known.includes(name))
    .flatMap((name) => {
      const reason = refused[name];
      if (reason) return refuse(`backend.${name}`, inWords("given"), reason.allowed, reason.fix);
      if (!namesCredential(name)) {
        const meant = nearest(name, known);
        const fix = meant === undefined ? "remove it, or correct its name" : `write ${meant}`;
        return refuse(`a setting of ${factory}`, name, known.join(", "), fix);
      }
      return refuse(
        `backend.${name}`,
        NOT_SHOWN,
        "no credential in the settings, since the JSON of every stack would carry it",
        `remove it, replace it where it was issued, and ${signIn}`,
      );
    });
}

/** What is wrong with a name among the settings, if anything. */
export function checkSetting(
  name: string,
  value: unknown,
  rule: { readonly allowed: string; readonly matches: (value: string) => boolean },
  fix: string,
): Fault[] {
  if (typeof value === "string" && rule.matches(value)) return [];
  return refuse(`backend.${name}`, shown(value), rule.allowed, fix);
}

/** What is wrong with a yes-or-no among the settings, if anything. */
export function checkFlag(name: string, value: unknown): Fault[] {
  if (value === undefined || typeof value === "boolean") return [];
  return refuse(`backend.${name}`, shown(value), "true or false", "write true or false, or leave it out");
}

/** A URL's user and password, a SAS, an account key or connection string, a token of HCP Terraform. */
const CREDENTIAL_VALUE = /:\/\/[^/]*@|[?&]?sig=|AccountKey=|[A-Za-z0-9+/]{86}==|\.atlasv1\./;

/** A value that was put where a name belongs, as an error may print it. */
export function shown(value: unknown): unknown {
  if (value === undefined || typeof value === "number" || typeof value === "boolean") return value;
  return typeof value === "string" && !CREDENTIAL_VALUE.test(value) ? value : NOT_SHOWN;
}
