import { Review } from "./review";
import { isHelper } from "../core/terraform/resource-kinds";

/** What may end a review with status 3. */
export const FAIL_ON = ["destroy", "replace", "wider-access"] as const;

/** Something that a team does not want to happen unseen. */
export type FailOn = (typeof FAIL_ON)[number];

/** Which of what is asked for a review holds, in words. */
export function reasonsToFail(
  { steps, stacks, security, danger }: Review,
  asked: readonly FailOn[],
): string[] {
  const destroyed = stacks.filter(
    ({ effect, resources }) =>
      effect === "gone" ||
      resources.some(({ action, address }) => action === "delete" && !isHelper(address.split(".")[0]!)),
  );
  const replaced = steps.filter(({ effect }) => effect === "replaced" || effect === "replacedGated");
  const wider = security.filter(({ widens }) => widens);
  const found: Record<FailOn, string[]> = {
    destroy: [...destroyed.map(({ name }) => `something of ${name} goes`), ...danger.map(({ text }) => text)],
    replace: replaced.map(({ subject }) => `${subject} is replaced`),
    "wider-access": wider.map(({ text }) => text),
  };
  return asked.flatMap((one) => found[one].map((reason) => `${one}: ${reason}`));
}
