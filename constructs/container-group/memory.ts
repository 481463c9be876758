import { Fault } from "../../core/fault";
import { checkAmount } from "./amount";

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

  /**
   * What Azure would refuse.
   *
   * Source of the step: az container create, `--memory` ("accurate to one decimal place").
   */
  check(property: string): Fault[] {
    return checkAmount(property, this.gigabytes, { unit: "GB", steps: 10, factory: "Memory.gigabytes" });
  }
}
