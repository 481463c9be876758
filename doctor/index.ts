import { azureChecks, signInChecks } from "./azure/index";
import { Place, PlacedCheck } from "./examine";
import { Check } from "./examination/check";
import { machineChecks } from "./machine/index";
import { networkChecks } from "./network/index";
import { stateChecks } from "./state/index";

/** All checks, in the order that they are told in. */
export const checks: readonly PlacedCheck[] = [
  ...placed("machine", machineChecks),
  ...placed("sign-in", signInChecks),
  ...placed("azure", azureChecks),
  ...placed("state", stateChecks),
  ...placed("network", networkChecks),
];

function placed(place: Place, all: readonly Check[]): PlacedCheck[] {
  return all.map((check) => ({ ...check, place }));
}
