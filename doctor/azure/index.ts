import { Check } from "../examination/check";
import { locks } from "./locks";
import { dnsLabel, uniqueNames } from "./names";
import { regions, resourceProviders } from "./providers";
import { quota, sizes } from "./quota";
import { mayAssignRoles, mayLock, mayWrite } from "./rights";
import { azureCli, signedIn, subscriptionChosen } from "./sign-in";
import { subscriptionState } from "./subscription";

/** The sign-in to Azure. */
export const signInChecks: readonly Check[] = [azureCli, signedIn, subscriptionChosen];

/** What Azure knows. */
export const azureChecks: readonly Check[] = [
  subscriptionState,
  resourceProviders,
  mayWrite,
  mayAssignRoles,
  mayLock,
  ...uniqueNames,
  dnsLabel,
  regions,
  sizes,
  quota,
  locks,
];
