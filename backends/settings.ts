import { namesCredential } from "../core/credential-name";
import { Fault } from "../core/fault";

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
    .map((name): Fault => {
      const property = `backend.${name}`;
      const reason = refused[name];
      if (reason) return { property, given: NOT_SHOWN, ...reason };
      if (namesCredential(name)) {
        return {
          property,
          given: NOT_SHOWN,
          allowed: "no credential in the settings, since the JSON of every stack would carry it",
          fix: `remove it, replace it where it was issued, and ${signIn}`,
        };
      }
      return {
        property: `a setting of ${factory}`,
        given: name,
        allowed: known.join(", "),
        fix: "remove it or correct its name",
      };
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
  return [{ property: `backend.${name}`, given: shown(value), allowed: rule.allowed, fix }];
}

/** What is wrong with a yes-or-no among the settings, if anything. */
export function checkFlag(name: string, value: unknown): Fault[] {
  if (value === undefined || typeof value === "boolean") return [];
  return [
    {
      property: `backend.${name}`,
      given: shown(value),
      allowed: "true or false",
      fix: "give one of them, or leave it out",
    },
  ];
}

const NOT_SHOWN = "(not shown)";

/** A URL's user and password, a SAS, an account key or connection string, a token of HCP Terraform. */
const CREDENTIAL_VALUE = /:\/\/[^/]*@|[?&]?sig=|AccountKey=|[A-Za-z0-9+/]{86}==|\.atlasv1\./;

/** A value that was put where a name belongs, as an error may print it. */
export function shown(value: unknown): unknown {
  if (value === undefined || typeof value === "number" || typeof value === "boolean") return value;
  return typeof value === "string" && !CREDENTIAL_VALUE.test(value) ? value : NOT_SHOWN;
}
