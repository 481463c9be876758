import { Effect, ReviewStep } from "../effects/review-step";

/** What an effect is called at the head of a step. */
export const EFFECTS: Readonly<Record<Effect, string>> = {
  new: "new",
  built: "built anew",
  replaced: "replaced",
  replacedGated: "replaced without being away",
  newRevision: "a new revision",
  inPlace: "changed in place",
  settings: "stays, with a change beside it",
  gone: "declared no more",
  takenDown: "taken down",
};

/** How many entries of a section are told before they are counted. */
export const MOST_TOLD = 40;

/** The lines of a section, the last of them counted if there are too many. */
export function counted(lines: readonly string[], rest: (more: number) => string): string[] {
  const more = lines.length - MOST_TOLD;
  return more > 0 ? [...lines.slice(0, MOST_TOLD), rest(more)] : [...lines];
}

/** Steps of which the same is said, told once. */
export interface ToldSteps {
  readonly subjects: readonly string[];
  readonly effect: Effect;
  readonly causes: readonly string[];
  readonly sentences: readonly string[];
}

/** The steps in their order; those of which the same is said, names apart, are taken together. */
export function toldSteps(steps: readonly ReviewStep[]): ToldSteps[] {
  const groups = new Map<string, ReviewStep[]>();
  for (const step of steps) {
    const { kind, effect, causes, sentences } = impersonal(step);
    const key = JSON.stringify([kind, effect, causes, sentences]);
    groups.set(key, [...(groups.get(key) ?? []), step]);
  }
  return [...groups.values()].map((all) => {
    const { effect, causes, sentences } = all.length === 1 ? all[0]! : impersonal(all[0]!);
    return { subjects: all.map(({ subject }) => subject), effect, causes, sentences };
  });
}

const OWN_ADDRESS = "an address of its own";

/** A step without what differs from one thing to the next only because each has a name of its own. */
function impersonal(step: ReviewStep): ReviewStep {
  const { subject, address, stack } = step;
  const [app = ""] = subject.replace(/^the (image of|registry) /, "").split(" in ");
  const addresses = [address?.before, address?.after].filter((one) => one !== undefined);
  const called = (name: string) => new RegExp(`(?<![\\w-])${name}(?![\\w-])`, "g");
  const general = (text: string) =>
    addresses
      .reduce((said, one) => said.replaceAll(one, OWN_ADDRESS), text)
      .replace(`The url stays ${OWN_ADDRESS}.`, "The url stays.")
      .replace(`The url changes from ${OWN_ADDRESS} to ${OWN_ADDRESS}.`, "The url changes.")
      // Such as the resource group `acme-prod-shop`.
      .replaceAll(called(`[\\w-]+-${stack}`), "of its own")
      .replaceAll(called(stack), "its own")
      .replaceAll(called(app), "its own")
      .replaceAll(/content-[0-9a-f]{8}…/g, "its content tag");
  return { ...step, causes: step.causes.map(general), sentences: step.sentences.map(general) };
}
