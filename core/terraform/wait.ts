/** A command that only waits, in the form that {@link secondsOfWait} knows again. */
export function waitCommand(seconds: number): string {
  return `sleep ${seconds}`;
}

/** How many seconds a command only waits; undefined for one that does something. */
export function secondsOfWait(command: unknown): number | undefined {
  const [, seconds] = /^sleep (\d+)$/.exec(String(command)) ?? [];
  return seconds === undefined ? undefined : Number(seconds);
}
