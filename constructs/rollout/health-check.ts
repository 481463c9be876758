import { checkWholeNumber, Fault } from "../../core/fault";
import { Probe } from "../container-group/probe";

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

/**
 * How to find out from outside, over plain HTTP, that an app is up.
 *
 * @example
 * const patient = HealthCheck.http("/health", { intervalSeconds: 10, deadlineSeconds: 900 });
 */
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
export function checkHealthCheck(property: string, check: HealthCheck): Fault[] {
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
    ...checkWholeNumber(`${property}.port`, port, { from: 1, to: 65535 }),
    ...checkWholeNumber(`${property}.status`, status, { from: 200, to: 599 }),
    ...checkWholeNumber(`${property}.attempts`, attempts, { from: 1, to: 1000, unit: "times" }),
    ...checkWholeNumber(`${property}.intervalSeconds`, intervalSeconds, {
      from: 1,
      to: 300,
      unit: "seconds",
    }),
    ...checkWholeNumber(`${property}.deadlineSeconds`, deadlineSeconds, {
      from: 1,
      to: 3600,
      unit: "seconds",
    }),
  ];
}

/**
 * The health check of an app: its own, else what its readiness or liveness probe asks for, if that is plain HTTP.
 */
export function healthCheckOf(app: {
  readonly health?: HealthCheck;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
}): HealthCheck | undefined {
  if (app.health) return app.health;
  const requests = [app.readinessProbe, app.livenessProbe].map((probe) => probe?.request);
  const request = requests.find((asked) => asked !== undefined && asked.scheme !== "https");
  return request && HealthCheck.http(request.path, { port: request.port });
}
