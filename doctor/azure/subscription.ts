import { Check, fail, pass, warn } from "../examination/check";
import { AzureError } from "../sign-in/azure";

/** Source: Azure REST API Reference, "Subscriptions - Get"; "Azure subscription states". */
interface Subscription {
  readonly displayName: string;
  readonly state: "Enabled" | "Warned" | "PastDue" | "Disabled" | "Deleted";
  readonly tenantId: string;
}

const CHOOSE = [
  "az account list --all --output table",
  "export ARM_SUBSCRIPTION_ID=$(az account show --query id --output tsv)",
];

export const subscriptionState: Check = {
  id: "subscription-state",
  name: "subscription in Azure",
  remedy: "az account list --all --output table",
  run: async (on) => {
    const azure = await on.azure();
    const found = await azure.get<Subscription>("", "2022-12-01").catch((error: unknown) => {
      if (error instanceof AzureError && [401, 403].includes(error.status)) return error;
      throw error;
    });
    if (found instanceof AzureError) {
      return fail(
        found.status === 401
          ? "Azure does not accept the login: it is for another tenant or another cloud, or has just expired."
          : "This login may not see the subscription.",
        ["az login --tenant TENANT", ...CHOOSE],
      );
    }
    if (found.status === 404)
      return fail("Azure has no such subscription for this login.", ["az login --tenant TENANT", ...CHOOSE]);
    const { displayName, state, tenantId } = found.body;
    const { ARM_TENANT_ID: tenant } = on.env;
    if (tenant && tenant.toLowerCase() !== tenantId.toLowerCase()) {
      return fail(`The subscription "${displayName}" is in another tenant than ARM_TENANT_ID.`, [
        "export ARM_TENANT_ID=$(az account show --query tenantId --output tsv)",
      ]);
    }
    if (state === "Enabled") return pass(`"${displayName}" is enabled`);
    const fix = [
      "See what is due: https://portal.azure.com/#view/Microsoft_Azure_Billing/SubscriptionsBlade",
      ...CHOOSE,
    ];
    if (state === "Warned" || state === "PastDue")
      return warn(`The subscription "${displayName}" is ${state}: Azure may disable it soon.`, fix);
    return fail(`The subscription "${displayName}" is ${state}: nothing can be made in it.`, fix);
  },
};
