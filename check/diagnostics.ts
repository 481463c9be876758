import { type Json } from "../core/terraform/json";
import { type Diagnostic } from "./terraform";

interface RawDiagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail?: string;
  readonly address?: string;
  readonly range?: { readonly filename: string; readonly start: { readonly byte: number } };
  readonly snippet?: {
    readonly values?: readonly { readonly traversal: string; readonly statement: string }[];
  };
}

/** What `terraform test -json -verbose` reported. */
export interface TestReport {
  readonly diagnostics: Diagnostic[];
  /** The outputs of the apply, sensitive ones in clear: they hold made-up values only. */
  readonly outputs: Json;
}

/** The diagnostics of `terraform validate -json`; none if its output is not that. */
export function readValidation(stdout: string, source: string): Diagnostic[] {
  try {
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: RawDiagnostic[] };
    return diagnostics.map((raw) => readDiagnostic(raw, source));
  } catch {
    return [];
  }
}

/** Reads the JSON lines of `terraform test -json -verbose` or `terraform init -json`. */
export function readReport(stdout: string, source: string): TestReport {
  const diagnostics: Diagnostic[] = [];
  const outputs: Json = {};
  for (const line of stdout.split("\n").filter((text) => text.startsWith("{"))) {
    const event = JSON.parse(line) as { type: string; diagnostic: RawDiagnostic; test_state?: TestState };
    if (event.type === "diagnostic") diagnostics.push(readDiagnostic(event.diagnostic, source));
    const { outputs: known, values } = event.test_state ?? {};
    for (const [name, { value }] of Object.entries(known ?? values?.outputs ?? {})) outputs[name] = value;
  }
  return { diagnostics, outputs };
}

type Outputs = Record<string, { readonly value: unknown }>;

/** Terraform's has the outputs at the top, OpenTofu's is as `show -json` has it. */
interface TestState {
  readonly outputs?: Outputs;
  readonly values?: { readonly outputs?: Outputs };
}

function readDiagnostic(raw: RawDiagnostic, source: string): Diagnostic {
  const { severity, summary, detail = "", range } = raw;
  const isAssertion = summary === "Test assertion failed";
  // Terraform itself writes "(sensitive value)" for what is marked so.
  const values = isAssertion ? (raw.snippet?.values ?? []) : [];
  const seen = values.map(({ traversal, statement }) => `${traversal} ${statement}`).join(", ");
  const inStack = range?.filename === "cdk.tf.json" ? addressAt(source, range.start.byte) : undefined;
  const address = raw.address ?? inStack;
  return { severity, summary, detail: seen ? `${detail} (${seen})` : detail, ...(address && { address }) };
}

/** `resource.TYPE.NAME` and the like: the first keys of the path to what stands at a byte of a JSON text. */
function addressAt(text: string, byte: number): string | undefined {
  const offset = Buffer.from(text).subarray(0, byte).toString().length;
  const path: string[] = [];
  let depth = 0;
  for (const { 0: token, 1: key, index } of text.matchAll(/"((?:[^"\\]|\\.)*)"(?:\s*:)?|[{}[\]]/g)) {
    const closes = token === "}" || token === "]";
    if (index > offset || (index === offset && closes)) break;
    if (token === "{" || token === "[") depth++;
    else if (closes) depth--;
    else if (token.endsWith(":")) path[depth - 1] = key!;
    path.length = Math.min(path.length, depth);
  }
  const keys = path.filter((part) => part !== undefined);
  return keys.slice(0, keys[0] === "resource" || keys[0] === "data" ? 3 : 2).join(".") || undefined;
}
