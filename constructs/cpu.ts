import { Problem } from "./problem";

/** An amount of processor time, in CPU cores. */
export class Cpu {
  private constructor(readonly cores: number) {}

  /** A number of CPU cores, which may be a fraction: `Cpu.cores(0.5)`. More than 0. */
  static cores(cores: number): Cpu {
    return new Cpu(cores);
  }
}

/** What Azure would refuse in an amount of CPU. */
export function checkCpu(property: string, { cores }: Cpu): Problem[] {
  if (Number.isFinite(cores) && cores > 0) return [];
  return [{ property, given: cores, allowed: "more than 0 cores", fix: "write for example Cpu.cores(0.5)" }];
}
