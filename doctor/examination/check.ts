import { Examination } from "./examination";

/** How a check ended. */
export type Status = "pass" | "warn" | "fail" | "skipped";

/** What a check found. */
export interface Finding {
  readonly status: Status;
  /** One sentence. */
  readonly message: string;
  /** What to type about it, in order: commands, or sentences where no command helps. */
  readonly fix?: readonly string[];
  /** Where more is written. */
  readonly links?: readonly string[];
}

/** One reason for which a deploy may fail, and how to find out beforehand. Its file is called after it, or after its kin. */
export interface Check {
  /** Names it in `--json`: it stays. */
  readonly id: string;
  /** What it looks at, as a report and docs/doctor.md name it. */
  readonly name: string;
  /** The usual remedy, for docs/doctor.md. */
  readonly remedy: string;
  /**
   * Finds out, and changes nothing.
   * @throws {@link NotAsked} if there is nothing to ask, or nobody who answers
   */
  run(on: Examination): Promise<Finding>;
}

/** How many questions of one kind are asked at the same time: more, and Azure wants to be asked less often. */
export const AT_ONCE = 8;

/** Why a check has nothing to ask: it is skipped. */
export class NotAsked extends Error {}

export function pass(message: string): Finding {
  return { status: "pass", message };
}

export function warn(message: string, fix: readonly string[], links?: readonly string[]): Finding {
  return { status: "warn", message, fix, links };
}

export function fail(message: string, fix: readonly string[], links?: readonly string[]): Finding {
  return { status: "fail", message, fix, links };
}
