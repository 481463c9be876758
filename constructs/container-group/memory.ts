import { Token } from "cdktf";
import { Fault } from "../../core/fault";

/** An amount of memory, in gigabytes (GB), the unit that Azure Container Instances bills in. */
export class Memory {
  private constructor(readonly gigabytes: number) {}

  /**
   * A number of gigabytes, which may be a fraction: `Memory.gigabytes(0.5)`. More than 0, in steps of 0.1.
   * @param gigabytes more than 0, in steps of 0.1
   */
  static gigabytes(gigabytes: number): Memory {
    return new Memory(gigabytes);
  }
}

/**
 * What Azure would refuse in an amount of memory.
 *
 * Source of the step: az container create, `--memory` ("accurate to one decimal place").
 */
export function checkMemory(property: string, { gigabytes }: Memory): Fault[] {
  if (Token.isUnresolved(gigabytes)) return [];
  if (!Number.isFinite(gigabytes) || gigabytes <= 0) {
    return [
      {
        property,
        given: gigabytes,
        allowed: "more than 0 GB",
        fix: "write for example Memory.gigabytes(0.5)",
      },
    ];
  }
  if (isMultiple(gigabytes, 0.1)) return [];
  return [
    {
      property,
      given: gigabytes,
      allowed: "GB in steps of 0.1",
      fix: `write Memory.gigabytes(${Math.ceil(gigabytes * 10) / 10})`,
    },
  ];
}

/** Whether an amount is a whole number of steps, as far as floating point can tell. */
export function isMultiple(amount: number, step: number): boolean {
  const steps = amount / step;
  return Math.abs(steps - Math.round(steps)) < 1e-6;
}
