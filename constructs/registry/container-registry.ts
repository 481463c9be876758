import { ContainerRegistry as AzureContainerRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import { DataAzurermContainerRegistry } from "@cdktf/provider-azurerm/lib/data-azurerm-container-registry";
import { Construct } from "constructs";
import { renderIdentity } from "../../core/azure/identity";
import { checkIdentityIds } from "../../core/azure/ids";
import { checkIpRanges } from "../../core/azure/ip-range";
import { checkLocation } from "../../core/azure/location";
import { checkName } from "../../core/azure/names";
import { checkTags, Tags } from "../../core/azure/tags";
import { checkChoice, checkWholeNumber, Fault, refuse, reportFaults } from "../../core/fault";
import { literalTexts } from "../../core/terraform/literal-text";
import { checkRegistryEncryption, RegistryEncryption } from "./encryption";
import { checkGeoReplications, GeoReplication, renderGeoReplications } from "./geo-replication";
import { AdminLogin, Registry } from "./registry";
import { checkFeature, REGISTRY_SKUS, RegistrySku } from "./sku";

/** What a {@link ContainerRegistry} is made from. */
export interface ContainerRegistryProps {
  /**
   * The registry's name, unique in all of Azure: 5–50 letters and digits. It starts the login server's name.
   * @azure name
   */
  readonly name: string;
  /** The resource group that holds it. */
  readonly resourceGroupName: string;
  /**
   * The Azure region, for example `westeurope`.
   * @azure location
   */
  readonly location: string;
  /**
   * The service tier: Basic, Standard or Premium. Two changes of it take two deploys, since azurerm sends their parts in an
   * order that Azure refuses: from Basic to Standard first, then `anonymousPull`; `allowedIpRanges` removed first, then
   * from Premium to a lower one.
   * @default "Basic"
   * @azure sku.name
   */
  readonly sku?: RegistrySku;
  /**
   * Whether the admin user, one shared account with full push and pull, is on. Azure means it for tests.
   * @default false
   * @azure adminUserEnabled
   */
  readonly adminUser?: boolean;
  /**
   * Whether everybody may pull everything. Standard and Premium only.
   * @default false
   * @azure anonymousPullEnabled
   */
  readonly anonymousPull?: boolean;
  /**
   * Whether it answers on its public address. Off is for Premium only, and leaves its private endpoints.
   * @default true
   * @azure publicNetworkAccess
   */
  readonly publicNetworkAccess?: boolean;
  /**
   * The only ranges of public IPv4 addresses that it answers, `A.B.C.D/BITS`: at most 200. Premium only.
   * @default - every address
   * @azure networkRuleSet.ipRules
   */
  readonly allowedIpRanges?: readonly string[];
  /**
   * Whether trusted Azure services get around the network rules. Azure Container Instances needs it to pull by identity
   * from a registry that is closed or restricted.
   * @default true
   * @azure networkRuleBypassOptions
   */
  readonly trustedServicesBypass?: boolean;
  /**
   * Copies in other regions. Premium only.
   * @default - none
   * @azure registries/replications
   */
  readonly geoReplications?: readonly GeoReplication[];
  /**
   * Whether it is spread over its region's zones. Premium only. A change replaces the registry and its images.
   * @default false
   * @azure zoneRedundancy
   */
  readonly zoneRedundancy?: boolean;
  /**
   * How many days manifests without a tag are kept: 0–365, where 0 keeps them for ever. Premium only. An image that runs
   * by its digest and has lost its tags is one of them.
   * @default 0
   * @azure policies.retentionPolicy.days
   */
  readonly retentionDays?: number;
  /**
   * Whether a pushed image can be pulled only after something has marked it as checked. Premium only.
   * @default false
   * @azure policies.quarantinePolicy.status
   */
  readonly quarantine?: boolean;
  /**
   * Whether images may be exported to other registries. Off is for Premium without public network access only.
   * @default true
   * @azure policies.exportPolicy.status
   */
  readonly exportPolicy?: boolean;
  /**
   * Whether each region has a data endpoint of its own, so that firewalls need not open all of Azure's storage. Premium
   * only.
   * @default false
   * @azure dataEndpointEnabled
   */
  readonly dataEndpoint?: boolean;
  /**
   * A key of one's own that encrypts it. Premium only.
   * @default - Azure's key
   * @azure encryption.keyVaultProperties
   */
  readonly encryption?: RegistryEncryption;
  /**
   * Whether Azure gives it an identity of its own.
   * @default false
   * @azure identity.type
   */
  readonly systemAssignedIdentity?: boolean;
  /**
   * Azure's ids of user-assigned identities it carries. That of the encryption is added by itself.
   * @default - none
   * @azure identity.userAssignedIdentities
   */
  readonly userAssignedIdentityIds?: readonly string[];
  /**
   * Azure tags.
   * @default - no tags
   * @azure tags
   */
  readonly tags?: Tags;
}

/** A private registry: an Azure Container Registry. */
export class ContainerRegistry extends Registry {
  /** azurerm makes no registry in ABAC mode. */
  readonly roleAssignmentMode = "rbac";
  readonly admin?: AdminLogin;
  protected readonly attributes: AzureContainerRegistry;

  constructor(scope: Construct, id: string, props: ContainerRegistryProps) {
    super(scope, id);
    reportFaults(this, faultsOf(props));
    const { sku = "Basic", trustedServicesBypass, encryption, geoReplications = [] } = props;
    this.attributes = new AzureContainerRegistry(this, "Resource", {
      name: props.name,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      sku,
      adminEnabled: props.adminUser ?? false,
      anonymousPullEnabled: props.anonymousPull,
      publicNetworkAccessEnabled: props.publicNetworkAccess,
      networkRuleBypassOption:
        trustedServicesBypass === undefined ? undefined : trustedServicesBypass ? "AzureServices" : "None",
      georeplications: geoReplications.length > 0 ? renderGeoReplications(geoReplications) : undefined,
      zoneRedundancyEnabled: props.zoneRedundancy,
      retentionPolicyInDays: props.retentionDays,
      quarantinePolicyEnabled: props.quarantine,
      exportPolicyEnabled: props.exportPolicy,
      dataEndpointEnabled: props.dataEndpoint,
      encryption: encryption && [
        { keyVaultKeyId: encryption.keyVaultKeyId, identityClientId: encryption.identityClientId },
      ],
      identity: renderIdentity(props.systemAssignedIdentity, [
        ...(props.userAssignedIdentityIds ?? []),
        encryption?.identityId,
      ]),
      tags: literalTexts(props.tags),
    });
    if (sku === "Premium") this.renderNetworkRules(props.allowedIpRanges ?? []);
    if (props.adminUser) this.admin = this.lookUpAdmin();
  }

  /**
   * Premium always says its rules: left out, Terraform would keep the rules that were there, not take them away. As an
   * override, since the bindings drop an empty list and Terraform then misses it.
   */
  private renderNetworkRules(ranges: readonly string[]): void {
    this.attributes.addOverride("network_rule_set", [
      {
        default_action: ranges.length > 0 ? "Deny" : "Allow",
        ip_rule: ranges.map((range) => ({ action: "Allow", ip_range: range })),
      },
    ]);
  }

  /**
   * Looked up after the change: azurerm keeps the registry's own `admin_username` and `admin_password` as they were when
   * the admin user is turned on later, so they stay empty until the next apply.
   */
  private lookUpAdmin(): AdminLogin {
    const { adminUsername, adminPassword } = new DataAzurermContainerRegistry(this, "admin-user", {
      name: this.registryName,
      resourceGroupName: this.resourceGroupName,
      dependsOn: [this.attributes],
    });
    return { username: adminUsername, password: adminPassword };
  }
}

function faultsOf(props: ContainerRegistryProps): Fault[] {
  const { location, allowedIpRanges = [], geoReplications = [], encryption } = props;
  return [
    ...checkName("registry", "name", props.name),
    ...checkName("resourceGroup", "resourceGroupName", props.resourceGroupName),
    ...checkLocation("location", location),
    ...checkChoice("sku", props.sku, REGISTRY_SKUS),
    ...checkFeatures(props),
    ...checkIpRanges("allowedIpRanges", allowedIpRanges),
    ...checkGeoReplications("geoReplications", geoReplications, location),
    ...checkWholeNumber("retentionDays", props.retentionDays, { from: 0, to: 365, unit: "days" }),
    ...(encryption ? checkRegistryEncryption("encryption", encryption) : []),
    ...checkIdentityIds("userAssignedIdentityIds", props.userAssignedIdentityIds),
    ...checkTags("tags", props.tags),
  ];
}

/** Source: Azure documentation, "Azure Container Registry SKU features and limits", and azurerm's container_registry_resource.go. */
function checkFeatures(props: ContainerRegistryProps): Fault[] {
  const { sku = "Basic", publicNetworkAccess, allowedIpRanges = [], geoReplications = [] } = props;
  // A tier that does not exist was reported as such.
  if (!REGISTRY_SKUS.includes(sku)) return [];
  const premium = (property: string, given: unknown) => checkFeature(property, given, sku, "Premium");
  const off = (given: boolean | undefined) => (given === false ? false : undefined);
  const some = (given: readonly string[]) => (given.length > 0 ? given : undefined);
  return [
    ...checkFeature("anonymousPull", props.anonymousPull || undefined, sku, "Standard"),
    ...premium("publicNetworkAccess", off(publicNetworkAccess)),
    ...premium("allowedIpRanges", some(allowedIpRanges)),
    ...premium("trustedServicesBypass", off(props.trustedServicesBypass)),
    ...premium("geoReplications", some(geoReplications.map((replication) => replication.location))),
    ...premium("zoneRedundancy", props.zoneRedundancy || undefined),
    ...premium("retentionDays", props.retentionDays || undefined),
    ...premium("quarantine", props.quarantine || undefined),
    ...premium("exportPolicy", off(props.exportPolicy)),
    ...premium("dataEndpoint", props.dataEndpoint || undefined),
    ...premium("encryption", props.encryption?.keyVaultKeyId),
    ...(props.exportPolicy === false && publicNetworkAccess !== false
      ? refuse(
          "exportPolicy",
          false,
          "true while public network access is on",
          "set publicNetworkAccess: false too, or leave it out",
        )
      : []),
    ...(publicNetworkAccess === false && allowedIpRanges.length > 0
      ? refuse(
          "allowedIpRanges",
          allowedIpRanges,
          "none while public network access is off",
          "leave out publicNetworkAccess: false, or the ranges",
        )
      : []),
  ];
}
