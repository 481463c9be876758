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

/** A resource or a data source as a stack's JSON has it. */
export interface Block {
  readonly type: string;
  /** Its name in Terraform's address. */
  readonly id: string;
  readonly json: Json;
  /** See {@link constructPath}. */
  readonly path?: string;
}

/** All that stands under `resource` or `data` in a stack's JSON. */
export function blocksIn(kinds: unknown): Block[] {
  return Object.entries(asJson(kinds)).flatMap(([type, byId]) =>
    Object.entries(asJson(byId)).map(([id, block]) => {
      const json = asJson(block);
      return { type, id, json, path: constructPath(json) };
    }),
  );
}

/** The path of the construct that made a block, with its stack; undefined where cdktf did not note it. */
export function constructPath(block: Json): string | undefined {
  const { path } = asJson(asJson(block["//"]).metadata);
  return typeof path === "string" ? path : undefined;
}

/** The keys that either of two objects has. */
export function keysOf(one: Json, other: Json): string[] {
  return Object.keys({ ...one, ...other });
}

/** Terraform's JSON takes one block or a list of blocks: always a list here. A plan has `null` where there is none. */
export function asBlocks(value: unknown): Json[] {
  return (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]).map(asJson);
}
