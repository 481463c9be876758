import { Result } from "./examine";

const MARKS = { pass: "ok", warn: "warn", fail: "FAIL", skipped: "-" } as const;

const PLACE_NAMES = {
  machine: "This machine",
  "sign-in": "Sign-in to Azure",
  azure: "Azure",
  state: "State",
  network: "Network",
} as const;

/** The results to read in a terminal: each on a line, what to do about them, and what comes next. */
export function reportInWords(results: readonly Result[], next: string): string {
  const places = [...new Set(results.map(({ place }) => place))];
  const mend = results.filter(
    ({ status, fix = [] }) => (status === "fail" || status === "warn") && fix.length > 0,
  );
  const isBad = results.some(({ status }) => status === "fail");
  return [
    ...places.flatMap((place) => [
      "",
      PLACE_NAMES[place],
      ...linesOf(results.filter((one) => one.place === place)),
    ]),
    ...(mend.length > 0 ? ["", "To fix", ...mend.flatMap(toFix)] : []),
    "",
    isBad ? `Then look again: npm run doctor` : `Next: ${next}`,
  ]
    .join("\n")
    .trimStart();
}

function linesOf(results: readonly Result[]): string[] {
  const asked = results.filter(({ status }) => status !== "skipped");
  const skipped = results.filter(({ status }) => status === "skipped");
  const reasons = [...new Set(skipped.map(({ message }) => message))];
  return [
    ...asked.map(({ status, name, message }) => `  ${MARKS[status].padEnd(5)} ${name}: ${message}`),
    ...reasons.map((reason) => {
      const names = skipped.filter(({ message }) => message === reason).map(({ name }) => name);
      return `  ${MARKS.skipped.padEnd(5)} ${names.join(", ")}: not asked, since ${reason}`;
    }),
  ];
}

function toFix({ name, fix = [], links = [] }: Result): string[] {
  return [`  ${name}`, ...[...fix, ...links].map((line) => `    ${line}`)];
}

/** The results for a script: `schemaVersion` 1, whose words stay. */
export function reportAsJson(results: readonly Result[], status: number): string {
  const checks = results.map(({ id, name, status, message, fix, links, durationMs }) => ({
    id,
    name,
    status,
    message,
    ...(fix && fix.length > 0 && { fix }),
    ...(links && { links }),
    durationMs,
  }));
  return JSON.stringify({ schemaVersion: 1, status, checks }, null, 2);
}
