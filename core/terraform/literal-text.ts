/**
 * Text that reaches Azure exactly as it was written: `echo ${HOME}` is for the shell, not for Terraform, which would
 * take what is in the braces for an expression of its own. Tokens of cdktf stay what they are.
 *
 * Source: Terraform documentation, "Strings and Templates" (escape sequences).
 */
export function literalText(text: string): string {
  return text.replaceAll(/\$\{(?!TfToken\[)/g, "$$$${").replaceAll("%{", "%%{");
}

/** The same for each key and value of a map; undefined for none. */
export function literalTexts(
  texts: Readonly<Record<string, string>> | undefined,
): Record<string, string> | undefined {
  if (!texts) return undefined;
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [literalText(name), literalText(text)]),
  );
}
