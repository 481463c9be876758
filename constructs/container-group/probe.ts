import { ContainerGroupContainerLivenessProbe } from "@cdktf/provider-azurerm/lib/container-group";
import { Token } from "cdktf";
import { checkChoice, checkWholeNumber, Fault, refuse } from "../../core/fault";
import { checkHeaderName } from "../../core/http-header";
import { checkPlainValue, plainText, PlainValue } from "../../core/secrets/plain-value";
import { literalText, literalTexts } from "../../core/terraform/literal-text";
import { checkCommand } from "./command";
import { firstTcpPort, Port } from "./port";

/** When a probe is asked and what its answers mean. */
export interface ProbeTimings {
  /**
   * Seconds from the container's start to the first probe: 0 or more.
   * @default 0
   * @azure initialDelaySeconds
   */
  readonly initialDelaySeconds?: number;
  /**
   * Seconds from one probe to the next: 1 or more.
   * @default 10
   * @azure periodSeconds
   */
  readonly periodSeconds?: number;
  /**
   * Seconds that a probe may take: 1 or more.
   * @default 1
   * @azure timeoutSeconds
   */
  readonly timeoutSeconds?: number;
  /**
   * How many failures in a row make the container fail: 1 or more.
   * @default 3
   * @azure failureThreshold
   */
  readonly failureThreshold?: number;
  /**
   * How many successes in a row, after a failure, make it well again: 1 or more.
   * @default 1
   * @azure successThreshold
   */
  readonly successThreshold?: number;
}

/** The schemes of an HTTP probe, in the lower case that azurerm wants. */
export const PROBE_SCHEMES = ["http", "https"] as const;

/** What an HTTP probe asks for, besides its path. */
export interface HttpGetProps extends ProbeTimings {
  /**
   * The port asked: 1–65535.
   * @default - the container's first TCP port
   * @azure httpGet.port
   */
  readonly port?: number;
  /**
   * `http` or `https`. The certificate is not verified.
   * @default "http"
   * @azure httpGet.scheme
   */
  readonly scheme?: (typeof PROBE_SCHEMES)[number];
  /**
   * Request headers. Azure shows them to every reader of the container group, so none can be a secret.
   * @default - none
   * @azure httpGet.httpHeaders
   */
  readonly headers?: Readonly<Record<string, string | PlainValue>>;
}

/**
 * How Azure asks a container whether it lives or is ready. There is no TCP probe.
 *
 * Source: Azure documentation, "Configure liveness probes" and "Configure readiness probes".
 *
 * @example
 * const ready = Probe.httpGet("/ready", { port: 8080, headers: { Accept: "text/plain" }, periodSeconds: 5 });
 * const alive = Probe.exec(["cat", "/tmp/healthy"], { initialDelaySeconds: 10 });
 */
export abstract class Probe {
  /**
   * A command in the container, which is well while it exits with 0.
   * @param command the program and its arguments, for example `["cat", "/tmp/healthy"]`
   */
  static exec(command: readonly string[], timings: ProbeTimings = {}): Probe {
    return new ExecProbe(command, timings);
  }

  /**
   * A GET request, which is well while the answer is from 200 to 399.
   * @param path the path asked, for example `/health`
   */
  static httpGet(path: string, props: HttpGetProps = {}): Probe {
    return new HttpGetProbe(path, props);
  }

  /** What an HTTP probe asks for; undefined for a command. */
  get request(): (Pick<HttpGetProps, "port" | "scheme" | "headers"> & { readonly path: string }) | undefined {
    return undefined;
  }

  /** The port that it asks, of a container with these ports; undefined for a command, and where there is none. */
  portAsked(ports: readonly Port[]): number | undefined {
    return this.request && (this.request.port ?? firstTcpPort(ports));
  }

  /** The command that is run; undefined for an HTTP probe. */
  readonly command?: readonly string[];

  protected constructor(private readonly given: ProbeTimings) {}

