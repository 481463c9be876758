import { Fault } from "../../core/fault";
import { IpAddress } from "./ip-address";
import { checkPort, Port } from "./port";
import { ContainerGroupProps } from "./props";

/**
 * The most ports that one IP address answers on.
 * Source: Azure documentation, "Resource availability & quota limits for ACI" (ports per IP).
 */
const PORTS_PER_ADDRESS = 5;

/**
 * What Azure would refuse in the ports of a group, whose containers share one address and its ports.
 * Source: Azure documentation, "Container groups in Azure Container Instances" (networking).
 */
export function checkPorts(props: ContainerGroupProps): Fault[] {
  const { containers, exposedPorts, ipAddress = IpAddress.public() } = props;
  const ports = containers.flatMap((container) => container.ports ?? []);
  const faults = [...checkRepetition("ports", ports), ...checkExposed(props, ports)];
  if (ipAddress.type === "None") return faults;
  const property = exposedPorts ? "exposedPorts" : "ports";
  const answering = exposedPorts ?? ports;
  const address = `for a ${ipAddress.type.toLowerCase()} IP address`;
  if (answering.length === 0) {
    faults.push({
      property,
      given: undefined,
      allowed: `1 to ${PORTS_PER_ADDRESS} ports ${address}`,
      fix: `say which port the app listens on, for example ${property}: [Port.tcp(8080)]`,
    });
  }
  if (answering.length > PORTS_PER_ADDRESS) {
    faults.push({
      property,
      given: answering.map(({ number }) => number),
      allowed: `at most ${PORTS_PER_ADDRESS} ports ${address}`,
      fix: exposedPorts ? "take ports away" : "take ports away, or name those to expose in exposedPorts",
    });
  }
  return faults;
}

function checkExposed({ exposedPorts, ipAddress }: ContainerGroupProps, ports: readonly Port[]): Fault[] {
  if (!exposedPorts) return [];
  const faults = [
    ...exposedPorts.flatMap((port, i) => checkPort(`exposedPorts[${i}]`, port)),
    ...checkRepetition("exposedPorts", exposedPorts),
  ];
  if (ipAddress?.type === "None") {
    faults.push({
      property: "exposedPorts",
      given: exposedPorts.map(({ number }) => number),
      allowed: "no exposed ports without an IP address",
      fix: "leave them out, or use IpAddress.public()",
    });
  }
  // Source: azurerm's container_group_resource.go (expandContainerGroupContainers), which finds out at apply.
  const open = exposedPorts.findIndex((port) => !ports.some((other) => samePort(port, other)));
  const port = exposedPorts[open];
  if (port) {
    faults.push({
      property: `exposedPorts[${open}]`,
      given: `${port.number} ${port.protocol}`,
      allowed: "a port and protocol that one of the containers has",
      fix: "add it to the ports of the container that listens on it",
    });
  }
  return faults;
}

function checkRepetition(property: string, ports: readonly Port[]): Fault[] {
  const twice = ports.find((port, i) => ports.findIndex((other) => samePort(port, other)) !== i);
  if (!twice) return [];
  return [
    {
      property,
      given: twice.number,
      allowed: "each port once in a group, since its containers share one address",
      fix: "have one of the containers listen on another port",
    },
  ];
}

function samePort(port: Port, other: Port): boolean {
  return port.number === other.number && port.protocol === other.protocol;
}
