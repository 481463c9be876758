import { ResourceChange } from "../plan/stack-plan";
import { Finding } from "./finding";

/** A finding before it has an id. */
export type Said = Omit<Finding, "id">;

/** Lets more happen than before. */
export function wider(text: string): Said {
  return { text, widens: true };
}

/** Lets no more happen than before. */
export function narrower(text: string): Said {
  return { text };
}

/** Either, by what is known. */
export function said(text: string, widens: boolean): Said {
  return widens ? wider(text) : narrower(text);
}

/** The id of what is said of a change: stays the same from run to run. */
export function idOf(stack: string, { path }: ResourceChange, i: number): string {
  return `${stack}/${path}${i > 0 ? `/${i}` : ""}`;
}

/** Whether an attribute, or anything below it, changes. */
export function isChanged({ changes, action }: ResourceChange, name: string): boolean {
  return action === "create" || changes.some(({ key }) => key === name || key.startsWith(`${name}.`));
}

/** A list, whatever was given. */
export function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** The text as a sentence begins. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
