import { holdsCredential } from "../core/secrets/credential-name";
import { inPlaceOfMarks } from "./plan/value";

/** Subscriptions, tenants, principals: who knows them knows where to knock. */
const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;

/** A value with every text in it fit to be shown to anybody who may read a review. */
export function masked<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, item: unknown) =>
    typeof item === "string" ? maskedText(item) : item,
  ) as T;
}

function maskedText(text: string): string {
  if (holdsCredential(text)) return "(not shown: it looks like a credential)";
  return inPlaceOfMarks(text, "(known after the deploy)").replaceAll(UUID, "(an id)");
}
