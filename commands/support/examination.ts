import { SynthesizedStack } from "../../check/synthesized-stack";
import { Azure, once } from "../../doctor/azure/azure";
import { NoAzureCli, SignInError } from "../../doctor/azure/credential";
import { NotAsked } from "../../doctor/check";
import { Declared } from "../../doctor/declared";
import { Examination } from "../../doctor/examination";
import { Synthesis } from "../../doctor/synthesis";

/** What is examined, and how what it finds is kept from sight. */
export interface Examined {
  /** The stacks that are asked about, or what is wrong in main.ts. */
  readonly stacks: Promise<Synthesis>;
  readonly signal: AbortSignal;
  conceal(secret: string): void;
}

/** What the checks share, for the project in this folder and whoever runs this. */
export function examinationOf({ stacks, signal, conceal }: Examined): Examination {
  const { env } = process;
  const declared = once(async () => new Declared(soundOnly(await stacks)));
  const signIn = once(() => Azure.signIn({ env, signal, conceal }));
  return {
    env,
    folder: process.cwd(),
    signal,
    conceal,
    declared,
    faults: async () => {
      const found = await stacks;
      return "faults" in found ? found.faults : undefined;
    },
    outputsOf: async (stack) => {
      // Seldom needed, and long to load.
      const { planDeployment } = await import("../../deployment/plan.js");
      const { projectDeployment } = await import("./project-deployment.js");
      const { readOutputs } = await import("./stack-state.js");
      return readOutputs(planDeployment(projectDeployment()).backend, stack);
    },
    signIn,
    azure: async () => {
      await declared();
      return signIn().catch((error: unknown) => {
        throw error instanceof SignInError || error instanceof NoAzureCli
          ? new NotAsked("nobody is signed in")
          : error;
      });
    },
  };
}

function soundOnly(synthesis: Synthesis): SynthesizedStack[] {
  if ("stacks" in synthesis) return synthesis.stacks;
  throw new NotAsked("main.ts cannot be synthesized");
}
