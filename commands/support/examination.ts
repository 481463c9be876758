import { SynthesizedStack } from "../../check/synthesized-stack";
import { once } from "../../core/once";
import { Azure } from "../../doctor/sign-in/azure";
import { NoAzureCli, SignInError } from "../../doctor/sign-in/credential";
import { NotAsked } from "../../doctor/examination/check";
import { Declared } from "../../doctor/examination/declared";
import { Examination } from "../../doctor/examination/examination";
import { Synthesis } from "../../doctor/synthesis";

/** What is examined, and how what it finds is kept from sight. */
export interface Examined {
  /** The stacks that are asked about, or what is wrong in main.ts. */
  readonly stacks: Promise<Synthesis>;
  readonly signal: AbortSignal;
  /** Whether anything may be asked over the network. */
  readonly network: boolean;
  conceal(secret: string): void;
}

/** What the checks share, for the project in this folder and whoever runs this. */
export function examinationOf({ stacks, signal, network, conceal }: Examined): Examination {
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
    outputsOf: async (stack) => (await stateReader()).outputsOf(stack),
    isPublished: async (stack, tag) => {
      const isHere = (await declared()).backends.every(({ kind }) => kind === "local");
      if (!network && !isHere) return false;
      return (await stateReader()).isPublished(stack, tag, network);
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

/** Reads states and what they lead to. Seldom needed, and long to load. */
async function stateReader() {
  const { planDeployment } = await import("../../deployment/plan.js");
  const { projectDeployment } = await import("./project-deployment.js");
  const { readOutputs } = await import("./stack-state.js");
  const { backend, images } = planDeployment(projectDeployment());
  const outputsOf = (stack: string) => readOutputs(backend, stack);
  return {
    outputsOf,
    /** As the image's state has it; failing that, as its registry does. */
    isPublished: async (stack: string, tag: string, network: boolean): Promise<boolean> => {
      const { tags = [] } = (await outputsOf(stack)) ?? {};
      if ((tags as string[]).includes(tag)) return true;
      const image = images.find((one) => one.stack === stack);
      const outputs = network && image ? await outputsOf(image.registry.stack) : undefined;
      if (!image || !outputs) return false;
      const { registryOf } = await import("./registry-login.js");
      return (await (await registryOf(image, outputs)).digest(tag)) !== undefined;
    },
  };
}

function soundOnly(synthesis: Synthesis): SynthesizedStack[] {
  if ("stacks" in synthesis) return synthesis.stacks;
  throw new NotAsked("main.ts cannot be synthesized");
}
