/** A Terraform JSON object whose shape Terraform, not TypeScript, checks. */
export type Json = Record<string, unknown>;

/** What a text says as JSON; undefined for one that is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The value if it is an object, otherwise an empty one. */
export function asJson(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/** Terraform's JSON takes one block or a list of blocks: always a list here. */
export function asBlocks(value: unknown): Json[] {
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(asJson);
}
