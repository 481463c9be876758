import { azureChecks } from "./azure/index";
import { Check } from "./examination/check";
import { machineChecks } from "./machine/index";
import { networkChecks } from "./network/index";
import { stateChecks } from "./state/index";

/** All checks, in the order that they are told in. */
export const checks: readonly Check[] = [...machineChecks, ...azureChecks, ...stateChecks, ...networkChecks];
