import { Token } from "cdktf";
import { Fault } from "../../core/fault";
import { isMultiple } from "./memory";

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
}

/**
 * What Azure would refuse in an amount of CPU.
 *
 * Source of the step: Azure's virtual-kubelet provider (azure-aci), which rounds requests to 0.01 cores.
 */
export function checkCpu(property: string, { cores }: Cpu): Fault[] {
  if (Token.isUnresolved(cores)) return [];
  if (!Number.isFinite(cores) || cores <= 0) {
    return [
      { property, given: cores, allowed: "more than 0 cores", fix: "write for example Cpu.cores(0.5)" },
    ];
  }
  if (isMultiple(cores, 0.01)) return [];
  return [
    {
      property,
      given: cores,
      allowed: "cores in steps of 0.01",
      fix: `write Cpu.cores(${Math.ceil(cores * 100) / 100})`,
    },
  ];
}
