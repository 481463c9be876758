import { ContainerRegistry as AzureContainerRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import { Construct } from "constructs";
import { checkIdentityIds } from "../../core/azure/ids";
import { checkIpRanges } from "../../core/azure/ip-range";
import { checkLocation } from "../../core/azure/location";
import { checkName } from "../../core/azure/names";
import { checkTags, Tags } from "../../core/azure/tags";
import { checkChoice, checkWholeNumber, Fault, reportFaults } from "../../core/fault";
import { literalTexts } from "../../core/terraform/literal-text";
import { checkRegistryEncryption, RegistryEncryption } from "./encryption";
import { checkGeoReplications, GeoReplication, renderGeoReplications } from "./geo-replication";
import { Registry } from "./registry";
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
   * The service tier: Basic, Standard or Premium.
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
export class ContainerRegistry extends Construct implements Registry {
  /** azurerm makes no registry in ABAC mode. */
  readonly roleAssignmentMode = "rbac";
  private readonly resource: AzureContainerRegistry;

  constructor(scope: Construct, id: string, props: ContainerRegistryProps) {
    super(scope, id);
    reportFaults(this, faultsOf(props));
    const { sku = "Basic", trustedServicesBypass, encryption, geoReplications = [] } = props;
    this.resource = new AzureContainerRegistry(this, "Resource", {
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
      identity: renderIdentity(props),
      tags: literalTexts(props.tags),
    });
    this.renderNetworkRules(sku, props.allowedIpRanges ?? []);
  }

  /** Azure's id of the registry. */
  get registryId(): string {
    return this.resource.id;
  }

  /** The registry's name. */
  get registryName(): string {
    return this.resource.name;
  }

  /** The resource group that holds it. */
  get resourceGroupName(): string {
    return this.resource.resourceGroupName;
  }

  /** Its Azure region. */
  get location(): string {
    return this.resource.location;
  }

  /** The host name images are pushed to and pulled from. Read from Azure: sovereign clouds differ. */
  get loginServer(): string {
    return this.resource.loginServer;
  }

  /** The admin user's name; empty while the admin user is off. */
  get adminUsername(): string {
    return this.resource.adminUsername;
  }

  /** The admin user's password, sensitive; empty while the admin user is off. */
  get adminPassword(): string {
    return this.resource.adminPassword;
  }

  /**
   * Premium always says its rules: left out, Terraform would keep the rules that were there, not take them away. As an
   * override, since the bindings drop an empty list and Terraform then misses it.
   */
  private renderNetworkRules(sku: RegistrySku, ranges: readonly string[]): void {
    if (sku !== "Premium") return;
    this.resource.addOverride("network_rule_set", [
      {
        default_action: ranges.length > 0 ? "Deny" : "Allow",
        ip_rule: ranges.map((range) => ({ action: "Allow", ip_range: range })),
      },
    ]);
  }
}

function renderIdentity(props: ContainerRegistryProps) {
  const { systemAssignedIdentity, userAssignedIdentityIds = [], encryption } = props;
  const identityIds = [
    ...new Set([...userAssignedIdentityIds, ...(encryption ? [encryption.identityId] : [])]),
  ];
  const types = [
    ...(systemAssignedIdentity ? ["SystemAssigned"] : []),
    ...(identityIds.length > 0 ? ["UserAssigned"] : []),
  ];
  if (types.length === 0) return undefined;
  return { type: types.join(", "), identityIds: identityIds.length > 0 ? identityIds : undefined };
}

function faultsOf(props: ContainerRegistryProps): Fault[] {
  const {
    name,
    location,
    allowedIpRanges,
    geoReplications,
    encryption,
    userAssignedIdentityIds = [],
  } = props;
  return [
    ...checkName("registry", "name", name, "choose another name that nobody else in Azure uses"),
    ...checkName("resourceGroup", "resourceGroupName", props.resourceGroupName, "write its name"),
    ...checkLocation("location", location),
    ...checkChoice("sku", props.sku, REGISTRY_SKUS),
    ...checkFeatures(props),
    ...(allowedIpRanges ? checkIpRanges("allowedIpRanges", allowedIpRanges) : []),
    ...(geoReplications ? checkGeoReplications("geoReplications", geoReplications, location) : []),
    ...checkWholeNumber("retentionDays", props.retentionDays, { from: 0, to: 365, unit: "days" }),
    ...(encryption ? checkRegistryEncryption("encryption", encryption) : []),
    ...checkIdentityIds("userAssignedIdentityIds", userAssignedIdentityIds),
    ...checkTags("tags", props.tags),
  ];
}

/** Source: Azure documentation, "Azure Container Registry SKU features and limits", and azurerm's container_registry_resource.go. */
function checkFeatures(props: ContainerRegistryProps): Fault[] {
  const {
    sku = "Basic",
    publicNetworkAccess,
    allowedIpRanges = [],
    geoReplications = [],
    encryption,
  } = props;
  // A tier that does not exist was reported as such.
  if (!REGISTRY_SKUS.includes(sku)) return [];
  const premium = (property: string, given: unknown) => checkFeature(property, given, sku, "Premium");
  const faults = [
    ...checkFeature("anonymousPull", props.anonymousPull || undefined, sku, "Standard"),
    ...premium("publicNetworkAccess", publicNetworkAccess === false ? false : undefined),
    ...premium("allowedIpRanges", allowedIpRanges.length > 0 ? allowedIpRanges : undefined),
    ...premium("trustedServicesBypass", props.trustedServicesBypass === false ? false : undefined),
    ...premium(
      "geoReplications",
      geoReplications.length > 0 ? geoReplications.map((replication) => replication.location) : undefined,
    ),
    ...premium("zoneRedundancy", props.zoneRedundancy || undefined),
    ...premium("retentionDays", props.retentionDays || undefined),
    ...premium("quarantine", props.quarantine || undefined),
    ...premium("exportPolicy", props.exportPolicy === false ? false : undefined),
    ...premium("dataEndpoint", props.dataEndpoint || undefined),
    ...premium("encryption", encryption && encryption.keyVaultKeyId),
  ];
  if (props.exportPolicy === false && publicNetworkAccess !== false) {
    faults.push({
      property: "exportPolicy",
      given: false,
      allowed: "no export only without public network access",
      fix: "set publicNetworkAccess: false too, or leave it out",
    });
  }
  if (publicNetworkAccess === false && allowedIpRanges.length > 0) {
    faults.push({
      property: "allowedIpRanges",
      given: allowedIpRanges,
      allowed: "ranges of public addresses with public network access only",
      fix: "leave out publicNetworkAccess: false, or the ranges",
    });
  }
  return faults;
}