  /** When it is asked and what its answers mean, with Azure's defaults. */
  get timings(): Required<ProbeTimings> {
    const {
      initialDelaySeconds = 0,
      periodSeconds = 10,
      timeoutSeconds = 1,
      failureThreshold = 3,
      successThreshold = 1,
    } = this.given;
    return { initialDelaySeconds, periodSeconds, timeoutSeconds, failureThreshold, successThreshold };
  }

  /** What Azure would refuse, for a container with these ports; `most` where its timings have limits. */
  check(property: string, ports: readonly Port[], most: ProbeTimings = {}): Fault[] {
    const timings = Object.keys(this.timings) as (keyof ProbeTimings)[];
    return [
      ...this.checkAction(property, ports),
      ...timings.flatMap((timing) =>
        checkWholeNumber(`${property}.${timing}`, this.given[timing], {
          from: timing === "initialDelaySeconds" ? 0 : 1,
          to: most[timing],
          unit: timing.endsWith("Seconds") ? "seconds" : undefined,
        }),
      ),
    ];
  }

  /** The block of the container that this probe becomes. */
  render(ports: readonly Port[]): ContainerGroupContainerLivenessProbe {
    return {
      ...this.renderAction(ports),
      // Azure's defaults, written out: given back by Azure for a field left out, they would be a change. It gives back no
      // delay where there is none.
      ...this.timings,
      initialDelaySeconds: this.given.initialDelaySeconds,
    };
  }

  protected abstract checkAction(property: string, ports: readonly Port[]): Fault[];
  protected abstract renderAction(
    ports: readonly Port[],
  ): Pick<ContainerGroupContainerLivenessProbe, "exec" | "httpGet">;
}

class ExecProbe extends Probe {
  constructor(
    override readonly command: readonly string[],
    timings: ProbeTimings,
  ) {
    super(timings);
  }

  protected checkAction(property: string): Fault[] {
    return checkCommand(`${property}.exec`, this.command);
  }

  protected renderAction() {
    return { exec: this.command.map(literalText) };
  }
}

class HttpGetProbe extends Probe {
  constructor(
    private readonly path: string,
    private readonly props: HttpGetProps,
  ) {
    super(props);
  }

  override get request() {
    const { port, scheme, headers } = this.props;
    return { path: this.path, port, scheme, headers };
  }

  protected checkAction(property: string, ports: readonly Port[]): Fault[] {
    const { scheme, headers = {} } = this.props;
    return [
      ...this.checkPath(`${property}.path`),
      ...this.checkPort(`${property}.port`, ports),
      ...checkChoice(`${property}.scheme`, scheme, PROBE_SCHEMES),
      ...Object.entries(headers).flatMap(([name, value]) => [
        ...checkHeaderName(`${property}.headers`, name),
        ...checkPlainValue(`${property}.headers`, name, value, false),
      ]),
    ];
  }

  protected renderAction(ports: readonly Port[]) {
    const { scheme = "http", headers } = this.props;
    const texts = Object.entries(headers ?? {}).map(([name, value]) => [name, plainText(value)] as const);
    return {
      httpGet: [
        {
          path: literalText(this.path),
          port: this.portAsked(ports),
          // Written out: left out it is sent as "", and what Azure makes of that is a change.
          scheme,
          httpHeaders: texts.length > 0 ? literalTexts(Object.fromEntries(texts)) : undefined,
        },
      ],
    };
  }

  private checkPath(property: string): Fault[] {
    if (Token.isUnresolved(this.path) || /^\/\S*$/.test(this.path)) return [];
    return refuse(
      property,
      this.path,
      "a path that starts with / and has no white space",
      'write for example "/health"',
    );
  }

  private checkPort(property: string, ports: readonly Port[]): Fault[] {
    const port = this.portAsked(ports);
    if (port !== undefined) return checkWholeNumber(property, this.props.port, { from: 1, to: 65535 });
    const fix = "write for example { port: 8080 }, or give the container a TCP port";
    return refuse(property, undefined, "a port from 1 to 65535", fix);
  }
}
