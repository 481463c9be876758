/** Names in a sentence, the first few of many. */
export function listed(names: readonly string[], most = 6): string {
  if (names.length <= 1) return names.join("");
  const shown = names.length > most ? names.slice(0, most - 1) : names.slice(0, -1);
  const last = names.length > most ? `${names.length - shown.length} more` : names.at(-1)!;
  return `${shown.join(", ")} and ${last}`;
}
