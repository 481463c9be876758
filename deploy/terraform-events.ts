import { parseJson } from "../core/terraform/json";

/** A message of Terraform's machine-readable user interface. Source: Terraform documentation, "Machine-Readable UI". */
export interface TerraformEvent {
  readonly type: string;
  /** The same in words. */
  readonly "@message"?: string;
  readonly diagnostic?: Diagnostic;
  readonly hook?: {
    readonly resource: Resource;
    readonly action?: Action;
    readonly elapsed_seconds?: number;
    readonly output?: string;
  };
  readonly outputs?: Readonly<Record<string, OutputEvent>>;
}

export type Action =
  "create" | "read" | "update" | "replace" | "delete" | "noop" | "move" | "remove" | "import";

export interface Resource {
  readonly addr: string;
  readonly resource_type: string;
}

export interface OutputEvent {
  readonly value?: unknown;
}

/** An error or a warning in Terraform's words. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail?: string;
  readonly address?: string;
}

/** One line of Terraform's output; undefined for a line that is no message of it. */
export function parseEvent(line: string): TerraformEvent | undefined {
  return line.startsWith("{") ? (parseJson(line) as TerraformEvent | undefined) : undefined;
}
