import { explain } from "../../deploy/explain/explain";
import { Failure } from "../../deploy/failure";

const failure = (text: string, other: Partial<Failure> = {}): Failure => ({
  stack: "dev-hello",
  directory: "cdktf.out/stacks/dev-hello",
  phase: "apply",
  text,
  ...other,
});
const said = (one: Failure) => explain(one).map(({ cause, remedy }) => [cause, ...remedy].join("\n"));

const GROUP =
  "/subscriptions/0/resourceGroups/shop-dev-hello/providers/Microsoft.ContainerInstance/containerGroups/shop-dev-hello";

/** What Terraform, a provider, a backend or Azure says; and what of the explanation must be there. */
const ERRORS: Record<string, [text: string, ...expected: (string | RegExp)[]]> = {
  "a container app that a deploy left behind": [
    `Error: a resource with the ID "/subscriptions/0/resourceGroups/acme-prod-api/providers/Microsoft.App/containerApps/api" already exists - to be managed via Terraform this resource needs to be imported into the State.

  with azurerm_container_app.container-app_402CDD23,
  on cdk.tf.json line 143, in resource.azurerm_container_app.container-app_402CDD23:`,
    "has the container app api already",
    "terraform -chdir=cdktf.out/stacks/dev-hello import azurerm_container_app.container-app_402CDD23 /subscriptions/0/resourceGroups/acme-prod-api/providers/Microsoft.App/containerApps/api",
  ],
  "a first revision that does not get ready: nothing ran before, and the next deploy would find it": [
    `Error: creating Container App (Subscription: "0"
Resource Group Name: "acme-prod-api"
Container App Name: "api"): polling after CreateOrUpdate: polling failed: the Azure API returned the following error:
Code: "ContainerAppOperationError"
Message: "Failed to provision revision for container app 'api'. Error details: Operation expired."`,
    "The first revision of api did not get ready, so nothing answers. Azure keeps the app",
    "Error details: Operation expired.",
    "  az containerapp delete --resource-group acme-prod-api --name api --yes",
  ],
  "a policy of the organisation": [
    `Error: creating Resource Group "acme-dev": unexpected status 403 (403 Forbidden) with error: RequestDisallowedByPolicy: Resource 'acme-dev' was disallowed by policy. Policy identifiers: '[{"policyAssignment":{"name":"Allowed locations","id":"/x"}}]'.`,
    "A policy of your organisation in Azure does not allow it: Allowed locations.",
    "az policy exemption create",
  ],
  "a subscription that is not there": [
    "Error: retrieving Resource Group: unexpected status 404 (404 Not Found) with error: SubscriptionNotFound: The subscription '0' could not be found.",
    "The subscription that ARM_SUBSCRIPTION_ID names is not there for whoever is signed in.",
    "az account list",
  ],
  "a subscription that is disabled, and not busy": [
    "Error: unexpected status 409 (409 Conflict) with error: ReadOnlyDisabledSubscription: The subscription '0' is disabled and therefore marked as read only.",
    "The subscription is disabled",
  ],
  "a location without the service": [
    "Error: unexpected status 400 with error: LocationNotAvailableForResourceType: The provided location 'westindia' is not available for resource type 'Microsoft.App/managedEnvironments'. List of available regions for the resource type is 'westeurope'.",
    "Azure does not offer Microsoft.App/managedEnvironments in westindia.",
    "one of the locations",
  ],
  "a group that is elsewhere, and not busy": [
    "Error: unexpected status 409 (409 Conflict) with error: InvalidResourceGroupLocation: Invalid resource group location 'westeurope'. The Resource group already exists in location 'northeurope'.",
    "It is in northeurope already",
    'Write location: "northeurope" in main.ts.',
  ],
  "a group that holds something else": [
    `Error: deleting Resource Group "acme-dev-hello": the Resource Group still contains Resources.`,
    "The resource group acme-dev-hello holds something that the state does not know",
    "az resource list --resource-group acme-dev-hello",
  ],
  "too many Container Apps environments": [
    "Error: unexpected status 400 with error: MaxNumberOfRegionalEnvironmentsInSubExceeded: The subscription '0' cannot have more than 15 Container App Environments in West Europe.",
    "no more Container Apps environments",
    "Platform.containerApps({ existing: ID })",
  ],
  "too many requests": [
    "Error: unexpected status 429 (429 Too Many Requests) with error: TooManyRequests: The request is being throttled.",
    "Wait five minutes",
  ],
  "a failure of Azure's": [
    "Error: unexpected status 500 (500 Internal Server Error) with error: InternalServerError: Encountered an error.",
    "Azure itself failed.",
  ],
  "a failure of the registry's": [
    "Error: Unable to fetch image version acme.azurecr.io/hello:content-0 from registry: Got bad response from registry: 500 Internal Server Error",
    "The registry did not answer as it should.",
    "az acr check-health",
  ],
  "a full disk": [
    `Error: Error acquiring the state lock

Error message: could not write lock info for "../../../terraform-state/dev-registry.tfstate": write ../../../terraform-state/.dev-registry.tfstate.lock.info: no space left on device`,
    "The disk of this machine is full.",
    "terraform -chdir=cdktf.out/stacks/dev-hello state push errored.tfstate",
  ],
  "a folder that cannot be written": [
    `Error: Error acquiring the state lock

Error message: open ../../../terraform-state/ca-platform.tfstate: read-only file system`,
    "Terraform may not write where it has to",
  ],
  "a revision that does not get ready": [
    `Error: updating Container App (Subscription: "0"
Container App Name: "api"): polling after CreateOrUpdate: polling failed:
Code: "ContainerAppOperationError"
Message: "Failed to provision revision for container app 'api'. Error details: Operation expired."`,
    "The new revision of api did not get ready, so it gets no traffic; what ran before goes on serving.",
    "Error details: Operation expired.",
    "npm run verify",
  ],
  "a revision whose image cannot be pulled": [
    `Error: updating Container App: Message: "Failed to provision revision for container app 'api'. Error details: The following
field(s) are either invalid or missing. Field 'template.containers.api.image' is invalid with details: 'Invalid value: "acme.azurecr.io/api:1": GET https:: UNAUTHORIZED: authentication required';.."`,
    "could not pull the image of api",
    "Platform.containerApps({ subnetId })",
  ],
  "a revision that does not answer": [
    `Error: local-exec provisioner error

Error running command 'sh -c "$AWAIT_HEALTHY"': exit status 1. Output:
The new revision is not healthy: 10 attempts failed.
Asked https://api--1.unique.westeurope.azurecontainerapps.io/health for status 200; last answer: status 503
Its logs: az containerapp logs show --resource-group acme-prod-api --name api --revision api--1`,
    "The new revision did not answer as it should: 10 attempts failed.",
    "last answer: status 503",
    "Its logs: az containerapp logs show --resource-group acme-prod-api --name api --revision api--1",
  ],
  "an image that cannot be pulled": [
    `Error: creating Container Group: unexpected status 400 (400 Bad Request) with error: InaccessibleImage: The image 'shopdev.azurecr.io/hello@sha256:1' in container group 'x' is not accessible. Please check the image and registry credential.`,
    "could not pull shopdev.azurecr.io/hello@sha256:1",
    "npm run verify",
  ],
  "files that a change would delete": [
    `Error: Instance cannot be destroyed

  on cdk.tf.json line 398, in resource.azurerm_storage_account.container-group_storage-account-shop:

Resource azurerm_storage_account.container-group_storage-account-shop has
lifecycle.prevent_destroy set, but the plan calls for this resource to be
destroyed. To avoid this error and continue with the plan, either disable
lifecycle.prevent_destroy or reduce the scope of the plan using the -target
option.`,
    "delete azurerm_storage_account.container-group_storage-account-shop with all that it holds",
    "preventDestroy: false",
  ],
  "a registry name that is taken": [
    "Error: creating Registry: unexpected status 409 (409 Conflict) with error: AlreadyInUse: The registry DNS name shopdev.azurecr.io is already in use.",
    "The registry's name is taken.",
    "registryName",
  ],
  "a DNS label that is taken": [
    "Error: creating Container Group: DnsNameLabelNotAvailable: The DNS name label 'shop-dev-hello' in 'x' not available in region 'westeurope'.",
    /public name .* is taken/,
    "dnsNameLabel",
  ],
  "a Traffic Manager name that is taken": [
    "Error: creating: unexpected status 409 (409 Conflict) with error: Conflict: The DNS name 'shop.trafficmanager.net' is already in use.",
    "name in Traffic Manager is taken",
  ],
  "a provider that is not registered": [
    "Error: MissingSubscriptionRegistration: The subscription is not registered to use namespace 'Microsoft.ContainerInstance'. See https://aka.ms/rps-not-found",
    "az provider register --namespace Microsoft.ContainerInstance --wait",
  ],
  "no right to assign roles": [
    "Error: unexpected status 403 (403 Forbidden) with error: AuthorizationFailed: The client 'x' does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '/subscriptions/0'.",
    "may not assign roles",
    "Role Based Access Control Administrator",
  ],
  "no right at all": [
    "Error: AuthorizationFailed: The client 'x' does not have authorization to perform action 'Microsoft.Resources/subscriptions/resourcegroups/write' over scope '/subscriptions/0/resourceGroups/a' or the scope is invalid.",
    "You may not do Microsoft.Resources/subscriptions/resourcegroups/write on /subscriptions/0/resourceGroups/a.",
    "Contributor",
  ],
  "no right to the state": [
    'Error: Failed to get existing workspaces: containers.Client#ListBlobs: StatusCode=403 Code="AuthorizationPermissionMismatch"',
    "Storage Blob Data Contributor",
  ],
  "a quota that is used up": [
    "Error: ContainerGroupQuotaReached: Resource type 'Microsoft.ContainerInstance/containerGroups' container group quota 'StandardCores' exceeded in region 'westeurope'.",
    "quota in that region is used up",
  ],
  "no room in the region": [
    "Error: unexpected status 409 with error: ServiceUnavailable: The requested resource is not available in the location 'westeurope' at this moment.",
    "no room",
  ],
  "a group that the state does not know": [
    `Error: a resource with the ID "${GROUP}" already exists - to be managed via Terraform this resource needs to be imported into the State.\n  with azurerm_container_group.container-group_1`,
    `az resource delete --ids ${GROUP}`,
  ],
  "anything else that the state does not know": [
    `Error: a resource with the ID "/subscriptions/0/resourceGroups/a" already exists - to be managed via Terraform\n  with azurerm_resource_group.resource-group`,
    "terraform -chdir=cdktf.out/stacks/dev-hello import azurerm_resource_group.resource-group /subscriptions/0/resourceGroups/a",
  ],
  "a lock": [
    "Error: Error acquiring the state lock\n\nError message: state blob is already locked\nLock Info:\n  ID:        11111111-2222-3333-4444-555555555555\n  Path:      tfstate/x\n  Operation: OperationTypeApply\n  Who:       ann@laptop\n  Version:   1.11.4\n  Created:   2026-01-01 10:00:00 UTC\n",
    "ann@laptop is deploying dev-hello, since 2026-01-01 10:00:00 UTC. Nothing was changed.",
    "force-unlock 11111111-2222-3333-4444-555555555555",
  ],
  "a state that cannot be written": [
    "Error: Failed to persist state to backend\n\nThe error shown above has prevented Terraform from writing the updated state",
    "terraform -chdir=cdktf.out/stacks/dev-hello state push errored.tfstate",
  ],
  "a plan that no longer holds": [
    "Error: Saved plan is stale\n\nThe given plan file can no longer be applied",
    "Somebody else changed",
  ],
  "a state that is elsewhere": [
    "Error: Unable to find remote state\n\nNo stored state was found for the given workspace",
    "npm run deploy -- --all",
  ],
  "a backend that was changed": [
    "Error: Backend configuration changed\n\nA change in the backend configuration has been detected",
    "--migrate-state",
  ],
  "a secret without a value": [
    'Error: No value for required variable\n\n  on cdk.tf.json line 31\n\nThe root module input variable "db_password" is not set',
    "export TF_VAR_db_password=…",
  ],
  "no login to HCP Terraform": [
    "Error: Required token could not be found\n\nRun the following command to generate a token for app.terraform.io:\n    terraform login",
    "not logged in to HCP Terraform",
    "TF_TOKEN_app_terraform_io",
  ],
  "a file that another Terraform has locked": [
    "Error: Error acquiring the state lock\n\nError message: resource temporarily unavailable\nLock Info:\n  ID:        1\n  Who:       ann@laptop",
    "ann@laptop is deploying dev-hello.",
    "ps -ef | grep '[t]erraform'",
  ],
  "no engine": [
    "Error: Error pinging Docker server: Cannot connect to the Docker daemon at unix:///var/run/docker.sock.",
    "Start Docker",
  ],
  "Docker Hub's limit": [
    "Error: RegistryErrorResponse: An error response is received from the docker registry 'index.docker.io'.",
    "cacheRules",
  ],
  "no login": [
    "Error: building account: could not acquire access token to parse claims: Please run 'az login' to setup account.",
    "You are not logged in",
  ],
  "no Azure CLI": [
    'Error: unable to build authorizer for Resource Manager API: could not configure AzureCli Authorizer: could not parse Azure CLI version: launching Azure CLI: exec: "az": executable file not found in $PATH',
    "neither is there an Azure CLI here",
    "ARM_CLIENT_ID",
  ],
  "a secret that has run out": [
    "Error: building account: could not acquire access token: AADSTS7000222: The provided client secret keys for app '1' are expired.",
    "ARM_CLIENT_SECRET, is wrong or has run out",
    "az ad app credential reset --id $ARM_CLIENT_ID",
  ],
  "no subscription": [
    "Error: building account: unable to configure ResourceManagerAccount: subscription ID could not be determined and was not specified",
    "export ARM_SUBSCRIPTION_ID=",
  ],
  "a lock of Azure's": [
    "Error: deleting: unexpected status 409 with error: ScopeLocked: The scope cannot perform delete operation because following scope(s) are locked",
    "deleteLock",
  ],
  "an operation in progress": [
    "Error: unexpected status 409 (409 Conflict) with error: OperationInProgress",
    "still busy",
  ],
  "a group that is not healthy": [
    "Error: local-exec provisioner error\n\nThe new container group is not healthy: 60 attempts failed.\nAsked http://a/health for status 200; last answer: status 503 starting\nIts logs: az container logs --resource-group a --name b\nNo traffic was moved",
    "did not become healthy: 60 attempts failed.",
    "last answer: status 503 starting",
    "az container logs --resource-group a --name b",
  ],
  "a content tag that somebody deleted": [
    "Error: Got error when attempting to fetch image version hello:content-cd22d4596dad0fe5e7c3fe665eeeb2a1 from registry: Got bad response from registry: 404 Not Found\n  with data.docker_registry_image.docker-image_762EC177",
    "lost the tag content-cd22d4596dad0fe5e7c3fe665eeeb2a1 of hello",
    "npm run verify -- APP ENVIRONMENT --repair",
  ],
  "a registry that does not answer a plan": [
    'Error: Got error when attempting to fetch image version hello:content-1 from registry: Error during registry request: Head "https://a/v2/": dial tcp 127.0.0.1:1: connect: connection refused',
    "could not be reached",
  ],
  "a build that fails, whatever it printed": [
    "Error: local-exec provisioner error\n  with terraform_data.docker-image_publish_1\n\nError running command '…': exit status 1. Output: az login\ndocker build failed with status 3. Its last words are above.\n",
    "docker failed with status 3",
    "last words above",
  ],
  "a registry that does not answer a publisher": [
    "Error: local-exec provisioner error\n\nError running command '…': exit status 1. Output: The registry localhost:5000 (repository hello): connect ECONNREFUSED\n127.0.0.1:5000.\n",
    "The registry localhost:5000 did not serve hello: connect ECONNREFUSED 127.0.0.1:5000.",
    "Nothing was pushed",
  ],
  "a provider that cannot reach its service": [
    'Error: retrieving metadata from endpoint "https://a": Get "https://a/metadata/endpoints": dial tcp 127.0.0.1:1: connect: connection refused\n  with provider["registry.terraform.io/hashicorp/azurerm"]',
    "could not be reached",
  ],
  "something broken off": [
    "Error: creating: polling after ContainerGroupsCreateOrUpdate: context canceled",
    "told to break off",
  ],
};

test.each(Object.entries(ERRORS))("%s has its cause and its remedy", (_, [text, ...expected]) => {
  const explanations = said(failure(text));
  expect(explanations).toHaveLength(1);
  for (const one of expected) expect(explanations[0]).toMatch(one);
});

test("each of several errors is explained, the same cause once", () => {
  const [lock] = ERRORS["a lock"]!;
  const [quota] = ERRORS["a quota that is used up"]!;
  expect(said(failure([quota, quota, lock].join("\n\n")))).toHaveLength(2);
});

test("what is not known is not explained", () => {
  expect(said(failure("Error: Unsupported attribute"))).toEqual([]);
});

test("a Terraform that was killed, or is not there, is told whatever it said", () => {
  expect(said(failure("", { killedBy: "SIGKILL" }))[0]).toMatch(
    /killed \(SIGKILL\) while it applied dev-hello/,
  );
  expect(said(failure("", { notStarted: "ENOENT" }))[0]).toContain("TERRAFORM_BINARY_NAME");
  expect(said(failure("", { notStarted: "EACCES" }))[0]).toContain("EACCES");
});
