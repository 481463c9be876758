import { IpAddress } from "../../../constructs/container-group/ip-address";
import { Port } from "../../../constructs/container-group/port";
import { ContainerGroupProps } from "../../../constructs/container-group/props";
import { groupFaults, quiet, Rule, testRules, web } from "../../support/rules";

type Changes = Partial<ContainerGroupProps>;

const ports = (...numbers: number[]) => numbers.map((number) => Port.tcp(number));

const rules: readonly Rule<Changes>[] = [
  [
    "a port for an address",
    { containers: quiet(2), ipAddress: IpAddress.none() },
    { containers: quiet(2) },
    "ports is missing. Allowed: 1 to 5 ports for a public IP address. Fix: say which port the app listens on, for example ports: [Port.tcp(8080)].",
  ],
  [
    "5 ports at most",
    { containers: [web({ ports: ports(1, 2, 3, 4, 5, 6) })], exposedPorts: ports(1, 2, 3, 4, 5) },
    { containers: [web({ ports: ports(1, 2, 3, 4, 5, 6) })] },
    'ports is ["1 TCP","2 TCP","3 TCP","4 TCP","5 TCP","6 TCP"]. Allowed: 1 to 5 ports for a public IP address. Fix: take ports away, or name those to expose in exposedPorts.',
  ],
  [
    "a port and protocol once",
    { containers: [web({ ports: [Port.tcp(53), Port.udp(53)] })] },
    { containers: [web({ ports: ports(80) }), web({ name: "other", ports: ports(80) })] },
    "ports is 80 TCP. Allowed: each port once in a group, since its containers share one address. Fix: have one of the containers listen on another port.",
  ],
  [
    "an exposed port of a container",
    { exposedPorts: ports(80) },
    { exposedPorts: [Port.udp(80)] },
    "exposedPorts[0] is 80 UDP. Allowed: a port and protocol that one of the containers has. Fix: add it to the ports of the container that listens on it.",
  ],
  [
    "no exposed port without an address",
    { ipAddress: IpAddress.none() },
    { ipAddress: IpAddress.none(), exposedPorts: ports(80) },
    'exposedPorts is ["80 TCP"]. Allowed: exposed ports for a group with an IP address only. Fix: leave them out, or use IpAddress.public().',
  ],
];

describe("Azure's rules for a group's ports", () => testRules(groupFaults, rules));
