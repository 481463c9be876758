import { Place, Result } from "./examine";

const MARKS = { pass: "ok", warn: "warn", fail: "FAIL", skipped: "-" } as const;

const PLACE_NAMES: Readonly<Record<Place, string>> = {
  machine: "This machine",
  "sign-in": "Sign-in to Azure",
  azure: "Azure",
  state: "State",
  network: "Network",
};

/** The results to read in a terminal: each on a line, what to do about them, and what to type then. */
export function reportInWords(results: readonly Result[], closing: string): string {
  const places = [...new Set(results.map(({ place }) => place))];
  const mend = results.filter(
    ({ status, fix = [] }) => (status === "fail" || status === "warn") && fix.length > 0,
  );
  return [
    ...places.flatMap((place) => [
      "",
      PLACE_NAMES[place],
      ...linesOf(results.filter((one) => one.place === place)),
    ]),
    ...(mend.length > 0 ? ["", "To fix", ...mend.flatMap(toFix)] : []),
    "",
    closing,
  ]
    .join("\n")
    .trimStart();
}

function linesOf(results: readonly Result[]): string[] {
  const asked = results.filter((one) => one.asked);
  return [
    ...asked.map(({ status, name, message }) => line(status, name, message)),
    // One reason often holds for many.
    ...grouped(results.filter((one) => !one.asked && one.status !== "skipped")).map(([message, names]) =>
      line("warn", names, message),
    ),
    ...grouped(results.filter(({ status }) => status === "skipped")).map(([message, names]) =>
      line("skipped", names, `not asked, since ${message}`),
    ),
  ];
}

function line(status: Result["status"], name: string, message: string): string {
  return `  ${MARKS[status].padEnd(5)} ${name}: ${message}`;
}

/** The names of the results that say the same, by what they say. */
function grouped(results: readonly Result[]): [message: string, names: string][] {
  const messages = [...new Set(results.map(({ message }) => message))];
  return messages.map((message) => [
    message,
    results.flatMap((one) => (one.message === message ? [one.name] : [])).join(", "),
  ]);
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
