import { Problem } from "./problem";

/** An amount of memory, in gigabytes (GB), the unit that Azure Container Instances bills in. */
export class Memory {
  private constructor(readonly gigabytes: number) {}

  /** A number of gigabytes, which may be a fraction: `Memory.gigabytes(0.5)`. More than 0. */
  static gigabytes(gigabytes: number): Memory {
    return new Memory(gigabytes);
  }
}

/** What Azure would refuse in an amount of memory. */
export function checkMemory(property: string, { gigabytes }: Memory): Problem[] {
  if (Number.isFinite(gigabytes) && gigabytes > 0) return [];
  return [
    {
      property,
      given: gigabytes,
      allowed: "more than 0 GB",
      fix: "write for example Memory.gigabytes(0.5)",
    },
  ];
}
