/**
 * Values as far as they are known without asking Azure. A text may hold marks: {@link UNKNOWN} for what a plan does not
 * know yet, and a mark of {@link symbol} for what nobody knows before the deploy but what stays equal to itself.
 */
const OPEN = "\uE000";
const CLOSE = "\uE001";

/** Stands for "known after apply". It equals nothing, itself included. */
export const UNKNOWN = `${OPEN}?${CLOSE}`;

/** A mark for a value that only Azure knows, equal to others of the same name. */
export function symbol(name: string): string {
  return `${OPEN}${name.replaceAll(/[\uE000\uE001]/g, "|")}${CLOSE}`;
}

/** Whether any part of a value is not known to the plan. */
export function isUnknown(value: unknown): boolean {
  if (typeof value === "string") return value.includes(UNKNOWN);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(isUnknown);
}

/** Whether any part of a value is not known before the deploy. */
export function isSymbolic(value: unknown): boolean {
  if (typeof value === "string") return value.includes(OPEN);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(isSymbolic);
}

/** A text with words in place of the marks in it. */
export function inPlaceOfMarks(text: string, words: string): string {
  return text.replaceAll(/\uE000[^\uE001]*\uE001/g, words);
}

/** JSON with sorted keys: the same for two values that are equal. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
