import { Problem } from "./problem";

/** How patiently a {@link HealthCheck} asks. */
export interface HealthCheckOptions {
  /**
   * The port to ask, one that the group's address answers on.
   * @default - the first TCP port of the app
   */
  readonly port?: number;
  /**
   * The HTTP status of a good answer: 200–599. Redirects are not followed.
   * @default 200
   */
  readonly status?: number;
  /**
   * How often to ask at most: 1–1000 times. Each answer may take up to 10 seconds.
   * @default 60
   */
  readonly attempts?: number;
  /**
   * The pause between two attempts in seconds: 1–300.
   * @default 5
   */
  readonly intervalSeconds?: number;
  /**
   * When to give up in any case, in seconds from the first attempt: 1–3600.
   * @default 300
   */
  readonly deadlineSeconds?: number;
}

/** How to find out from outside, over plain HTTP, that an app is up. */
export class HealthCheck {
  readonly port?: number;
  readonly status: number;
  readonly attempts: number;
  readonly intervalSeconds: number;
  readonly deadlineSeconds: number;

  private constructor(
    readonly path: string,
    options: HealthCheckOptions,
  ) {
    this.port = options.port;
    this.status = options.status ?? 200;
    this.attempts = options.attempts ?? 60;
    this.intervalSeconds = options.intervalSeconds ?? 5;
    this.deadlineSeconds = options.deadlineSeconds ?? 300;
  }

  /**
   * Asks for a path, for example `HealthCheck.http("/health")`.
   * @param path starts with a slash; a query is allowed
   */
  static http(path: string, options: HealthCheckOptions = {}): HealthCheck {
    return new HealthCheck(path, options);
  }
}

// What a URL's path and query may hold (RFC 3986), so that every client sends it as it stands.
const PATH = /^\/[A-Za-z0-9\-._~!$&'()*+,;=:@%/?]*$/;

/** What cannot work in a health check. */
export function checkHealthCheck(property: string, check: HealthCheck): Problem[] {
  const { path, port, status, attempts, intervalSeconds, deadlineSeconds } = check;
  return [
    ...(PATH.test(path)
      ? []
      : [
          {
            property: `${property}.path`,
            given: path,
            allowed: "a path that starts with a slash, without spaces, host or fragment",
            fix: 'write for example HealthCheck.http("/health")',
          },
        ]),
    ...(port === undefined ? [] : checkWhole(`${property}.port`, port, 1, 65535)),
    ...checkWhole(`${property}.status`, status, 200, 599),
    ...checkWhole(`${property}.attempts`, attempts, 1, 1000),
    ...checkWhole(`${property}.intervalSeconds`, intervalSeconds, 1, 300),
    ...checkWhole(`${property}.deadlineSeconds`, deadlineSeconds, 1, 3600),
  ];
}

/** What is wrong with a whole number that has limits. */
export function checkWhole(property: string, given: number, least: number, most: number): Problem[] {
  if (Number.isInteger(given) && given >= least && given <= most) return [];
  return [
    {
      property,
      given,
      allowed: `a whole number from ${least} to ${most}`,
      fix: "choose such a number or leave it out",
    },
  ];
}
