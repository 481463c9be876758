import { SynthesizedStack } from "../check/synthesized-stack";
import { Diagnostic, parseEvent } from "./terraform-events";
import { Ended } from "./terraform-run";

/** Lines that are told of a Terraform that named no error. */
const LAST_WORDS = 20;

/** What Terraform was doing. */
export type Phase = "init" | "plan" | "apply";

/** Why a stack is not there. */
export interface Failure {
  readonly stack: string;
  /** The folder that Terraform ran in. */
  readonly directory: string;
  readonly phase: Phase;
  /** The signal that ended Terraform before it could end by itself. */
  readonly killedBy?: string;
  /** The error of the operating system when Terraform could not even be started. */
  readonly notStarted?: string;
  /** What Terraform said: its errors, or its last words when there is none. */
  readonly text: string;
}

/** What a Terraform that ended badly leaves to say. */
export function failureOf(stack: SynthesizedStack, phase: Phase, ended: Ended): Failure {
  return {
    stack: stack.name,
    directory: stack.directory,
    phase,
    ...(ended.signal && { killedBy: ended.signal }),
    text: errorsIn(ended.output) || messagesIn(ended.output) || `It ended with status ${ended.status}.`,
  };
}

/** The same for a Terraform that could not be started. */
export function notStarted(stack: SynthesizedStack, phase: Phase, error: NodeJS.ErrnoException): Failure {
  const { name, directory } = stack;
  return { stack: name, directory, phase, notStarted: error.code ?? "", text: error.message };
}

/** The errors of Terraform's JSON messages, as Terraform lays them out for people. */
function errorsIn(output: string): string {
  return output
    .split("\n")
    .flatMap((line) => parseEvent(line)?.diagnostic ?? [])
    .filter(({ severity }) => severity === "error")
    .map(describeDiagnostic)
    .join("\n\n");
}

/** The last things that Terraform said, each in a line as it says them to people. */
function messagesIn(output: string): string {
  const lines = output.trim().split("\n");
  return lines
    .slice(-LAST_WORDS)
    .map((line) => parseEvent(line)?.["@message"] ?? line)
    .join("\n");
}

function describeDiagnostic({ summary, detail, address }: Diagnostic): string {
  const place = address ? `\n  with ${address}` : "";
  return `Error: ${summary}${place}${detail ? `\n\n${detail}` : ""}`;
}
