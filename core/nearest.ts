import { distance } from "fastest-levenshtein";

/** The word that a misspelt one was probably meant to be, if any: hardly anyone slips at the first letter. */
export function nearest(given: string, words: readonly string[]): string | undefined {
  const plain = (word: string) => word.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const most = Math.floor((plain(given).length - 1) / 2);
  return words
    .map((word) => ({ word, slips: slipsBetween(plain(given), plain(word)) }))
    .filter(({ word, slips }) => slips === 0 || (slips <= most && plain(word)[0] === plain(given)[0]))
    .sort((a, b) => a.slips - b.slips)[0]?.word;
}

/** Letters in another order are one slip. */
function slipsBetween(given: string, word: string): number {
  if (given === word) return 0;
  const letters = (text: string) => [...text].sort().join("");
  return Math.min(distance(given, word), letters(given) === letters(word) ? 1 : Infinity);
}
