import { Failure } from "../failure";

/** Why something failed, and what to type about it. */
export interface Explanation {
  /** One sentence. */
  readonly cause: string;
  /** Sentences and commands, in order. */
  readonly remedy: readonly string[];
}

/** What an explanation may speak of. */
export interface Context extends Failure {
  /** The one error that is explained. */
  readonly error: string;
  /** Terraform in the folder of the stack, as one types it. */
  readonly terraform: string;
}

/** A kind of failure, known by what Terraform or Azure says. */
export interface Cause {
  readonly matches: RegExp;
  says(match: RegExpExecArray, context: Context): Explanation;
}

/** A cause whose words do not depend on the failure. */
export function cause(matches: RegExp, what: string, ...remedy: string[]): Cause {
  return { matches, says: () => ({ cause: what, remedy }) };
}

/** The name of the resource in an error: what Terraform says after "with". */
export function addressIn({ error }: Context): string {
  return /^[\s│]*with ([^\s,]+)/m.exec(error)?.[1] ?? "ADDRESS";
}
