import { Failure } from "../failure";
import { explain } from "./explain";

/** Cause and remedy of a failure, a line each. */
export function causeAndRemedy(failure: Failure): string[] {
  const explanations = explain(failure);
  if (explanations.length === 0)
    return [`${failure.stack}: the cause is not known here; Terraform's words say more.`];
  return explanations.flatMap(({ cause, remedy }) => [
    `${failure.stack}: ${cause}`,
    ...remedy.map((line) => `  ${line}`),
  ]);
}

/** What Terraform itself said, a line each. */
export function wordsOfTerraform({ stack, text }: Failure): string[] {
  return [`${stack}, in Terraform's words:`, ...text.split("\n").map((line) => (line ? `  ${line}` : ""))];
}
