import { Azure } from "../sign-in/azure";
import { Declared } from "./declared";

/** What all checks share: whom to ask, and what about. */
export interface Examination {
  readonly env: NodeJS.ProcessEnv;
  /** The project's folder. */
  readonly folder: string;
  /** Ends what is still under way when the time is over. */
  readonly signal: AbortSignal;
  /**
   * What the stacks declare that are asked about.
   * @throws NotAsked if main.ts is not sound, which is a check of its own
   */
  declared(): Promise<Declared>;
  /** What is wrong in main.ts, in its own words; undefined if it is sound. */
  faults(): Promise<string | undefined>;
  /** The outputs of a deployed stack; undefined if it was never deployed. Some are secret. */
  outputsOf(stack: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Whether the registry holds an image already, so that nothing has to be built; false if nobody can tell. */
  isPublished(stack: string, tag: string): Promise<boolean>;
  /**
   * Signs in to Azure as Terraform would, once.
   * @throws SignInError
   */
  signIn(): Promise<Azure>;
  /**
   * Azure, for whoever is signed in.
   * @throws NotAsked if nobody is signed in, which is a check of its own
   */
  azure(): Promise<Azure>;
  /** Keeps a value out of all that is reported. */
  conceal(secret: string): void;
}
