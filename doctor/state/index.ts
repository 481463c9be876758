import { Check } from "../examination/check";
import { stateLocks, stateReached } from "./azure-storage";
import { workspaces } from "./hcp-terraform";

/** Where the state is kept. State in local files needs nothing that could be missing. */
export const stateChecks: readonly Check[] = [stateReached, stateLocks, workspaces];
