import { Fault } from "../../core/fault";
import { checkAmount } from "./amount";

/** An amount of processor time, in CPU cores. */
export class Cpu {
  private constructor(readonly cores: number) {}

  /**
   * A number of CPU cores, which may be a fraction: `Cpu.cores(0.5)`. More than 0, in steps of 0.01.
   * @param cores more than 0, in steps of 0.01
   */
  static cores(cores: number): Cpu {
    return new Cpu(cores);
  }

  /**
   * What Azure would refuse.
   *
   * Source of the step: Azure's virtual-kubelet provider (azure-aci), which rounds requests to 0.01 cores.
   */
  check(property: string): Fault[] {
    return checkAmount(property, this.cores, { unit: "cores", steps: 100, factory: "Cpu.cores" });
  }
}
