import { Token } from "cdktf";
import { isIPv4 } from "node:net";
import { Fault, inWords, refuse } from "../fault";

/** The most address ranges of a registry. Source: Azure documentation, "Configure public IP network rules" (registry). */
const MOST_RANGES = 200;

/** What Azure would refuse in a list of address ranges, each written `A.B.C.D/BITS`. */
export function checkIpRanges(property: string, ranges: readonly string[]): Fault[] {
  const count = ranges.length;
  return [
    ...ranges.flatMap((range, i) => {
      if (Token.isUnresolved(range) || (isRange(range) && ranges.indexOf(range) === i)) return [];
      return refuse(
        `${property}[${i}]`,
        range,
        "ranges of public IPv4 addresses, A.B.C.D/BITS, each once",
        'write for example "203.0.113.0/24", and "203.0.113.7/32" for one address',
      );
    }),
    ...(count > MOST_RANGES
      ? refuse(
          property,
          inWords(`${count} ranges`),
          `at most ${MOST_RANGES} ranges`,
          "join neighbouring ranges: 203.0.113.0/25 and 203.0.113.128/25 are 203.0.113.0/24",
        )
      : []),
  ];
}

/** Azure takes a range by its first address, and none that only a private network knows. */
function isRange(range: string): boolean {
  const [, address = "", bits = ""] = /^([0-9.]+)\/([0-9]{1,2})$/.exec(range) ?? [];
  if (!isIPv4(address) || Number(bits) > 32) return false;
  const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
  const isPrivate = a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168);
  const number = ((a * 256 + b) * 256 + c) * 256 + d;
  return !isPrivate && number % 2 ** (32 - Number(bits)) === 0;
}
