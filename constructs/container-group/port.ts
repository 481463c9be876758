import { checkWholeNumber, Fault, refuse } from "../../core/fault";

/** A protocol of a container's port, by Azure's names. */
export type PortProtocol = "TCP" | "UDP";

/**
 * The ports that Azure keeps for itself in a container group.
 * Source: Azure documentation, "Troubleshoot common issues in Azure Container Instances" (reserved ports).
 */
const RESERVED: readonly (readonly [number, number])[] = [
  [22, 22],
  [1025, 1027],
  [3389, 3399],
  [9999, 9999],
  [19000, 19000],
  [19080, 19080],
  [19100, 19100],
  [19390, 19390],
  [20000, 30000],
  [49152, 65534],
];

/** A port that a container listens on. Azure maps no ports: this is also the port its address answers on. */
export class Port {
  private constructor(
    /** 1–65535, without the ports that Azure reserves. */
    readonly number: number,
    readonly protocol: PortProtocol,
  ) {}

  /**
   * A TCP port, for example `Port.tcp(8080)`.
   * @param number 1–65535, without those that Azure keeps: 22, 1025–1027, 3389–3399, 9999, 19000, 19080, 19100, 19390,
   * 20000–30000 and 49152–65534
   */
  static tcp(number: number): Port {
    return new Port(number, "TCP");
  }

  /**
   * A UDP port, for example `Port.udp(53)`.
   * @param number 1–65535, without those that Azure keeps: 22, 1025–1027, 3389–3399, 9999, 19000, 19080, 19100, 19390,
   * 20000–30000 and 49152–65534
   */
  static udp(number: number): Port {
    return new Port(number, "UDP");
  }

  /** What Azure would refuse. */
  check(property: string): Fault[] {
    const { number } = this;
    const reserved = RESERVED.find(([first, last]) => number >= first && number <= last);
    if (!reserved) return checkWholeNumber(property, number, { from: 1, to: 65535 });
    const [first, last] = reserved;
    const allowed = `a port that Azure does not reserve (${first === last ? first : `${first}–${last}`} is)`;
    return refuse(property, number, allowed, "have the app listen on another port, for example 8080");
  }

  /** Whether both are one port of an address. */
  equals({ number, protocol }: Port): boolean {
    return number === this.number && protocol === this.protocol;
  }

  /** Number and protocol, as Azure names them. */
  toString(): string {
    return `${this.number} ${this.protocol}`;
  }
}

/** The first TCP port of some, which is asked and answered on unless another is named. */
export function firstTcpPort(ports: readonly Port[]): number | undefined {
  return ports.find(({ protocol }) => protocol === "TCP")?.number;
}
