import { ContainerAppIngress } from "@cdktf/provider-azurerm/lib/container-app";
import { checkWholeNumber, Fault, inWords, refuse } from "../../core/fault";
import { ContainerProps } from "../container-group/container";
import { firstTcpPort, Port } from "../container-group/port";
import { checkListenedOn, checkNoAddress, checkRepetition } from "../container-group/ports";
import { ContainerGroupProps } from "../container-group/props";

/** What decides on which port an app answers. */
export interface IngressProps extends Pick<ContainerGroupProps, "ipAddress" | "exposedPorts"> {
  readonly containers: readonly Pick<ContainerProps, "ports">[];
}

const ON_GROUPS = "platform: Platform.containerInstances() for this app";

/** Ports that speak no HTTP wherever they are used. Source: IANA, "Service Name and Transport Protocol Port Number Registry". */
const NOT_HTTP: Readonly<Record<number, string>> = {
  21: "FTP",
  22: "SSH",
  25: "SMTP",
  53: "DNS",
  110: "POP3",
  143: "IMAP",
  389: "LDAP",
  465: "SMTP",
  587: "SMTP",
  636: "LDAP",
  993: "IMAP",
  995: "POP3",
  1433: "SQL Server",
  1521: "Oracle",
  1883: "MQTT",
  3306: "MySQL",
  5432: "PostgreSQL",
  5672: "AMQP",
  6379: "Redis",
  8883: "MQTT",
  9042: "Cassandra",
  9092: "Kafka",
  11211: "memcached",
  27017: "MongoDB",
};

/**
 * The port that Azure sends requests to: the one that is exposed, else the app's own, else that of another container. The
 * ports of the containers beside the app are then open to the app alone. Undefined for an app that answers nobody.
 */
export function targetPortOf(props: IngressProps): number | undefined {
  return firstTcpPort(answeringPorts(props));
}

function answeringPorts({ containers, ipAddress, exposedPorts }: IngressProps): readonly Port[] {
  if (ipAddress?.type === "None") return [];
  const [main, ...others] = containers.map(({ ports = [] }) => ports);
  return exposedPorts ?? (main && main.length > 0 ? main : others.flat());
}

/** What Azure Container Apps would refuse, or could not pass on: it answers on one port, HTTP. */
export function checkIngress(props: IngressProps): Fault[] {
  const { containers, ipAddress, exposedPorts } = props;
  const ports = containers.flatMap((container) => container.ports ?? []);
  const numbers = containers.flatMap(({ ports = [] }, i) =>
    ports.flatMap(({ number }, j) =>
      checkWholeNumber(`containers[${i}].ports[${j}]`, number, { from: 1, to: 65535 }),
    ),
  );
  return [
    ...numbers,
    ...checkRepetition("ports", ports),
    ...(exposedPorts ? checkListenedOn(exposedPorts, ports) : []),
    ...(ipAddress?.type === "None" ? checkNoAddress(exposedPorts) : checkAnswering(props)),
  ];
}

function checkAnswering(props: IngressProps): Fault[] {
  const property = props.exposedPorts ? "exposedPorts" : "ports";
  const answering = answeringPorts(props);
  const given = inWords(answering.join(", "));
  const tcp = answering.filter(({ protocol }) => protocol === "TCP");
  const oneOf = props.exposedPorts
    ? "leave the HTTP port alone"
    : `name the one that answers HTTP: exposedPorts: [Port.tcp(${tcp[0]?.number ?? 8080})]`;
  if (answering.length === 0) {
    const allowed = "1 TCP port on Azure Container Apps, which answers HTTP";
    const fix = `write ${property}: [Port.tcp(8080)], or ipAddress: IpAddress.none() for an app that answers nobody`;
    return refuse(property, undefined, allowed, fix);
  }
  if (tcp.length === 0) {
    return refuse(
      property,
      given,
      "a TCP port that answers HTTP on Azure Container Apps",
      `write ${ON_GROUPS}`,
    );
  }
  if (answering.length > 1) {
    const allowed = "1 TCP port on Azure Container Apps, which answers HTTP";
    return refuse(property, given, allowed, `${oneOf}, or write ${ON_GROUPS}`);
  }
  return checkSpeaksHttp(property, tcp[0]!.number);
}

function checkSpeaksHttp(property: string, port: number): Fault[] {
  const other = "have the app answer HTTP on another port, for example 8080";
  if (port === 443) {
    const allowed =
      "a port that answers plain HTTP on Azure Container Apps, which ends TLS itself, with its own certificate";
    return refuse(property, port, allowed, `${other}, or write ${ON_GROUPS}`);
  }
  const protocol = NOT_HTTP[port];
  if (protocol === undefined) return [];
  const allowed = `a port that answers HTTP on Azure Container Apps (${port} is ${protocol}'s)`;
  // A group cannot have the port of SSH at all.
  return refuse(property, port, allowed, port === 22 ? other : `write ${ON_GROUPS}, or ${other}`);
}

/** The ingress of the container app: HTTPS under its name, and HTTP sent there. */
export function renderIngress(targetPort: number | undefined): ContainerAppIngress | undefined {
  if (targetPort === undefined) return undefined;
  return {
    targetPort,
    // From outside of the Container Apps environment: of an internal one, that is its network.
    externalEnabled: true,
    // Source: azurerm's documentation of azurerm_container_app: the only one that a new app can have.
    trafficWeight: [{ latestRevision: true, percentage: 100 }],
  };
}
