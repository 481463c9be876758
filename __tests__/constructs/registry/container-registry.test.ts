import { ContainerRegistryProps } from "../../../constructs/registry/container-registry";
import { addRegistry, ids, Rule, testRules, withoutPath } from "../../support/rules";
import { faultsIn, onlyResource, stackWith } from "../../support/synthesis";

type Changes = Partial<ContainerRegistryProps>;

const faults = (changes: Changes) => faultsIn((stack) => void addRegistry(stack, changes)).map(withoutPath);
const json = (changes: Changes) => {
  expect(faults(changes)).toEqual([]);
  return onlyResource(
    stackWith((stack) => void addRegistry(stack, changes)),
    "azurerm_container_registry",
  );
};
const premium = { sku: "Premium" } as const;
const encryption = {
  keyVaultKeyId: "https://vault.vault.azure.net/keys/key",
  identityId: ids.identity,
  identityClientId: ids.uuid,
};

const rules: readonly Rule<Changes>[] = [
  [
    "name",
    { name: "Slipway1" },
    { name: "my-registry" },
    'name is "my-registry". Allowed: 5–50 letters and digits. Fix: write for example "acmeprod".',
  ],
  [
    "SKU",
    { sku: "Standard" },
    { sku: "premium" as "Premium" },
    'sku is "premium". Allowed: Basic, Standard, Premium. Fix: write "Premium".',
  ],
  [
    "anonymous pull from Standard on",
    { sku: "Standard", anonymousPull: true },
    { anonymousPull: true },
    'anonymousPull is true. Allowed: only with the SKU Standard or Premium (it is Basic). Fix: set sku: "Standard", or leave it out.',
  ],
  [
    "closed to the public with Premium",
    { ...premium, publicNetworkAccess: false },
    { sku: "Standard", publicNetworkAccess: false },
    'publicNetworkAccess is false. Allowed: only with the SKU Premium (it is Standard). Fix: set sku: "Premium", or leave it out.',
  ],
  [
    "address ranges with Premium",
    { ...premium, allowedIpRanges: ["203.0.113.0/24"] },
    { allowedIpRanges: ["203.0.113.0/24"] },
    'allowedIpRanges is ["203.0.113.0/24"]. Allowed: only with the SKU Premium (it is Basic). Fix: set sku: "Premium", or leave it out.',
  ],
  [
    "no bypass with Premium",
    { ...premium, trustedServicesBypass: false },
    { trustedServicesBypass: false },
    'trustedServicesBypass is false. Allowed: only with the SKU Premium (it is Basic). Fix: set sku: "Premium", or leave it out.',
  ],
  [
    "geo-replications with Premium",
    { ...premium, geoReplications: [{ location: "northeurope" }] },
    { geoReplications: [{ location: "northeurope" }] },
    'geoReplications is ["northeurope"]. Allowed: only with the SKU Premium (it is Basic). Fix: set sku: "Premium", or leave it out.',
  ],
  [
    "zone redundancy with Premium",
    { ...premium, zoneRedundancy: true },
    { zoneRedundancy: true },
    'zoneRedundancy is true. Allowed: only with the SKU Premium (it is Basic). Fix: set sku: "Premium", or leave it out.',
  ],
  [
    "retention with Premium",
    { retentionDays: 0 },
    { retentionDays: 7 },
    'retentionDays is 7. Allowed: only with the SKU Premium (it is Basic). Fix: set sku: "Premium", or leave it out.',
  ],
  [
    "quarantine with Premium",
    { ...premium, quarantine: true },
    { quarantine: true },
    'quarantine is true. Allowed: only with the SKU Premium (it is Basic). Fix: set sku: "Premium", or leave it out.',
  ],
  [
    "no export with Premium",
    { ...premium, exportPolicy: false, publicNetworkAccess: false },
    { ...premium, exportPolicy: false },
    "exportPolicy is false. Allowed: true while public network access is on. Fix: set publicNetworkAccess: false too, or leave it out.",
  ],
  [
    "data endpoints with Premium",
    { ...premium, dataEndpoint: true },
    { dataEndpoint: true },
    'dataEndpoint is true. Allowed: only with the SKU Premium (it is Basic). Fix: set sku: "Premium", or leave it out.',
  ],
  [
    "encryption with Premium",
    { ...premium, encryption },
    { encryption },
    'encryption is "https://vault.vault.azure.net/keys/key". Allowed: only with the SKU Premium (it is Basic). Fix: set sku: "Premium", or leave it out.',
  ],
  [
    "address ranges of an open registry",
    { ...premium, publicNetworkAccess: true, allowedIpRanges: ["203.0.113.7/32"] },
    { ...premium, publicNetworkAccess: false, allowedIpRanges: ["203.0.113.7/32"] },
    'allowedIpRanges is ["203.0.113.7/32"]. Allowed: none while public network access is off. Fix: leave out publicNetworkAccess: false, or the ranges.',
  ],
  [
    "365 days at most",
    { ...premium, retentionDays: 365 },
    { ...premium, retentionDays: 366 },
    "retentionDays is 366. Allowed: a whole number of 0 to 365 days. Fix: write for example 365.",
  ],
  [
    "another region for a replication",
    { ...premium, geoReplications: [{ location: "North Europe" }] },
    { ...premium, geoReplications: [{ location: "West Europe" }] },
    'geoReplications[0].location is "West Europe". Allowed: each region once, and another than the registry\'s own. Fix: name another region, or remove this one.',
  ],
  [
    "a region once",
    { ...premium, geoReplications: [{ location: "northeurope" }, { location: "eastus" }] },
    { ...premium, geoReplications: [{ location: "northeurope" }, { location: "North Europe" }] },
    'geoReplications[1].location is "North Europe". Allowed: each region once, and another than the registry\'s own. Fix: name another region, or remove this one.',
  ],
  [
    "a key's id",
    { ...premium, encryption: { ...encryption, keyVaultKeyId: `${encryption.keyVaultKeyId}/1` } },
    { ...premium, encryption: { ...encryption, keyVaultKeyId: "key" } },
    'encryption.keyVaultKeyId is "key". Allowed: https://VAULT/keys/NAME, with or without /VERSION. Fix: copy "key.kid" from "az keyvault key show".',
  ],
  [
    "the client id of the key's identity",
    { ...premium, encryption },
    { ...premium, encryption: { ...encryption, identityClientId: "me" } },
    'encryption.identityClientId is "me". Allowed: a UUID, 8-4-4-4-12 hexadecimal digits. Fix: copy "clientId" from "az identity show".',
  ],
];

