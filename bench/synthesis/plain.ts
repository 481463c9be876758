import { ContainerGroup } from "@cdktf/provider-azurerm/lib/container-group";
import { ContainerRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import { ContainerRegistryScopeMap } from "@cdktf/provider-azurerm/lib/container-registry-scope-map";
import { ContainerRegistryToken } from "@cdktf/provider-azurerm/lib/container-registry-token";
import { ContainerRegistryTokenPassword } from "@cdktf/provider-azurerm/lib/container-registry-token-password";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import { DataDockerRegistryImage } from "@cdktf/provider-docker/lib/data-docker-registry-image";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, DataTerraformRemoteStateLocal, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import { TerraformData } from "../../core/terraform/data";

const tags = { owner: "platform" };
const location = "westeurope";

/** The resources, outputs and reads of state that `createStacks` makes of the same apps, by cdktf and its bindings alone. */
export function createPlainStacks(app: App, names: readonly string[]): void {
  createRegistry(app, names);
  for (const name of names) {
    createImage(app, name);
    createGroup(app, name);
  }
}

function createRegistry(app: App, names: readonly string[]): void {
  const stack = stackWithState(app, "main-registry");
  new AzurermProvider(stack, "azurerm", { features: [{}] });
  const group = new ResourceGroup(stack, "resource-group", { name: "acme-main-registry", location, tags });
  const registry = new ContainerRegistry(stack, "registry", {
    name: "acmemain",
    resourceGroupName: group.name,
    location,
    sku: "Premium",
    adminEnabled: false,
    tags,
  });
  const identity = new UserAssignedIdentity(stack, "pull-identity", {
    name: "acme-main-pull",
    resourceGroupName: registry.resourceGroupName,
    location,
    tags,
  });
  new RoleAssignment(stack, "acr-pull", {
    scope: registry.id,
    roleDefinitionName: "AcrPull",
    principalId: identity.principalId,
    principalType: "ServicePrincipal",
    skipServicePrincipalAadCheck: true,
  });
  const usernames: Record<string, string> = {};
  const passwords: Record<string, string> = {};
  for (const name of names) {
    const scopeMap = new ContainerRegistryScopeMap(stack, `scope-map-${name}`, {
      name: `push-${name}`,
      containerRegistryName: registry.name,
      resourceGroupName: registry.resourceGroupName,
      description: `Push to ${name} only`,
      actions: ["content/read", "content/write", "metadata/read"].map((one) => `repositories/${name}/${one}`),
    });
    const token = new ContainerRegistryToken(stack, `token-${name}`, {
      name: `push-${name}`,
      containerRegistryName: registry.name,
      resourceGroupName: registry.resourceGroupName,
      scopeMapId: scopeMap.id,
    });
    const password = new ContainerRegistryTokenPassword(stack, `password-${name}`, {
      containerRegistryTokenId: token.id,
      password1: {},
    });
    usernames[name] = token.name;
    passwords[name] = password.password1.value;
  }
  declareOutputs(stack, {
    login_server: registry.loginServer,
    pull_identity_id: identity.id,
    push_usernames: usernames,
    push_passwords: passwords,
  });
}

function createImage(app: App, name: string): void {
  const stack = stackWithState(app, `main-${name}-image`);
  const registry = stateOf(stack, "main-registry");
  const server = registry.getString("login_server");
  const username = `${registry.fqn}.outputs.push_usernames["${name}"]`;
  const password = `${registry.fqn}.outputs.push_passwords["${name}"]`;
  new DockerProvider(stack, "docker", {
    disableDockerDaemonCheck: true,
    registryAuth: [{ address: server, username: `\${${username}}`, password: `\${${password}}` }],
  });
  const environment = {
    SLIPWAY_REGISTRY: server,
    SLIPWAY_REPOSITORY: name,
    SLIPWAY_USERNAME: `\${nonsensitive(${username})}`,
    SLIPWAY_PASSWORD: `\${nonsensitive(${password})}`,
  };
  const repository = `${server}/${name}`;
  const tag = `content-${"0".repeat(32)}`;
  const published = new TerraformData(stack, "publisher", {
    triggersReplace: { repository, tag },
    provisioners: [{ type: "local-exec", command: "node publish.cjs image build.json", environment }],
  });
  const image = new DataDockerRegistryImage(stack, "published", {
    name: `${repository}:${tag}`,
    dependsOn: [published],
  });
  for (const alias of ["v1", "latest"]) {
    new TerraformData(stack, `alias-${alias}`, {
      triggersReplace: { repository, alias, digest: image.sha256Digest },
      provisioners: [{ type: "local-exec", command: "node publish.cjs alias", environment }],
    });
  }
  declareOutputs(stack, { image: `${repository}@${image.sha256Digest}`, tags: [tag, "v1", "latest"] });
}

function createGroup(app: App, name: string): void {
  const stack = stackWithState(app, `dev-${name}`);
  new AzurermProvider(stack, "azurerm", { features: [{}] });
  const registry = stateOf(stack, "main-registry");
  const image = stateOf(stack, `main-${name}-image`);
  const resourceGroup = new ResourceGroup(stack, "resource-group", {
    name: `acme-dev-${name}`,
    location,
    tags,
  });
  const data = new TerraformData(stack, "unsent-on-change", { input: {} });
  const ports = [{ port: 8080, protocol: "TCP" }];
  const identity = registry.getString("pull_identity_id");
  const group = new ContainerGroup(stack, "container-group", {
    name: `acme-dev-${name}`,
    resourceGroupName: resourceGroup.name,
    location,
    osType: "Linux",
    restartPolicy: "Always",
    ipAddressType: "Public",
    dnsNameLabel: `acme-dev-${name}`,
    exposedPort: ports,
    container: [
      {
        name,
        image: image.getString("image"),
        cpu: 1,
        memory: 1.5,
        ports,
        livenessProbe: {
          httpGet: [{ path: "/health", port: 8080, scheme: "http" }],
          periodSeconds: 10,
          timeoutSeconds: 1,
          failureThreshold: 3,
          successThreshold: 1,
        },
      },
    ],
    identity: { type: "UserAssigned", identityIds: [identity] },
    imageRegistryCredential: [
      { server: registry.getString("login_server"), userAssignedIdentityId: identity },
    ],
    tags,
    lifecycle: { replaceTriggeredBy: [`terraform_data.${data.friendlyUniqueId}`] },
  });
  declareOutputs(stack, {
    image: image.getString("image"),
    fqdn: group.fqdn,
    ip_address: group.ipAddress,
    url: `http://${group.fqdn}:8080`,
  });
}

function stackWithState(app: App, name: string): TerraformStack {
  const stack = new TerraformStack(app, name);
  new LocalBackend(stack, { path: pathOf(name) });
  return stack;
}

function stateOf(stack: TerraformStack, producer: string): DataTerraformRemoteStateLocal {
  return new DataTerraformRemoteStateLocal(stack, producer, {
    path: pathOf(producer),
    workspace: "${terraform.workspace}",
  });
}

function pathOf(stack: string): string {
  return `../../../terraform-state/${stack}.tfstate`;
}

function declareOutputs(stack: TerraformStack, values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) {
    new TerraformOutput(stack, name, { value, staticId: true, description: name });
  }
}
