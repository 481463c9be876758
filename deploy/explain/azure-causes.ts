import { addressIn, Cause, cause } from "./cause";

const ANOTHER_NAME = "Azure wants it unique in the whole world. Choose another project in main.ts";

/** Why Azure Container Apps could not start a revision, in its own words. */
function detailsIn(error: string): string[] {
  return /Error\s+details: [^\n]*/.exec(error)?.map((detail) => detail.replace(/\s+/g, " ")) ?? [];
}

/** What Azure answers. Its codes are documented on the pages of the services; what a provider does to them is not. */
export const azureCauses: readonly Cause[] = [
  {
    matches: /resource with the ID "([^"]+\/containerApps\/[^"]+)" already exists/,
    says: ([, id = ""], context) => ({
      cause: `Azure has the container app ${id.split("/").at(-1)} already, and the state does not know it: a deploy that made it failed or was cut off.`,
      remedy: [
        "Take it into the state and deploy again:",
        `  ${context.terraform} import ${addressIn(context)} ${id}`,
        `Or delete it and deploy again: az resource delete --ids ${id}`,
      ],
    }),
  },
  {
    matches:
      /creating Container App \([^]*?Resource\s+Group\s+Name: "([^"]+)"\s+Container\s+App\s+Name: "([^"]+)"\)[^]*?Failed\s+to\s+provision\s+revision/,
    says: ([, group, app], { error }) => ({
      cause: `The first revision of ${app} did not get ready, so nothing answers. Azure keeps the app, and the state does not know it.`,
      remedy: [
        ...detailsIn(error),
        "Mend it in main.ts, delete what Azure keeps, and deploy again:",
        `  az containerapp delete --resource-group ${group} --name ${app} --yes`,
      ],
    }),
  },
  {
    matches:
      /Failed to provision revision for container app '([^']+)'[^]*?unable to pull|Failed to provision revision for container app '([^']+)'[^]*?(UNAUTHORIZED|MANIFEST_UNKNOWN|DENIED)/,
    says: ([, one, other]) => ({
      cause: `Azure could not pull the image of ${one ?? other}, so there is no new revision; the old one goes on serving.`,
      remedy: [
        "See what the registry has: npm run verify -- APP ENVIRONMENT",
        "A registry that answers a private network only needs Platform.containerApps({ subnetId }) (docs/platforms.md).",
        "Mend it and deploy again. A deploy of the same says that nothing changes: the state has the new image already.",
      ],
    }),
  },
  {
    matches: /Failed\s+to\s+provision\s+revision\s+for\s+container\s+app\s+'([^']+)'/,
    says: ([, app = "the app"], { error }) => ({
      cause: `The new revision of ${app} did not get ready, so it gets no traffic; what ran before goes on serving.`,
      remedy: [
        ...detailsIn(error),
        "What it wrote: az containerapp logs show, or npm run logs -- APP ENVIRONMENT",
        "Mend it in main.ts and deploy again. A deploy of the same says that nothing changes: the state has the new settings already; npm run verify -- APP ENVIRONMENT says what runs.",
      ],
    }),
  },
  cause(
    /ContainerAppSecretInUse|secret[^]{0,80} is (still )?(in use|referenced) by/i,
    "A revision that still runs uses a secret that main.ts has no more.",
    "Deploy first without the variable's use in a new revision, wait until the old revision is gone, and deploy again.",
  ),
  {
    matches: /resource with the ID "([^"]+)" already exists/,
    says: ([, id = ""], context) => ({
      cause: `Azure has ${id.split("/").at(-1)} already, and the state does not know it: an earlier deploy was cut off, the state was lost, or somebody else made it.`,
      remedy: id.includes("/containerGroups/")
        ? ["If it is a leftover of yours, delete it and deploy again:", `  az resource delete --ids ${id}`]
        : [
            "If it is yours, take it into the state and deploy again:",
            `  ${context.terraform} import ${addressIn(context)} ${id}`,
            "If it is somebody else's, choose another project in main.ts.",
          ],
    }),
  },
  {
    matches: /MissingSubscriptionRegistration[^]*?namespace '([^']+)'/,
    says: ([, namespace]) => ({
      cause: `The subscription may not use ${namespace} yet.`,
      remedy: [`Register it once, and deploy again: az provider register --namespace ${namespace} --wait`],
    }),
  },
  cause(
    /AuthorizationFailed[^]*?Microsoft\.Authorization\/roleAssignments\/write/,
    "You may not assign roles, and the registry's stack assigns one: the right to pull.",
    "Have an Owner give you the role Role Based Access Control Administrator, or have them deploy the registry's stack.",
    "Or pull by an identity that may pull already: pullIdentityId on the registry (docs/registry.md).",
    "After a role was given: az login again, and wait a minute.",
  ),
  {
    matches: /AuthorizationFailed[^]*?action '([^']+)'(?:[^]*?scope '([^']+)')?/,
    says: ([, action, scope]) => ({
      cause: `You may not do ${action}${scope ? ` on ${scope}` : ""}.`,
      remedy: [
        "Look at the subscription you are in: az account show",
        "Ask for the role Contributor there. After a role was given: az login again, and wait a minute.",
      ],
    }),
  },
  cause(
    /AuthorizationPermissionMismatch/,
    "You may not read or write the state's storage, or not yet: a role takes some minutes to reach it.",
    "Wait some minutes and run the same command again. The role is Storage Blob Data Contributor, on the container.",
  ),
  {
    matches: /InaccessibleImage[^]*?image '([^']+)'|InaccessibleImage/,
    says: ([, image]) => ({
      cause: `Azure could not pull ${image ?? "an image"}: it is not there, or the group may not pull it yet.`,
      remedy: [
        "On a first deploy the right to pull may need a minute to take effect: deploy again.",
        "See what the registry has: npm run verify -- APP ENVIRONMENT",
        "An image from elsewhere: check its name, and its login if it is private (pull: in main.ts).",
      ],
    }),
  },
  cause(
    /ContainerGroupQuotaReached|QuotaExceeded|exceed(s|ing)? .*quota|StandardCores/i,
    "The subscription's quota in that region is used up.",
    "See what uses it: az container list --output table",
    "Ask for more in the portal (Help, Usage + quotas), choose another location in main.ts, or smaller cpu and memory. A gated rollout needs room for two groups.",
  ),
  cause(
    /ServiceUnavailable|requested resource is not available in the location|SkuNotAvailable/,
    "Azure has no room for such a group in that region at this moment.",
    "Deploy again later, or choose another location, or smaller cpu and memory, in main.ts.",
  ),
  {
    matches: /DnsNameLabelNotAvailable|DNS name label '([^']+)'|DnsNameLabelAlreadyTaken|DnsRecordInUse/i,
    says: ([, label]) => ({
      cause: `The public name ${label ?? "that the app asks for"} is taken in that region.`,
      remedy: [`${ANOTHER_NAME}, or a dnsNameLabel on the app.`],
    }),
  },
  cause(
    /trafficmanager\.net' is already in use|DomainNameNotUnique/,
    "The app's name in Traffic Manager is taken.",
    `${ANOTHER_NAME}, or a dnsNameLabel on the app.`,
  ),
  cause(
    /AlreadyInUse|registry DNS name .* is already in use|registry .* is already in use/,
    "The registry's name is taken.",
    `${ANOTHER_NAME}, or a registryName on the registry.`,
  ),
  cause(
    /StorageAccountAlreadyTaken|StorageAccountAlreadyExists/,
    "The storage account's name is taken.",
    "Azure wants it unique in the whole world. Choose another storageAccountName in main.ts.",
  ),
  cause(
    /ScopeLocked|is locked|CanNotDelete/,
    "A lock in Azure keeps it from being deleted or changed.",
    "If the lock is one of yours, turn deleteLock off in main.ts, deploy, and run the same command again.",
    "See the locks: az lock list --output table",
  ),
  cause(
    /subscription ID could not be determined|`?subscription_id`? is a required provider property/,
    "Nothing says which Azure subscription to deploy to.",
    "export ARM_SUBSCRIPTION_ID=$(az account show --query id --output tsv)",
  ),
  cause(
    /"az": executable file not found/,
    "Nobody is signed in to Azure: neither is there an Azure CLI here, nor a service principal in the environment.",
    "Install the Azure CLI and sign in: https://learn.microsoft.com/cli/azure/install-azure-cli, then az login",
    "In CI instead: ARM_CLIENT_ID, ARM_TENANT_ID, ARM_SUBSCRIPTION_ID, and ARM_USE_OIDC=true or ARM_CLIENT_SECRET.",
  ),
  cause(
    /AADSTS7000215|AADSTS7000222|reading Client Secret|invalid_client/,
    "The service principal's secret, ARM_CLIENT_SECRET, is wrong or has run out.",
    "Have Azure make another one: az ad app credential reset --id $ARM_CLIENT_ID",
    "Give it: export ARM_CLIENT_SECRET=…",
  ),
  cause(
    /az login|AADSTS\d+|could not configure AzureCli|unable to build authorizer|obtaining a token|InvalidAuthenticationToken/i,
    "You are not logged in to Azure, or the login has run out.",
    "az login",
    "export ARM_SUBSCRIPTION_ID=$(az account show --query id --output tsv)",
  ),
  cause(
    /context canceled/,
    "Terraform was told to break off while Azure was making or deleting something. Azure goes on with it, unknown to the state.",
    "Deploy again. If that says that something already exists: npm run explain",
  ),
  cause(
    /ResourceGroupNotFound|ParentResourceNotFound/,
    "Something that the state has is gone from Azure: somebody deleted it by hand.",
    "Deploy again: what is gone is made anew.",
  ),
  {
    matches: /RequestDisallowedByPolicy(?:[^]*?"policyAssignment":\{"name":"([^"]+)")?/,
    says: ([, policy]) => ({
      cause: `A policy of your organisation in Azure does not allow it${policy ? `: ${policy}` : ""}.`,
      remedy: [
        "Say in main.ts what it asks for, such as a location, tags or a private network; Terraform's words name it.",
        "Or have whoever keeps the policy exempt the resource group: az policy exemption create",
      ],
    }),
  },
  cause(
    /SubscriptionNotFound|InvalidSubscriptionId/,
    "The subscription that ARM_SUBSCRIPTION_ID names is not there for whoever is signed in.",
    "See which are: az account list --output table",
    "export ARM_SUBSCRIPTION_ID=… (one of another tenant: az login --tenant TENANT)",
  ),
  cause(
    /ReadOnlyDisabledSubscription|SubscriptionDisabled/,
    "The subscription is disabled: nothing in it can be changed.",
    "Have whoever pays for it enable it again, or use another: az account list --output table",
  ),
  {
    matches: /location '([^']+)' is not available for resource type '([^']+)'/,
    says: ([, location, type]) => ({
      cause: `Azure does not offer ${type} in ${location}.`,
      remedy: ["Choose in main.ts one of the locations that Terraform's words name."],
    }),
  },
  {
    matches: /already exists in location '([^']+)'/,
    says: ([, location]) => ({
      cause: `It is in ${location} already, and Azure moves nothing to another location.`,
      remedy: [
        `Write location: "${location}" in main.ts.`,
        "Or take it down first, with the location that it has: npm run destroy -- APP ENVIRONMENT",
      ],
    }),
  },
  {
    matches: /deleting Resource Group "([^"]+)":\s+the\s+Resource\s+Group\s+still\s+contains/,
    says: ([, group]) => ({
      cause: `The resource group ${group} holds something that the state does not know, so it was not deleted.`,
      remedy: [
        `See what it is: az resource list --resource-group ${group} --output table`,
        "Delete it if nobody needs it (az resource delete --ids ID), and run the same command again.",
      ],
    }),
  },
  cause(
    /cannot have more than \d+ Container App Environments|MaxNumberOf\w*Environments\w*Exceeded/i,
    "The subscription may have no more Container Apps environments there.",
    "Use one that is there: Platform.containerApps({ existing: ID }), with an ID of az containerapp env list --query [].id",
    "Or choose another location in main.ts, or ask for more in the portal (Help, Usage + quotas).",
  ),
  cause(
    /TooManyRequests|unexpected status 429/,
    "Azure takes no more requests from you for the moment.",
    "Wait five minutes and deploy again.",
  ),
  cause(
    /unexpected status 5\d\d|InternalServerError/,
    "Azure itself failed.",
    "Deploy again. If it goes on: https://azure.status.microsoft",
  ),
  cause(
    /OperationInProgress|AnotherOperationInProgress|Conflict[^]*in progress|unexpected status 409|StatusCode=409/,
    "Azure is still busy with an earlier change of the same thing.",
    "Wait a minute and deploy again.",
  ),
];
