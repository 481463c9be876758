import { Token } from "cdktf";
import { isIPv4 } from "node:net";
import { Fault } from "../fault";

/** The most address ranges of a registry. Source: Azure documentation, "Configure public IP network rules" (registry). */
const MOST_RANGES = 200;

/** What Azure would refuse in a list of address ranges, each written `A.B.C.D/BITS`. */
export function checkIpRanges(property: string, ranges: readonly string[]): Fault[] {
  const faults: Fault[] = ranges.flatMap((range, i) => {
    if (Token.isUnresolved(range) || (isRange(range) && ranges.indexOf(range) === i)) return [];
    return [
      {
        property: `${property}[${i}]`,
        given: range,
        allowed: "ranges of public IPv4 addresses, A.B.C.D/BITS, each once",
        fix: 'write for example "203.0.113.0/24", and "203.0.113.7/32" for one address',
      },
    ];
  });
  if (ranges.length > MOST_RANGES) {
    faults.push({
      property,
      given: `${ranges.length} ranges`,
      allowed: `at most ${MOST_RANGES} ranges`,
      fix: "join neighbouring ranges",
    });
  }
  return faults;
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
