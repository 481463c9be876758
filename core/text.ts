import { Construct } from "constructs";
import { Fault, inWords, refuse } from "./fault";

/** U+0000, and halves of surrogate pairs, which are characters to JavaScript alone. */
const NO_CHARACTER = /[\0\p{Surrogate}]/u;

/**
 * What no text in a value, however deep, may hold: Azure and whatever starts a process end a text at U+0000, and
 * Terraform writes U+FFFD for half a character.
 */
export function checkTexts(property: string, value: unknown, seen = new Set<unknown>()): Fault[] {
  if (typeof value === "string") {
    if (!NO_CHARACTER.test(value)) return [];
    const allowed = "a text without U+0000 and without half a surrogate pair";
    return refuse(property, inWords("a text that Azure cannot keep"), allowed, "remove that character");
  }
  if (typeof value !== "object" || value === null || seen.has(value) || value instanceof Construct) return [];
  seen.add(value);
  return Object.entries(value).flatMap(([key, part]) => {
    const inside = Array.isArray(value) ? `${property}[${key}]` : property ? `${property}.${key}` : key;
    if (NO_CHARACTER.test(key)) return checkTexts(`${property} (name)`, key);
    return checkTexts(inside, part, seen);
  });
}
