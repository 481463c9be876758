import { checkWholeNumber, Fault, refuse } from "../../core/fault";
import { ContainerProps } from "../container-group/container";
import { IpAddress } from "../container-group/ip-address";
import { Port } from "../container-group/port";
import { exposedPortsOf } from "../container-group/ports";

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

  /** What cannot work, for an app whose address answers on these ports. */
  check(property: string, answering: readonly Port[]): Fault[] {
    const { path, port, status, attempts, intervalSeconds, deadlineSeconds } = this;
    const seconds = { from: 1, unit: "seconds" };
    return [
      ...(PATH.test(path)
        ? []
        : refuse(
            `${property}.path`,
            path,
            "a path that starts with a slash, without spaces, host or fragment",
            'write for example HealthCheck.http("/health")',
          )),
      ...checkPort(`${property}.port`, port, answering),
      ...checkWholeNumber(`${property}.status`, status, { from: 200, to: 599 }),
      ...checkWholeNumber(`${property}.attempts`, attempts, { from: 1, to: 1000, unit: "times" }),
      ...checkWholeNumber(`${property}.intervalSeconds`, intervalSeconds, { ...seconds, to: 300 }),
      ...checkWholeNumber(`${property}.deadlineSeconds`, deadlineSeconds, { ...seconds, to: 3600 }),
    ];
  }
}

// What a URL's path and query may hold (RFC 3986), so that every client sends it as it stands.
const PATH = /^\/[A-Za-z0-9\-._~!$&'()*+,;=:@%/?]*$/;

function checkPort(property: string, port: number | undefined, answering: readonly Port[]): Fault[] {
  const faults = checkWholeNumber(property, port, { from: 1, to: 65535 });
  // An address without any port is a fault of its own, or there is no address.
  if (port === undefined || faults.length > 0 || answering.length === 0) return faults;
  if (answersOn(port, answering)) return [];
  const allowed = `a TCP port that the address answers on (${answering.join(", ")})`;
  return refuse(
    property,
    port,
    allowed,
    "leave it out for the first of them, or add it to the exposed ports",
  );
}

/** What is wrong with a health check of an app that no address leads to. */
export function checkAskable(health: HealthCheck | undefined, ipAddress: IpAddress | undefined): Fault[] {
  if (!health || ipAddress?.type !== "None") return [];
  return refuse(
    "health",
    health.path,
    "a health check for an app with an address only, since it asks from outside",
    "leave it out, and give a livenessProbe, which Azure asks from inside, or use another ipAddress",
  );
}

function answersOn(port: number, answering: readonly Port[]): boolean {
  return answering.some(({ number, protocol }) => number === port && protocol === "TCP");
}

/** Of an app, what decides how to find out that it is up. */
export interface CheckedApp extends Pick<ContainerProps, "ports" | "readinessProbe" | "livenessProbe"> {
  readonly health?: HealthCheck;
  readonly ipAddress?: IpAddress;
  readonly exposedPorts?: readonly Port[];
  readonly sidecars?: readonly Pick<ContainerProps, "ports">[];
}

/**
 * The health check of an app: its own, else what its readiness or liveness probe asks for, if that is plain HTTP at a
 * path and a port that can be asked from outside.
 */
export function healthCheckOf(app: CheckedApp): HealthCheck | undefined {
  if (app.health || app.ipAddress?.type === "None") return app.health;
  const { sidecars = [] } = app;
  const answering = exposedPortsOf({ ...app, containers: [app, ...sidecars] });
  const request = [app.readinessProbe, app.livenessProbe]
    .map((probe) => probe?.request)
    .find(
      (asked) =>
        asked !== undefined &&
        asked.scheme !== "https" &&
        PATH.test(asked.path) &&
        (asked.port === undefined || answersOn(asked.port, answering)),
    );
  return request && HealthCheck.http(request.path, { port: request.port });
}