describe("Azure's rules for a registry", () => testRules(faults, rules));

test.each([
  "203.0.113.0",
  "203.0.113.1/24",
  "203.0.113.0/33",
  "10.0.0.0/8",
  "192.168.1.0/24",
  "172.16.0.0/12",
  "::/0",
])("%s is no range of public addresses", (range) => {
  expect(faults({ ...premium, allowedIpRanges: [range] })).toEqual([
    `allowedIpRanges[0] is "${range}". Allowed: ranges of public IPv4 addresses, A.B.C.D/BITS, each once. Fix: write for example "203.0.113.0/24", and "203.0.113.7/32" for one address.`,
  ]);
});

test("200 ranges at most", () => {
  const ranges = (count: number) => Array.from({ length: count }, (_, i) => `203.0.113.${i}/32`);
  expect(faults({ ...premium, allowedIpRanges: ranges(200) })).toEqual([]);
  expect(faults({ ...premium, allowedIpRanges: ranges(201) })).toEqual([
    "allowedIpRanges is 201 ranges. Allowed: at most 200 ranges. Fix: join neighbouring ranges: 203.0.113.0/25 and 203.0.113.128/25 are 203.0.113.0/24.",
  ]);
});

test("every setting of a registry reaches Azure", () => {
  expect(
    json({
      ...premium,
      adminUser: true,
      anonymousPull: true,
      publicNetworkAccess: true,
      allowedIpRanges: ["203.0.113.0/24"],
      trustedServicesBypass: false,
      zoneRedundancy: true,
      retentionDays: 30,
      quarantine: true,
      exportPolicy: true,
      dataEndpoint: true,
      encryption,
      systemAssignedIdentity: true,
      tags: { team: "web" },
    }),
  ).toMatchObject({
    sku: "Premium",
    admin_enabled: true,
    anonymous_pull_enabled: true,
    public_network_access_enabled: true,
    network_rule_set: [
      { default_action: "Deny", ip_rule: [{ action: "Allow", ip_range: "203.0.113.0/24" }] },
    ],
    network_rule_bypass_option: "None",
    zone_redundancy_enabled: true,
    retention_policy_in_days: 30,
    quarantine_policy_enabled: true,
    export_policy_enabled: true,
    data_endpoint_enabled: true,
    encryption: [{ key_vault_key_id: encryption.keyVaultKeyId, identity_client_id: ids.uuid }],
    identity: { type: "SystemAssigned, UserAssigned", identity_ids: [ids.identity] },
    tags: { team: "web" },
  });
});

test("replications stand in the order that azurerm reads them in", () => {
  const geoReplications = [
    { location: "northeurope", regionalEndpoint: true },
    { location: "East US", zoneRedundancy: true },
  ];
  expect(json({ ...premium, geoReplications }).georeplications).toEqual([
    { location: "East US", zone_redundancy_enabled: true, regional_endpoint_enabled: false },
    { location: "northeurope", zone_redundancy_enabled: false, regional_endpoint_enabled: true },
  ]);
});

test("a Premium registry without ranges says that all may come, so that rules taken away go", () => {
  expect(json(premium).network_rule_set).toEqual([{ default_action: "Allow", ip_rule: [] }]);
  expect(json({})).not.toHaveProperty("network_rule_set");
});
