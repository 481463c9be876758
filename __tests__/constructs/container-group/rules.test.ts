import { InitContainerProps } from "../../../constructs/container-group/init-container";
import { IpAddress } from "../../../constructs/container-group/ip-address";
import { ContainerGroupProps } from "../../../constructs/container-group/props";
import { RegistryCredential } from "../../../constructs/container-group/registry-credential";
import { Volume } from "../../../constructs/container-group/volume";
import { Secret } from "../../../core/secrets/secret";
import { addGroup, groupFaults, ids, quiet, Rule, testRules, web } from "../../support/rules";
import { faultsIn } from "../../support/synthesis";

type Changes = Partial<ContainerGroupProps>;

const secret = Secret.fromVariable("password");
const files = () => Volume.secret("certs", { "tls.key": secret }).mountAt("/certs");
const init: InitContainerProps = { name: "init", image: "busybox:1.37" };
const spot: Changes = { priority: "Spot", ipAddress: IpAddress.none() };

const rules: readonly Rule<Changes>[] = [
  [
    "name",
    { name: "a-1" },
    { name: "a--1" },
    'name is "a--1". Allowed: 1–63 lower-case letters, digits and hyphens, with no hyphen first, last or doubled. Fix: write for example "acme-prod-shop".',
  ],
  [
    "resource group",
    { resourceGroupName: "My_group.(1)" },
    { resourceGroupName: "group." },
    'resourceGroupName is "group.". Allowed: 1–90 letters, digits, underscores, hyphens, periods and parentheses, not ending in a period. Fix: write for example "acme-prod".',
  ],
  [
    "location",
    { location: "West Europe" },
    { location: "west-europe" },
    'location is "west-europe". Allowed: an Azure region: letters, digits and spaces. Fix: write one that "az account list-locations" lists, for example "westeurope".',
  ],
  [
    "a container at least",
    { containers: [web()] },
    { containers: [], ipAddress: IpAddress.none() },
    "containers is []. Allowed: 1 to 60 containers, the init containers included. Fix: give the group a container.",
  ],
  [
    "60 containers at most",
    { containers: [...quiet(59), web()] },
    { containers: [...quiet(59), web()], initContainers: [init] },
    "containers is 61 containers. Allowed: 1 to 60 containers, the init containers included. Fix: split the group.",
  ],
  [
    "a name once",
    { initContainers: [init] },
    { initContainers: [{ ...init, name: "web" }] },
    'initContainers[0].name is "web". Allowed: each name once in a group, init containers included. Fix: rename it: containers[0].name is the same.',
  ],
  [
    "restart policy",
    { restartPolicy: "Never" },
    { restartPolicy: "never" as "Never" },
    'restartPolicy is "never". Allowed: Always, OnFailure, Never. Fix: write "Never".',
  ],
  [
    "operating system",
    { osType: "Windows" },
    { osType: "windows" as "Windows" },
    'osType is "windows". Allowed: Linux, Windows. Fix: write "Windows".',
  ],
  [
    "priority",
    { priority: "Regular" },
    { priority: "Low" as "Spot" },
    'priority is "Low". Allowed: Regular, Spot. Fix: write for example "Regular".',
  ],
  [
    "SKU",
    { sku: "Dedicated" },
    { sku: "Basic" as "Standard" },
    'sku is "Basic". Allowed: Standard, Dedicated, Confidential. Fix: write for example "Standard".',
  ],
  ["zone", { zone: "3" }, { zone: "4" as "3" }, 'zone is "4". Allowed: 1, 2, 3. Fix: write for example "1".'],
  [
    "no zone in a subnet",
    { ipAddress: IpAddress.private(ids.subnet) },
    { ipAddress: IpAddress.private(ids.subnet), zone: "1" },
    'zone is "1". Allowed: a zone for a group outside subnets only. Fix: leave out the zone, or the subnet.',
  ],
  [
    "a subnet by its id",
    { ipAddress: IpAddress.private(ids.subnet) },
    { ipAddress: IpAddress.private("groups") },
    'ipAddress.subnetId is "groups". Allowed: /subscriptions/UUID/resourceGroups/GROUP/providers/Microsoft.Network/virtualNetworks/NAME/subnets/NAME. Fix: copy it from "az network vnet subnet show".',
  ],
  [
    "DNS label",
    { dnsNameLabel: "hello" },
    { dnsNameLabel: "1hello" },
    'dnsNameLabel is "1hello". Allowed: 5–63 lower-case letters, digits and hyphens, first a letter, last a letter or digit. Fix: write for example "acme-shop".',
  ],
  [
    "a DNS label in lower case",
    { dnsNameLabel: "acme-shop1" },
    { dnsNameLabel: "Acme-shop1" },
    'dnsNameLabel is "Acme-shop1". Allowed: 5–63 lower-case letters, digits and hyphens, first a letter, last a letter or digit. Fix: write for example "acme-shop".',
  ],
  [
    "a DNS label for a public address",
    { dnsNameLabel: "hello", ipAddress: IpAddress.public() },
    { dnsNameLabel: "hello", ipAddress: IpAddress.private(ids.subnet) },
    'dnsNameLabel is "hello". Allowed: a label for a public IP address only (ipAddress is Private). Fix: use IpAddress.public(), or leave the label out.',
  ],
  [
    "a reuse policy of a label",
    { dnsNameLabel: "hello", dnsNameLabelReusePolicy: "Noreuse" },
    { dnsNameLabelReusePolicy: "Noreuse" },
    'dnsNameLabelReusePolicy is "Noreuse". Allowed: a reuse policy with a dnsNameLabel only. Fix: set dnsNameLabel, or leave the policy out.',
  ],
  [
    "reuse policy",
    { dnsNameLabel: "hello", dnsNameLabelReusePolicy: "TenantReuse" },
    { dnsNameLabel: "hello", dnsNameLabelReusePolicy: "NoReuse" as "Noreuse" },
    'dnsNameLabelReusePolicy is "NoReuse". Allowed: Unsecure, TenantReuse, SubscriptionReuse, ResourceGroupReuse, Noreuse. Fix: write "Noreuse".',
  ],
  [
    "no address with Spot",
    spot,
    { priority: "Spot" },
    'ipAddress is IpAddress.public(). Allowed: IpAddress.none() outside a subnet for a Spot group. Fix: use IpAddress.none(), or priority: "Regular".',
  ],
  [
    "no subnet with Spot",
    { ipAddress: IpAddress.none(ids.subnet) },
    { priority: "Spot", ipAddress: IpAddress.none(ids.subnet) },
    'ipAddress is IpAddress.none() in a subnet. Allowed: IpAddress.none() outside a subnet for a Spot group. Fix: use IpAddress.none(), or priority: "Regular".',
  ],
  [
    "no zone with Spot",
    spot,
    { ...spot, zone: "1" },
    'zone is "1". Allowed: a zone for a Regular group only. Fix: leave the zone out, or priority: "Regular".',
  ],
  [
    "no confidential Spot group",
    spot,
    { ...spot, sku: "Confidential" },
    'sku is "Confidential". Allowed: Standard, Dedicated for a Spot group. Fix: write "Standard", or priority: "Regular".',
  ],
  [
    "one container with Windows",
    { osType: "Windows" },
    { osType: "Windows", containers: [web(), ...quiet(1)] },
    'containers is 2 containers. Allowed: 1 container with Windows. Fix: make a group for each, or osType: "Linux".',
  ],
  [
    "no init container with Windows",
    { initContainers: [init] },
    { osType: "Windows", initContainers: [init] },
    'initContainers is ["init"]. Allowed: init containers with Linux only. Fix: leave them out, or osType: "Linux".',
  ],
  [
    "no volume with Windows",
    { containers: [web({ volumeMounts: [files()] })] },
    { osType: "Windows", containers: [web({ volumeMounts: [files()] })] },
    'volumeMounts of "web" is ["certs"]. Allowed: volumes with Linux only. Fix: leave them out, or osType: "Linux".',
  ],
  [
    "no pull by identity with Windows",
    { registryCredentials: [RegistryCredential.identity("me.azurecr.io", ids.identity)] },
    {
      osType: "Windows",
      registryCredentials: [RegistryCredential.identity("me.azurecr.io", ids.identity)],
    },
    'registryCredentials[0] is an identity. Allowed: a password with Windows. Fix: use RegistryCredential.password, or osType: "Linux".',
  ],
  [
    "no confidential group with Windows",
    { sku: "Confidential" },
    { sku: "Confidential", osType: "Windows" },
    'sku is "Confidential". Allowed: Standard, Dedicated with Windows. Fix: write "Standard", or osType: "Linux".',
  ],
  [
    "privileged in a confidential group only",
    { sku: "Confidential", containers: [web({ privileged: true })] },
    { containers: [web({ privileged: true })] },
    'privileged of "web" is true. Allowed: privileged containers in the SKU Confidential only. Fix: set sku: "Confidential", or leave it out.',
  ],
  [
    "an identity by its id",
    { userAssignedIdentityIds: [ids.identity] },
    { userAssignedIdentityIds: [ids.uuid] },
    `userAssignedIdentityIds[0] is "${ids.uuid}". Allowed: /subscriptions/UUID/resourceGroups/GROUP/providers/Microsoft.ManagedIdentity/userAssignedIdentities/NAME. Fix: copy "id" from "az identity show".`,
  ],
  [
    "a key with its version",
    { customerManagedKey: { keyVaultKeyId: "https://vault.vault.azure.net/keys/key/1" } },
    { customerManagedKey: { keyVaultKeyId: "https://vault.vault.azure.net/keys/key" } },
    'customerManagedKey.keyVaultKeyId is "https://vault.vault.azure.net/keys/key". Allowed: https://VAULT/keys/NAME/VERSION. Fix: copy "key.kid" from "az keyvault key show".',
  ],
  [
    "one credential for a registry",
    { registryCredentials: [RegistryCredential.password("ghcr.io", "me", secret)] },
    {
      registryCredentials: [
        RegistryCredential.password("ghcr.io", "me", secret),
        RegistryCredential.password("ghcr.io", "you", secret),
      ],
    },
    'registryCredentials[1].server is "ghcr.io". Allowed: one credential for each registry. Fix: remove it or registryCredentials[0].',
  ],
  [
    "a registry's host name",
    { registryCredentials: [RegistryCredential.password("localhost:5000", "me", secret)] },
    { registryCredentials: [RegistryCredential.password("https://ghcr.io", "me", secret)] },
    'registryCredentials[0].server is "https://ghcr.io". Allowed: a host name in lower case, without https:// and path. Fix: write for example "NAME.azurecr.io".',
  ],
  [
    "a user name with a password",
    { registryCredentials: [RegistryCredential.password("ghcr.io", Secret.fromVariable("user"), secret)] },
    { registryCredentials: [RegistryCredential.password("ghcr.io", "", secret)] },
    'registryCredentials[0].username is "". Allowed: a user name. Fix: write the user name that the password belongs to.',
  ],
  [
    "a password that is a secret",
    { registryCredentials: [RegistryCredential.password("ghcr.io", "me", secret)] },
    {
      registryCredentials: [RegistryCredential.password("ghcr.io", "me", "hunter2" as unknown as Secret)],
    },
    "registryCredentials[0].password is a plain value (not shown). Allowed: a Secret, so that the value is not written into the synthesized JSON. Fix: use Secret.fromVariable.",
  ],
  [
    "tags",
    { tags: { team: "web" } },
    { tags: { "team?": "web" } },
    'tags (name) is "team?". Allowed: 1–512 bytes without < > % & \\ ? /. Fix: rename it, for example to "cost-center".',
  ],
];

describe("Azure's rules for a group", () => testRules(groupFaults, rules));

test("all faults come in one report, each with the path of its construct", () => {
  expect(
    faultsIn((stack) => addGroup(stack, { name: "A", location: "!", containers: [web({ name: "B" })] })).map(
      (fault) => fault.split(" is ")[0],
    ),
  ).toEqual(["[test/group] name", "[test/group] location", "[test/group] containers[0].name"]);
});
