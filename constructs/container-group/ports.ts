import { Fault, inWords, refuse } from "../../core/fault";
import { ContainerProps } from "./container";
import { IpAddress } from "./ip-address";
import { Port } from "./port";
import { ContainerGroupProps } from "./props";

/**
 * The most ports that one IP address answers on.
 * Source: Azure documentation, "Resource availability & quota limits for ACI" (ports per IP).
 */
export const PORTS_PER_ADDRESS = 5;

/** The ports that a group's address answers on. */
export function exposedPortsOf({
  ipAddress,
  exposedPorts,
  containers,
}: Pick<ContainerGroupProps, "ipAddress" | "exposedPorts"> & {
  readonly containers: readonly Pick<ContainerProps, "ports">[];
}): readonly Port[] {
  if (ipAddress?.type === "None") return [];
  return exposedPorts ?? containers.flatMap(({ ports = [] }) => ports);
}

/**
 * What Azure would refuse in the ports of a group, whose containers share one address and its ports.
 * Source: Azure documentation, "Container groups in Azure Container Instances" (networking).
 */
export function checkPorts(props: ContainerGroupProps): Fault[] {
  const { containers, exposedPorts, ipAddress = IpAddress.public() } = props;
  const ports = containers.flatMap((container) => container.ports ?? []);
  return [
    ...checkRepetition("ports", ports),
    ...(exposedPorts ? checkExposed(exposedPorts, ports) : []),
    ...(ipAddress.type === "None" ? checkNoAddress(exposedPorts) : checkNumber(props, ipAddress)),
  ];
}

function checkNumber(props: ContainerGroupProps, { type }: IpAddress): Fault[] {
  const answering = exposedPortsOf(props);
  if (answering.length > 0 && answering.length <= PORTS_PER_ADDRESS) return [];
  const property = props.exposedPorts ? "exposedPorts" : "ports";
  const allowed = `1 to ${PORTS_PER_ADDRESS} ports for a ${type.toLowerCase()} IP address`;
  if (answering.length === 0) {
    const fix = `say which port the app listens on, for example ${property}: [Port.tcp(8080)]`;
    return refuse(property, undefined, allowed, fix);
  }
  const fix = props.exposedPorts
    ? "take ports away"
    : "take ports away, or name those to expose in exposedPorts";
  return refuse(property, answering.map(String), allowed, fix);
}

/** What is wrong with exposed ports of what has no address. */
export function checkNoAddress(exposedPorts: readonly Port[] | undefined): Fault[] {
  if (!exposedPorts) return [];
  return refuse(
    "exposedPorts",
    exposedPorts.map(String),
    "exposed ports for a group with an IP address only",
    "leave them out, or use IpAddress.public()",
  );
}

function checkExposed(exposedPorts: readonly Port[], ports: readonly Port[]): Fault[] {
  return [
    ...exposedPorts.flatMap((port, i) => port.check(`exposedPorts[${i}]`)),
    ...checkRepetition("exposedPorts", exposedPorts),
    ...checkListenedOn(exposedPorts, ports),
  ];
}

/**
 * What is wrong with exposed ports that no container listens on.
 * Source: azurerm's container_group_resource.go (expandContainerGroupContainers), which finds out at apply.
 */
export function checkListenedOn(exposedPorts: readonly Port[], ports: readonly Port[]): Fault[] {
  const foreign = exposedPorts.findIndex((port) => !ports.some((other) => port.equals(other)));
  if (foreign < 0) return [];
  return refuse(
    `exposedPorts[${foreign}]`,
    inWords(String(exposedPorts[foreign])),
    "a port and protocol that one of the containers has",
    "add it to the ports of the container that listens on it",
  );
}

/** What is wrong with ports that are given twice. */
export function checkRepetition(property: string, ports: readonly Port[]): Fault[] {
  const twice = ports.find((port, i) => ports.slice(0, i).some((other) => port.equals(other)));
  if (!twice) return [];
  return refuse(
    property,
    inWords(String(twice)),
    "each port once in a group, since its containers share one address",
    "have one of the containers listen on another port",
  );
}
