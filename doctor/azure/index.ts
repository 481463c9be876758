import { Check } from "../check";
import { azureCli, signedIn, subscriptionChosen } from "./sign-in";

/** The sign-in to Azure, and what Azure knows. */
export const azureChecks: readonly Check[] = [azureCli, signedIn, subscriptionChosen];
